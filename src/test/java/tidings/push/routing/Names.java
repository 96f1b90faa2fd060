package tidings.push.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Names and patterns of the protocol, over a small alphabet, and the meaning of a pattern: by
 * regular expression and by trying every name, which shares nothing with the code under test.
 */
public final class Names {

  private static final int MOST_SEGMENTS = 4;

  private final char separator;

  /** Every name of up to four segments of {@code a}, {@code b} and {@code z}. */
  private final List<String> universe;

  private final Map<String, Pattern> expressions = new ConcurrentHashMap<>();
  private final Map<List<String>, Boolean> covered = new ConcurrentHashMap<>();

  public Names(char separator) {
    this.separator = separator;
    universe = upTo(MOST_SEGMENTS, List.of("a", "b", "z"));
  }

  /** Names that events have: up to three segments of {@code a} and {@code b}. */
  public List<String> names() {
    return upTo(3, List.of("a", "b"));
  }

  /** Patterns that a client may send: up to three segments. */
  public List<String> patterns() {
    var patterns = new ArrayList<String>();
    for (var text : upTo(3, List.of("a", "b", "*", "**"))) {
      int rest = text.indexOf("**");
      if (rest < 0 || rest == text.length() - 2) {
        patterns.add(text);
      }
    }
    return patterns;
  }

  private List<String> upTo(int most, List<String> alphabet) {
    var all = new ArrayList<String>();
    var last = List.of("");
    for (int i = 0; i < most; i++) {
      var next = new ArrayList<String>();
      for (var prefix : last) {
        for (var segment : alphabet) {
          next.add(prefix.isEmpty() ? segment : prefix + separator + segment);
        }
      }
      all.addAll(next);
      last = next;
    }
    return all;
  }

  /** Whether the name matches the pattern: {@code *} is one segment, {@code **} one or more. */
  public boolean matches(String pattern, String name) {
    return expressions.computeIfAbsent(pattern, this::expression).matcher(name).matches();
  }

  private Pattern expression(String pattern) {
    var expression =
        Pattern.quote(pattern)
            .replace("**", "\\E.+\\Q")
            .replace("*", "\\E[^" + separator + "]+\\Q");
    return Pattern.compile(expression);
  }

  /** Whether every name of {@code inner} is one of {@code outer}. */
  public boolean covers(String outer, String inner) {
    return covered.computeIfAbsent(
        List.of(outer, inner),
        _ ->
            universe.stream()
                .filter(name -> matches(inner, name))
                .allMatch(name -> matches(outer, name)));
  }
}
