package tidings.platform.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tidings.platform.socket.Peer.Advice;
import tidings.platform.socket.SocketTable.State;

class PeerTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Peer peer = new Peer(1);
  private Instant now = Instant.EPOCH;

  private Advice evaluate(@Nullable State state) {
    return peer.evaluate(state, now, LIMIT);
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  @Test
  void aSocketThatWasNeverSeenIsProbedTwiceAndThenLeftAlone() {
    assertThat(evaluate(null)).isEqualTo(Advice.PROBE);
    assertThat(evaluate(null)).isEqualTo(Advice.PROBE);
    assertThat(evaluate(null)).isEqualTo(Advice.NOTHING);
  }

  @Test
  void aSocketThatIsGoneIsProbed() {
    evaluate(State.OPEN);
    assertThat(evaluate(null)).isEqualTo(Advice.PROBE);
  }

  @Test
  void aClientThatOnlyClosedItsSendingSideIsProbedTwiceAndThenLeftAlone() {
    evaluate(State.OPEN);
    assertThat(evaluate(State.HALF_CLOSED)).isEqualTo(Advice.PROBE);
    assertThat(evaluate(State.HALF_CLOSED)).isEqualTo(Advice.PROBE);
    assertThat(evaluate(State.HALF_CLOSED)).isEqualTo(Advice.NOTHING);
  }

  @Test
  void aClientThatAcknowledgesNothingIsClosedAtTheLimitAndNotBefore() {
    evaluate(State.OPEN);
    assertThat(evaluate(State.UNACKNOWLEDGED)).isEqualTo(Advice.NOTHING);
    assertThat(peer.isUnacknowledged()).isTrue();
    pass(LIMIT.minusMillis(1));
    assertThat(evaluate(State.UNACKNOWLEDGED)).isEqualTo(Advice.NOTHING);
    pass(Duration.ofMillis(1));
    assertThat(evaluate(State.UNACKNOWLEDGED)).isEqualTo(Advice.CLOSE);
  }

  @Test
  void aClientThatAcknowledgesAgainHasTheWholeTimeAgain() {
    evaluate(State.UNACKNOWLEDGED);
    pass(LIMIT.minusMillis(1));
    evaluate(State.OPEN);
    assertThat(peer.isUnacknowledged()).isFalse();
    evaluate(State.UNACKNOWLEDGED);
    pass(LIMIT.minusMillis(1));
    assertThat(evaluate(State.UNACKNOWLEDGED)).isEqualTo(Advice.NOTHING);
  }
}
