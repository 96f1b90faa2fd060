package tidings.ingress.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/**
 * A pattern of channels as in {@code PSUBSCRIBE}: {@code *}, {@code ?}, {@code [ae]}, {@code [^e]},
 * {@code [a-b]}, and a backslash as escape character.
 *
 * @see <a href="https://redis.io/docs/latest/commands/psubscribe/">PSUBSCRIBE</a>
 */
record Glob(String text, Pattern pattern) {

  /**
   * @throws IllegalArgumentException if a set in it has no end
   */
  static Glob of(String text) {
    var bytes = bytes(text);
    var regex = new StringBuilder();
    for (int i = 0; i < bytes.length(); i++) {
      char c = bytes.charAt(i);
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        case '[' -> i = set(text, bytes, i + 1, regex);
        case '\\' -> {
          i = Math.min(i + 1, bytes.length() - 1);
          regex.append(literal(bytes.charAt(i)));
        }
        default -> regex.append(literal(c));
      }
    }
    return new Glob(text, Pattern.compile(regex.toString(), Pattern.DOTALL));
  }

  /** Redis compares bytes, so each byte is a character here. */
  private static String bytes(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  private static String literal(int c) {
    return "\\x{%x}".formatted(c);
  }

  /** Translates the set after {@code [}; returns the position of {@code ]}. */
  private static int set(String text, String bytes, int from, StringBuilder regex) {
    boolean negated = bytes.startsWith("^", from);
    var members = new StringBuilder();
    int i = negated ? from + 1 : from;
    for (; i < bytes.length() && bytes.charAt(i) != ']'; i++) {
      if (bytes.charAt(i) == '\\' && i + 1 < bytes.length()) {
        members.append(literal(bytes.charAt(++i)));
      } else if (bytes.startsWith("-", i + 1) && i + 2 < bytes.length()) {
        members.append(range(bytes.charAt(i), bytes.charAt(i + 2)));
        i += 2;
      } else {
        members.append(literal(bytes.charAt(i)));
      }
    }
    if (i >= bytes.length()) {
      throw unreadable(text);
    }
    if (members.isEmpty()) { // not of these, that is of all
      negated = !negated;
      members.append(range(0, 0xff));
    }
    regex.append(negated ? "[^" : "[").append(members).append(']');
    return i;
  }

  private static String range(int one, int other) {
    return literal(Math.min(one, other)) + "-" + literal(Math.max(one, other));
  }

  private static IllegalArgumentException unreadable(String text) {
    return new IllegalArgumentException(
        "tidings.redis.channels: a set in the pattern '" + text + "' has no end");
  }

  /** Whether a name is to be subscribed to as a pattern. */
  static boolean isPattern(String name) {
    return name.chars().anyMatch(c -> c == '*' || c == '?' || c == '[' || c == '\\');
  }

  boolean matches(String channel) {
    return pattern.matcher(bytes(channel)).matches();
  }
}
