package tidings.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PercentCodingTest {

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "plain, plain",
    "Euro%20%E2%82%AC, Euro €",
    "%F0%9F%98%80, 😀",
    "100%25, 100%",
    "a%2fb, a/b",
    "100%, 100%",
    "%4, %4",
    "%zz, %zz",
    "%, %",
    "ü%20ü, ü ü"
  })
  void percentSignsAreBytesOfUtf8AndAllElseStandsForItself(String coded, String decoded) {
    assertThat(PercentCoding.decode(coded)).isEqualTo(decoded);
  }
}
