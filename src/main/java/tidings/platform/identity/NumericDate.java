package tidings.platform.identity;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The times of a token: seconds since 1970, which may have a fraction.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7519#section-2">RFC 7519, NumericDate</a>
 */
final class NumericDate {

  /** The last second of the year 9999, the last that RFC 3339 can write. */
  private static final BigDecimal LAST = BigDecimal.valueOf(253_402_300_799L);

  private NumericDate() {}

  /** The time, cut to milliseconds; null if the value is not a time between 1970 and 9999. */
  static @Nullable Instant of(@Nullable Object value) {
    if (!(value instanceof Number number) || !Double.isFinite(number.doubleValue())) {
      return null;
    }
    var seconds =
        number instanceof Long whole
            ? BigDecimal.valueOf(whole)
            : new BigDecimal(number.toString());
    if (seconds.signum() < 0 || seconds.compareTo(LAST) > 0) {
      return null;
    }
    return Instant.ofEpochMilli(
        seconds.movePointRight(3).setScale(0, RoundingMode.DOWN).longValueExact());
  }
}
