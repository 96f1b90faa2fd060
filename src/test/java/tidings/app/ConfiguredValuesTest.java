package tidings.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.app.configuration.ByteSize;
import tidings.app.configuration.TimeSpan;

/** Sizes and times as an operator writes them. */
class ConfiguredValuesTest {

  private static final ByteSize.Reader SIZES = new ByteSize.Reader();
  private static final TimeSpan.Reader TIMES = new TimeSpan.Reader();

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "65536, 65536",
    "64 KiB, 65536",
    "64KiB, 65536",
    "' 1 MiB ', 1048576",
    "3 GiB, 3221225472"
  })
  void aSizeIsANumberOfBytesWithOrWithoutAUnit(String text, long bytes) {
    assertThat(SIZES.convert(text).bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "64 KB", "64k", "1.5 MiB", "KiB", "1 MiB 2", "0x10"})
  void whatIsNoSizeIsRefusedAndNamed(String text) {
    assertThatThrownBy(() -> SIZES.convert(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void aSizeThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> SIZES.convert("99999999999999999999"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SIZES.convert("9999999999 GiB"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new ByteSize(Integer.MAX_VALUE).toInt()).isEqualTo(Integer.MAX_VALUE);
    assertThatThrownBy(() -> new ByteSize(1L << 31).toInt())
        .isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "0s, PT0S",
    "500ms, PT0.5S",
    "15s, PT15S",
    "10 m, PT10M",
    "1h, PT1H",
    "' 2s ', PT2S"
  })
  void aTimeHasAUnitUnlessItIsNone(String text, String length) {
    assertThat(TIMES.convert(text).length()).isEqualTo(Duration.parse(length));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "15", "-1s", "1.5s", "1d", "PT15S", "s", "1s 2s", "1S"})
  void whatIsNoTimeIsRefusedAndNamed(String text) {
    assertThatThrownBy(() -> TIMES.convert(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void aTimeThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> TIMES.convert("9999999999999999999999s"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TIMES.convert("9223372036854775807h"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
