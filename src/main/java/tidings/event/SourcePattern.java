package tidings.event;

/**
 * A filter on the sources of events, which are URI references: one source, or the beginning of many
 * before {@code **}. Immutable and thread-safe.
 *
 * @param text {@code /orders}, {@code urn:bank:**}, {@code **} for all
 */
public record SourcePattern(String text) {

  /** All sources. */
  public static final SourcePattern ALL = new SourcePattern(Pattern.REST);

  /**
   * @throws IllegalArgumentException if it is empty, or has a {@code *} other than a {@code **} at
   *     its end
   */
  public SourcePattern {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a source must not be empty");
    }
    if (beginning(text).indexOf('*') >= 0) {
      throw new IllegalArgumentException(
          "'" + text + "' has a * that is not a ** at its end; ** stands for the rest of a source");
    }
  }

  private static String beginning(String text) {
    return text.endsWith(Pattern.REST)
        ? text.substring(0, text.length() - Pattern.REST.length())
        : text;
  }

  /** Whether the pattern matches the source. Allocates nothing. */
  public boolean matches(String source) {
    if (!text.endsWith(Pattern.REST)) {
      return text.equals(source);
    }
    int beginning = text.length() - Pattern.REST.length();
    return source.regionMatches(0, text, 0, beginning);
  }

  @Override
  public String toString() {
    return text;
  }
}
