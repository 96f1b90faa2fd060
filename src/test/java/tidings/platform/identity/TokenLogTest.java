package tidings.platform.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.CapturedLog;
import tidings.platform.security.TokenCheck;

@ResourceLock("the log of tokens")
class TokenLogTest {

  @RegisterExtension private final CapturedLog captured = CapturedLog.of(TokenLog.class);
  private final AtomicLong nanos = new AtomicLong();
  private final TokenLog log = new TokenLog(nanos::get);

  @Test
  void eachCauseIsLoggedOnceAMinuteAndTheOthersAreCounted() {
    for (int i = 0; i < 1000; i++) {
      log.reportRejection(TokenCheck.AUDIENCE, "it is for another");
    }
    log.reportRejection(TokenCheck.EXPIRY, "it expired");
    nanos.set(Duration.ofMinutes(1).toNanos() - 1);
    log.reportRejection(TokenCheck.AUDIENCE, "it is for another");
    assertThat(captured.lines())
        .containsExactly(
            "WARNING Rejected a token (audience): it is for another",
            "INFO Rejected a token (expiry): it expired");

    nanos.incrementAndGet();
    log.reportRejection(TokenCheck.AUDIENCE, "it is for yet another");
    assertThat(captured.lines().getLast())
        .isEqualTo(
            "WARNING Rejected a token (audience): it is for yet another"
                + " (and 1000 more since the last line)");
  }

  @Test
  void groupsThatAreNotInATokenAreNeverMissedInSilence() {
    log.groupsOmitted("groups");
    log.groupsOmitted("groups");
    log.groupsUnreadable("roles");
    assertThat(captured.lines()).hasSize(2);
    assertThat(captured.lines().getFirst()).contains("'groups' (_claim_names)");
    assertThat(captured.lines().getLast()).contains("'roles'");
  }
}
