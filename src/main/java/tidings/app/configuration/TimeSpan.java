package tidings.app.configuration;

import java.time.Duration;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * A length of time in the configuration: {@code 500ms}, {@code 15s}, {@code 10m}, {@code 1h},
 * {@code 0}.
 *
 * @param length not negative
 */
public record TimeSpan(Duration length) {

  /** Parses a time; registered as a MicroProfile Config converter. */
  public static final class Reader implements Converter<TimeSpan> {

    private static final long serialVersionUID = 1;
    private static final Pattern FORM = Pattern.compile("(\\d+)\\s*(ms|s|m|h)|0");

    @Override
    public TimeSpan convert(String value) {
      var parts = FORM.matcher(value.strip());
      if (!parts.matches()) {
        throw new IllegalArgumentException("'" + value + "' is not a time, such as 15s or 10m");
      }
      if (parts.group(1) == null) {
        return new TimeSpan(Duration.ZERO);
      }
      try {
        return new TimeSpan(length(Long.parseLong(parts.group(1)), parts.group(2)));
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException("'" + value + "' is too long a time", e);
      }
    }

    private static Duration length(long count, String unit) {
      return switch (unit) {
        case "ms" -> Duration.ofMillis(count);
        case "s" -> Duration.ofSeconds(count);
        case "m" -> Duration.ofMinutes(count);
        default -> Duration.ofHours(count);
      };
    }
  }
}
