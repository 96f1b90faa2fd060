package tidings.event.codec;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/** Times of RFC 3339. Pure functions. */
final class Time {

  /** Section 5.6: seconds are required, years have four digits, T and Z may be lower-case. */
  private static final Pattern FORM =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:)(\\d\\d)(\\.\\d+)?([Zz]|[+-]\\d\\d:\\d\\d)");

  private static final int NANO_DIGITS = 9;

  private Time() {}

  /**
   * The instant, exact to the nanosecond. A leap second becomes the last nanosecond before it.
   * Empty if the text is not such a time.
   */
  static Optional<Instant> parse(String text) {
    var parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    var seconds = parts.group(2).equals("60") ? "59" : parts.group(2);
    var fraction = parts.group(3) == null ? "" : parts.group(3);
    fraction = fraction.substring(0, Math.min(fraction.length(), NANO_DIGITS + 1));
    try {
      return Optional.of(
          OffsetDateTime.parse(parts.group(1) + seconds + fraction + parts.group(4)).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
