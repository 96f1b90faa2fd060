package tidings.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A strict reader of JSON (RFC 8259), and a writer of its texts. Objects are maps, arrays lists,
 * numbers doubles.
 */
final class Json {

  /** The deepest nesting that the server accepts. */
  static final int MAX_DEPTH = 1000;

  private final String text;
  private int position;
  private int depth;

  private Json(String text) {
    this.text = text;
  }

  /**
   * Reads one value.
   *
   * @throws IllegalArgumentException if the text is anything but one value
   */
  static @Nullable Object parse(String text) {
    var json = new Json(text);
    json.skipWhiteSpace();
    var value = json.value();
    json.skipWhiteSpace();
    if (json.position < text.length()) {
      throw json.fault("expected the end");
    }
    return value;
  }

  /** The members of an object; empty if the text is not an object. */
  static Map<String, @Nullable Object> parseObject(String text) {
    try {
      return asObject(parse(text));
    } catch (IllegalArgumentException e) {
      return Map.of();
    }
  }

  /** The members of an object; empty if the value is not one. */
  static Map<String, @Nullable Object> asObject(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      return Map.of();
    }
    var members = new LinkedHashMap<String, @Nullable Object>();
    map.forEach((name, member) -> members.put((String) name, member));
    return members;
  }

  static Optional<String> textOf(Map<String, @Nullable Object> object, String name) {
    return object.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** The whole part of a number, within the range of a long. */
  static Optional<Long> numberOf(Map<String, @Nullable Object> object, String name) {
    return object.get(name) instanceof Double number
        ? Optional.of(number.longValue())
        : Optional.empty();
  }

  /** Writes a text with its quotes. Halves of surrogate pairs become escapes. */
  static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || isHalf(text, i)) {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static boolean isHalf(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  private IllegalArgumentException fault(String expected) {
    return new IllegalArgumentException(
        "is not valid JSON: %s at character %d".formatted(expected, position + 1));
  }

  private char peek() {
    return position < text.length() ? text.charAt(position) : '\0';
  }

  private void skipWhiteSpace() {
    while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
  }

  private @Nullable Object value() {
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> literal("true", true);
      case 'f' -> literal("false", false);
      case 'n' -> literal("null", null);
      default -> number();
    };
  }

  private @Nullable Object literal(String word, @Nullable Object value) {
    if (!text.startsWith(word, position)) {
      throw fault("expected a value");
    }
    position += word.length();
    return value;
  }

  private void enter() {
    position++;
    if (++depth > MAX_DEPTH) {
      throw fault("nested deeper than " + MAX_DEPTH);
    }
    skipWhiteSpace();
  }

  private void leave() {
    position++;
    depth--;
  }

  private Map<String, @Nullable Object> object() {
    var members = new LinkedHashMap<String, @Nullable Object>();
    enter();
    while (peek() != '}') {
      if (!members.isEmpty()) {
        require(',');
      }
      if (peek() != '"') {
        throw fault("expected a name");
      }
      var name = string();
      skipWhiteSpace();
      require(':');
      members.put(name, value());
      skipWhiteSpace();
    }
    leave();
    return members;
  }

  private List<@Nullable Object> array() {
    var elements = new ArrayList<@Nullable Object>();
    enter();
    while (peek() != ']') {
      if (!elements.isEmpty()) {
        require(',');
      }
      elements.add(value());
      skipWhiteSpace();
    }
    leave();
    return elements;
  }

  private void require(char c) {
    if (peek() != c || position == text.length()) {
      throw fault("expected '" + c + "'");
    }
    position++;
    skipWhiteSpace();
  }

  private String string() {
    position++;
    int plain = position;
    while (position < text.length() && isPlain(text.charAt(position))) {
      position++;
    }
    if (peek() == '"') {
      return text.substring(plain, position++);
    }
    var out = new StringBuilder(text.substring(plain, position));
    while (true) {
      char c = peek();
      if (c < ' ') {
        throw fault("expected the end of a text");
      }
      position++;
      if (c == '"') {
        return out.toString();
      }
      out.append(c == '\\' ? escape() : c);
    }
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c != '"' && c != '\\';
  }

  private char escape() {
    char c = peek();
    position++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw fault("unknown escape");
    };
  }

  private char unicode() {
    int code = 0;
    for (int end = position + 4; position < end; position++) {
      char c = peek();
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw fault("expected four hexadecimal digits");
      }
      code = code * 16 + digit;
    }
    return (char) code;
  }

  private Double number() {
    int start = position;
    if (peek() == '-') {
      position++;
    }
    if (peek() == '0') {
      position++;
    } else {
      digits();
    }
    if (peek() == '.') {
      position++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      position++;
      if (peek() == '+' || peek() == '-') {
        position++;
      }
      digits();
    }
    return Double.valueOf(text.substring(start, position));
  }

  private void digits() {
    int start = position;
    while (peek() >= '0' && peek() <= '9') {
      position++;
    }
    if (position == start) {
      throw fault(start == text.length() ? "unexpected end" : "expected a value");
    }
  }
}
