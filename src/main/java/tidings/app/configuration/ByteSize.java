package tidings.app.configuration;

import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * A number of bytes in the configuration: {@code 65536}, {@code 64 KiB}, {@code 1 MiB}.
 *
 * @param bytes not negative
 */
public record ByteSize(long bytes) {

  /** Parses a size; registered as a MicroProfile Config converter. */
  public static final class Reader implements Converter<ByteSize> {

    private static final long serialVersionUID = 1;
    private static final Pattern FORM = Pattern.compile("(\\d+)\\s*(KiB|MiB|GiB)?");

    @Override
    public ByteSize convert(String value) {
      var parts = FORM.matcher(value.strip());
      if (!parts.matches()) {
        throw new IllegalArgumentException("'" + value + "' is not a size, such as 64 KiB");
      }
      long unit =
          switch (parts.group(2)) {
            case null -> 1;
            case "KiB" -> 1 << 10;
            case "MiB" -> 1 << 20;
            default -> 1 << 30;
          };
      try {
        return new ByteSize(Math.multiplyExact(Long.parseLong(parts.group(1)), unit));
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException("'" + value + "' is too large a size", e);
      }
    }
  }

  public int toInt() {
    return Math.toIntExact(bytes);
  }
}
