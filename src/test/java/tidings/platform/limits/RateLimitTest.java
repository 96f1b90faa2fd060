package tidings.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {

  private static final class FakeMeter implements TimeMeter {
    private long nanos;

    @Override
    public long currentTimeNanos() {
      return nanos;
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }

  private final FakeMeter time = new FakeMeter();
  private final RateLimit limit = new RateLimit("events", 10, time);

  private OverLimitException refusal(String caller, int count) {
    var refusal =
        catchThrowableOfType(OverLimitException.class, () -> limit.acquire(caller, count));
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.isServers()).isFalse();
    return refusal;
  }

  @Test
  void greatestConfigurableRateAdmitsItsBurst() {
    var widest = new RateLimit("bytes", Integer.MAX_VALUE, time);
    assertThatCode(() -> widest.acquire("alice", Integer.MAX_VALUE)).doesNotThrowAnyException();
  }

  /** An allowance of all nodes that counts how often it is taken from. */
  private static final class Counted implements SharedAllowances {
    private int left = 10;
    private int calls;

    @Override
    public Taken take(String what, String caller, int least, int wanted, int perSecond) {
      calls++;
      if (left < least) {
        return new Taken(0, 50_000_000);
      }
      int taken = Math.min(wanted, left);
      left -= taken;
      return new Taken(taken, 0);
    }
  }

  @Test
  void nodesTakePartsOfASharedAllowanceAndTogetherNoMore() {
    var shared = new Counted();
    var one = new RateLimit("events", 100, time, shared);
    var other = new RateLimit("events", 100, time, shared);
    for (int i = 0; i < 10; i++) {
      one.acquire("alice", 1);
    }
    assertThat(shared.calls).as("a tenth of a second's allowance at a time").isEqualTo(1);
    assertThatThrownBy(() -> other.acquire("alice", 1))
        .hasMessage("more than 100 events a second")
        .extracting(it -> ((OverLimitException) it).retryAfter())
        .isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void whatANodeTookIsLostAfterASecond() {
    var shared = new Counted();
    var limit = new RateLimit("events", 100, time, shared);
    limit.acquire("alice", 1);
    time.nanos += 1_000_000_001L;
    assertThatThrownBy(() -> limit.acquire("alice", 1)).isInstanceOf(OverLimitException.class);
    assertThat(shared.calls).isEqualTo(2);
  }

  @Test
  void theNumberOfKnownCallersIsLimited() {
    for (int i = 0; i < RateLimit.MAX_CALLERS + 1_000; i++) {
      limit.acquire("user " + i, 1);
    }
    assertThat(limit.callers()).isBetween(1L, (long) RateLimit.MAX_CALLERS);
  }

  @Test
  void aSecondsWorthMayComeAtOnce() {
    limit.acquire("alice", 10);
    var refusal = refusal("alice", 1);
    assertThat(refusal).hasMessage("more than 10 events a second");
    assertThat(refusal.retryAfter()).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void theAllowanceRefillsWithTime() {
    limit.acquire("alice", 10);
    time.nanos += Duration.ofMillis(300).toNanos();
    limit.acquire("alice", 3);
    refusal("alice", 1);
    time.nanos += Duration.ofSeconds(60).toNanos();
    limit.acquire("alice", 10);
    refusal("alice", 1);
  }

  @Test
  void oneCallersUseIsNotAnothers() {
    limit.acquire("alice", 10);
    assertThatCode(() -> limit.acquire("bob", 10)).doesNotThrowAnyException();
  }

  @Test
  void aRejectedRequestReservesNothing() {
    limit.acquire("alice", 8);
    refusal("alice", 3);
    assertThatCode(() -> limit.acquire("alice", 2)).doesNotThrowAnyException();
  }

  @Test
  void moreThanASecondsWorthNeverPasses() {
    assertThat(refusal("alice", 11)).hasMessageContaining("11 events at once");
    assertThatCode(() -> limit.acquire("alice", 10)).doesNotThrowAnyException();
  }

  @Test
  void nothingIsAlwaysAllowed() {
    limit.acquire("alice", 10);
    assertThatCode(() -> limit.acquire("alice", 0)).doesNotThrowAnyException();
  }
}
