package tidings.event;

/**
 * The value of an extension attribute, as text, and the type that it has in JSON (CloudEvents 1.0,
 * section "Type System").
 *
 * @param text the original text: a number keeps all its digits
 * @param kind its type in JSON
 */
public record Extension(String text, Kind kind) {

  /** Types of JSON that an attribute may have. */
  public enum Kind {
    STRING,
    NUMBER,
    BOOLEAN
  }

  /** A string. */
  public static Extension of(String text) {
    return new Extension(text, Kind.STRING);
  }
}
