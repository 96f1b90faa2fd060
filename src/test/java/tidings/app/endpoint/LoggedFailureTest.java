package tidings.app.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class LoggedFailureTest {

  private static String logged(Throwable failure) {
    var text = new StringWriter();
    LoggedFailure.of(failure).printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  @Test
  void aFailureWithShortMessagesIsLoggedAsItIs() {
    var failure = new IllegalStateException("short", new IllegalArgumentException("too"));
    assertThat(LoggedFailure.of(failure)).isSameAs(failure);
  }

  @Test
  void aLongMessageIsCutWhereverItStandsAndThePlacesStay() {
    var body = "x".repeat(4_000_000);
    var failure = new IllegalStateException("outer", new IllegalArgumentException(body));
    var logged = logged(failure);
    assertThat(logged)
        .contains("IllegalStateException: outer")
        .contains("IllegalArgumentException: xxx")
        .contains("LoggedFailureTest.aLongMessageIsCut")
        .hasSizeLessThan(50_000);
  }

  @Test
  void aChainOfCausesIsCutAsWell() {
    Throwable chain = new IllegalStateException("the first");
    for (int i = 0; i < 10_000; i++) {
      chain = new IllegalStateException("cause " + i, chain);
    }
    assertThat(logged(chain)).contains("cause 9999").hasSizeLessThan(200_000);
  }
}
