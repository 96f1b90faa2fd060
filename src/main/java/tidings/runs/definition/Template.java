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

  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{([A-Za-z0-9_.\\- ]{1,128}?)(?::(all|[0-9]{1,4}))?}");

  /**
   * A placeholder.
   *
   * @param last number of outputs, the newest; 0: all
   */
  public record Placeholder(String node, int last) {}

  public List<Placeholder> placeholders() {
    var placeholders = new ArrayList<Placeholder>();
    var found = PLACEHOLDER.matcher(text);
    while (found.find()) {
      placeholders.add(placeholder(found));
    }
    return placeholders;
  }

  private static Placeholder placeholder(Matcher found) {
    int last =
        switch (found.group(2)) {
          case null -> 1;
          case "all" -> 0;
          case String number -> Integer.parseInt(number);
        };
    return new Placeholder(found.group(1), last);
  }

  /**
   * Replaces the placeholders.
   *
   * @param outputs of a node, the oldest first; null for a name that is not a node: its placeholder
   *     stays unchanged
   */
  public String fill(Function<String, @Nullable List<String>> outputs) {
    return PLACEHOLDER
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
