package tidings.runs.model.openai;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long a server asks to be left alone. Pure functions.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC 9110, Retry-After</a>
 */
final class RetryAfter {

  /**
   * Dates as HTTP writes them; RFC 1123's form also accepts the other weekday names of old servers.
   */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT);

  private static final Pattern DELAY =
      Pattern.compile("\"retryDelay\"\\s*:\\s*\"([0-9]{1,9}(?:[.][0-9]{1,9})?)s\"");

  private RetryAfter() {}

  /**
   * The time that a response asks for, not negative; null if it asks for none or the value is
   * invalid.
   *
   * @param now by this server's clock
   */
  static @Nullable Duration of(HttpHeaders headers, Instant now) {
    var millis = headers.firstValue("Retry-After-Ms").map(value -> decimal(value, 1)).orElse(null);
    return millis != null
        ? millis
        : headers.firstValue("Retry-After").map(value -> read(value.strip(), now)).orElse(null);
  }

  /**
   * The delay that Google's servers ask for in the details of an error instead of a header; null if
   * there is none.
   *
   * @see <a href="https://cloud.google.com/apis/design/errors">google.rpc.RetryInfo</a>
   */
  static @Nullable Duration inBody(String body) {
    var delay = DELAY.matcher(body);
    return delay.find() ? decimal(delay.group(1), 1000) : null;
  }

  private static @Nullable Duration read(String value, Instant now) {
    var seconds = decimal(value, 1000);
    if (seconds != null) {
      return seconds;
    }
    try {
      var wait = Duration.between(now, ZonedDateTime.parse(value, DATE).toInstant());
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static @Nullable Duration decimal(String value, int millis) {
    return value.strip().matches("[0-9]{1,9}([.][0-9]{1,9})?")
        ? Duration.ofMillis(Math.round(Double.parseDouble(value.strip()) * millis))
        : null;
  }
}
