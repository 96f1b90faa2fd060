package tidings.event.codec;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several names in one text: a JSON array of strings, in which a name may have any character, or
 * else a comma-separated list, in which it has no comma. Pure functions.
 */
public final class NameList {

  private NameList() {}

  /** The names; of a comma-separated list without the white space around each. */
  public static List<String> parse(String text) {
    if (text.stripLeading().startsWith("[")) {
      var array = array(text);
      if (array != null) {
        return array;
      }
    }
    var names = new ArrayList<String>();
    for (var name : text.split(",", -1)) {
      names.add(name.strip());
    }
    return names;
  }

  /** The strings of a JSON array; null if it is something else, such as the name {@code [ops]}. */
  private static @Nullable List<String> array(String text) {
    try (var parser = JsonText.FACTORY.createParser(text)) {
      var names = new ArrayList<String>();
      parser.nextToken();
      while (parser.nextToken() == JsonToken.VALUE_STRING) {
        names.add(parser.getText());
      }
      boolean ended = parser.currentToken() == JsonToken.END_ARRAY && parser.nextToken() == null;
      return ended ? names : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** A text that {@link #parse} reads as the same names: with commas if that is possible. */
  public static String format(Collection<String> names) {
    var sorted = names.stream().sorted().toList();
    return sorted.stream().allMatch(NameList::needsNoQuotes)
        ? String.join(",", sorted)
        : json(sorted);
  }

  private static boolean needsNoQuotes(String name) {
    return name.indexOf(',') < 0 && !name.startsWith("[") && name.equals(name.strip());
  }

  private static String json(List<String> names) {
    var out = new StringWriter();
    try (var json = JsonText.FACTORY.createGenerator(out)) {
      json.writeStartArray();
      for (var name : names) {
        json.writeString(name);
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }
}
