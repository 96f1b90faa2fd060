package tidings.ingress.redis;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of channels as {@code PSUBSCRIBE} has it: {@code *}, {@code ?}, {@code [ae]}, {@code
 * [^e]}, {@code [a-b]}, and a backslash before what means itself.
 *
 * @see <a href="https://redis.io/docs/latest/commands/psubscribe/">PSUBSCRIBE</a>
 */
record Glob(String text, Pattern pattern) {

  /**
   * @throws IllegalArgumentException if it has no end
   */
  static Glob of(String text) {
    var regex = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        case '[' -> i = set(text, i, regex);
        case '\\' ->
            regex.append(Pattern.quote(text.substring(++i, Math.min(i + 1, text.length()))));
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    try {
      return new Glob(text, Pattern.compile(regex.toString(), Pattern.DOTALL));
    } catch (PatternSyntaxException e) {
      throw unreadable(text, e);
    }
  }

  /** Translates from {@code [}; answers where {@code ]} is. */
  private static int set(String text, int from, StringBuilder regex) {
    regex.append('[');
    int i = from + 1;
    if (i < text.length() && text.charAt(i) == '^') {
      regex.append('^');
      i++;
    }
    for (; i < text.length() && text.charAt(i) != ']'; i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        regex.append('\\').append('x').append("{%x}".formatted((int) text.charAt(++i)));
      } else if (c == '-') {
        regex.append('-');
      } else {
        regex.append("\\x{%x}".formatted((int) c));
      }
    }
    if (i >= text.length()) {
      throw unreadable(text, null);
    }
    regex.append(']');
    return i;
  }

  private static IllegalArgumentException unreadable(String text, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "tidings.redis.channels: '" + text + "' is no pattern that Redis knows", cause);
  }

  /** Whether a name is to be subscribed to as a pattern. */
  static boolean isPattern(String name) {
    return name.chars().anyMatch(c -> c == '*' || c == '?' || c == '[' || c == '\\');
  }

  boolean matches(String channel) {
    return pattern.matcher(channel).matches();
  }
}
