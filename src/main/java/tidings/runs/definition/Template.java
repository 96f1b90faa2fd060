package tidings.runs.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Text with the outputs of nodes in it: {@code {node}} the last, {@code {node:all}} all, {@code
 * {node:3}} the last three, separated by a rule. Braces around anything else are text.
 */
public record Template(String text) {

  /** Separates several outputs. */
  public static final String RULE = "\n\n---\n\n";

  private static final Pattern PLACE =
      Pattern.compile("\\{([A-Za-z0-9_.\\- ]{1,128}?)(?::(all|[0-9]{1,4}))?}");

  /**
   * A placeholder.
   *
   * @param last number of outputs, the newest; 0: all
   */
  public record Place(String node, int last) {}

  public List<Place> places() {
    var places = new ArrayList<Place>();
    var found = PLACE.matcher(text);
    while (found.find()) {
      places.add(placeholder(found));
    }
    return places;
  }

  private static Place placeholder(Matcher found) {
    int last =
        switch (found.group(2)) {
          case null -> 1;
          case "all" -> 0;
          case String number -> Integer.parseInt(number);
        };
    return new Place(found.group(1), last);
  }

  /**
   * Replaces the placeholders.
   *
   * @param outputs of a node, the oldest first; null for a name that is not a node: its placeholder
   *     stays unchanged
   */
  public String filled(Function<String, @Nullable List<String>> outputs) {
    return PLACE
        .matcher(text)
        .replaceAll(
            found -> {
              var known = outputs.apply(found.group(1));
              if (known == null) {
                return Matcher.quoteReplacement(found.group());
              }
              var last = found.group(2);
              int count =
                  last == null ? 1 : last.equals("all") ? known.size() : Integer.parseInt(last);
              var wanted = known.subList(Math.max(0, known.size() - count), known.size());
              return Matcher.quoteReplacement(String.join(RULE, wanted));
            });
  }
}
