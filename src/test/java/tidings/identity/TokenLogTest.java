package tidings.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.security.TokenCheck;

@ResourceLock("the log of tokens")
class TokenLogTest {

  private static final Logger LOG = Logger.getLogger(TokenLog.class.getName());

  private final List<String> lines = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private final TokenLog log = new TokenLog(nanos::get);
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getLevel() + " " + line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOG.addHandler(handler);
    LOG.setLevel(Level.ALL);
  }

  @AfterEach
  void leave() {
    LOG.removeHandler(handler);
  }

  @Test
  void eachCauseIsLoggedOnceAMinuteAndTheOthersAreCounted() {
    for (int i = 0; i < 1000; i++) {
      log.rejected(TokenCheck.AUDIENCE, "it is for another");
    }
    log.rejected(TokenCheck.EXPIRY, "it expired");
    nanos.set(Duration.ofMinutes(1).toNanos() - 1);
    log.rejected(TokenCheck.AUDIENCE, "it is for another");
    assertThat(lines)
        .containsExactly(
            "WARNING Rejected a token (audience): it is for another",
            "INFO Rejected a token (expiry): it expired");

    nanos.incrementAndGet();
    log.rejected(TokenCheck.AUDIENCE, "it is for yet another");
    assertThat(lines.getLast())
        .isEqualTo(
            "WARNING Rejected a token (audience): it is for yet another"
                + " (and 1000 more since the last line)");
  }

  @Test
  void groupsThatAreNotInATokenAreNeverMissedInSilence() {
    log.groupsOmitted("groups");
    log.groupsOmitted("groups");
    log.groupsUnreadable("roles");
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst()).contains("'groups' (_claim_names)");
    assertThat(lines.getLast()).contains("'roles'");
  }
}
