package tidings.runs.tool.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.platform.security.Caller;
import tidings.platform.security.Grants;
import tidings.runs.tool.ToolException;

class CalculatorTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Caller ALICE = new Caller("alice", Set.of(), Grants.NONE, null, Instant.MAX);

  /** Nothing can interrupt a calculation, so none may take long. */
  private static final Duration AT_ONCE = Duration.ofSeconds(2);

  private static String evaluate(String expression) {
    var arguments = JSON.createObjectNode().put("expression", expression);
    return assertTimeoutPreemptively(AT_ONCE, () -> new Calculator().call(arguments, ALICE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 + 3 * 4 | 14",
        "(2 + 3) * 4 | 20",
        "0.1 + 0.2 | 0.3",
        "2 ^ 0.5 ^ 2 | 1.189207115002721",
        "7 % 4 | 3",
        "+5 - -5 | 10",
        "2(3 + 4) | 14",
        "ROUND(PI, 4) | 3.1416",
        "ROUND(1250, -2) | 1200",
        "SQRT(2.25) + ABS(-1) | 2.5",
        "MAX(1, 2, MIN(7, 3)) | 3",
        "SUM(1, 2, 3) / AVERAGE(1, 3) | 3",
        "FLOOR(2.7) + CEILING(2.1) | 5",
        "LOG10(1000) | 3",
        "100 * 1000 | 100000",
        "2 ^ 200 | 1606938044258990275541962092341162602522202993782792835301376",
        "10 ^ 400 | 1E+400"
      })
  void commonExpressionsAreEvaluated(String expression, String value) {
    assertThat(evaluate(expression)).isEqualTo(value);
  }

  /** Each of these once used a processor, or the memory, without end. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "FACT(2147483647)",
        "9^9^9",
        "9^9^9 - 9^9^9",
        "9^(9^9)",
        "9^99999999",
        "1E2000000000",
        "0E-2000000000 + 1E-2000000000",
        "FLOOR(1E2000000000)",
        "FLOOR(1E-2000000000)",
        "SQRT(1E2000000000)",
        "ROUND(1, 2000000000)",
        "ROUND(1, -2000000000)",
        "1E2000000000 % 7",
        "1E2000000000 + 1",
        "10^1000 * 10",
        "STR_FORMAT(\"%2000000000d\", 1)",
        "STR_MATCHES(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\", \"(a|a)*b\")",
        "STR_SPLIT(\"a\", \"(a+)+\")",
        "DT_NOW()",
        "RANDOM()",
        "TRUE",
        "\"a\"",
        "\"a\" + \"b\"",
        "2147483647!",
        "1 / 0",
        "SQRT(-1)",
        "(-1) ^ 0.5",
        "(10^900) ^ 0.5",
        "x + 1",
        "1 +"
      })
  void endlessOrUndefinedExpressionsAreRejectedAtOnce(String expression) {
    assertThatThrownBy(() -> evaluate(expression)).isInstanceOf(ToolException.class);
  }

  @Test
  void aZeroIsAZeroHoweverItIsWritten() {
    assertThat(evaluate("0E-2000000000")).isEqualTo("0");
    assertThat(evaluate("FLOOR(0E-2000000000) + 0E2000000000")).isEqualTo("0");
  }

  @Test
  void aLongExpressionIsReckonedAndALongerOneIsNot() {
    assertThat(evaluate("1" + "+1".repeat(499))).isEqualTo("500");
    assertThat(evaluate("(".repeat(499) + "1" + ")".repeat(499))).isEqualTo("1");
    assertThat(evaluate("-".repeat(998) + "1")).isEqualTo("1");
    assertThat(evaluate("9*".repeat(450) + "9")).isNotEmpty();
    assertThatThrownBy(() -> evaluate("1" + "+1".repeat(500))).isInstanceOf(ToolException.class);
  }
}
