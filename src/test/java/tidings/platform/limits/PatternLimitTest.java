package tidings.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PatternLimitTest {

  private final PatternLimit limit = new PatternLimit(10);

  private static void assertRefused(ThrowingCallable taking) {
    var refusal = catchThrowableOfType(OverLimitException.class, taking);
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.isServers()).isFalse();
    assertThat(refusal.retryAfter()).isPositive();
  }

  @Test
  void aUserHasExactlyItsShareOverAllItsStreams() {
    limit.acquire("alice", 6);
    var second = limit.acquire("alice", 4);
    assertRefused(() -> limit.acquire("alice", 1));
    assertThatCode(() -> limit.acquire("bob", 10)).doesNotThrowAnyException();
    second.close();
    assertThatCode(() -> limit.acquire("alice", 4)).doesNotThrowAnyException();
  }

  @Test
  void aChangedStreamHoldsItsNewPatterns() {
    limit.acquire("alice", 5);
    var changing = limit.acquire("alice", 1);
    changing.resize(5);
    assertRefused(() -> changing.resize(6));
    assertThat(limit.count("alice")).as("the rejected change has no effect").isEqualTo(10);
    changing.resize(2);
    assertThat(limit.count("alice")).isEqualTo(7);
  }

  @Test
  void aChangeToFewerIsNeverRejected() {
    var share = limit.acquire("alice", 10);
    assertThatCode(() -> share.resize(9)).doesNotThrowAnyException();
    assertThatCode(() -> share.resize(9)).doesNotThrowAnyException();
  }

  @Test
  void anEndedStreamHoldsNothingHoweverLateAChangeComes() {
    var share = limit.acquire("alice", 10);
    share.close();
    share.resize(10);
    share.close();
    assertThat(limit.count("alice")).isZero();
  }
}
