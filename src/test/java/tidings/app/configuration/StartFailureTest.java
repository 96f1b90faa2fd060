package tidings.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.app.MapConfig;

/** What a failed start does to the process; that {@code exit} ends it is in tidings.it.StartIT. */
class StartFailureTest {

  private static MapConfig config(String value) {
    return new MapConfig(Map.of(StartFailure.KEY, value));
  }

  @ParameterizedTest
  @CsvSource({"fail, FAIL", "' fail ', FAIL", "exit, EXIT", "'exit ', EXIT"})
  void processEndsOnlyIfItIsConfiguredTo(String value, StartFailure expected) {
    assertThat(StartFailure.of(config(value))).isEqualTo(expected);
    assertThatCode(() -> StartFailure.check(config(value))).doesNotThrowAnyException();
  }

  @Test
  void serverStaysUnlessTheKeyIsSet() {
    var nothing = new MapConfig(Map.of());
    assertThat(StartFailure.of(nothing)).isEqualTo(StartFailure.FAIL);
    assertThatCode(() -> StartFailure.check(nothing)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"FAIL", "Exit", "stop", "fail,exit", "true"})
  void anyOtherValueIsRefusedAndEndsTheProcess(String value) {
    assertThat(StartFailure.of(config(value))).isEqualTo(StartFailure.EXIT);
    assertThatThrownBy(() -> StartFailure.check(config(value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tidings.start.failure must be exit or fail, but is '" + value + "'");
  }

  /** This test could not end if they did. */
  @Test
  void failLeavesTheProcessRunning() {
    StartFailure.FAIL.haltProcess();
    StartFailure.FAIL.endProcess();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("tidings-exit");
  }
}
