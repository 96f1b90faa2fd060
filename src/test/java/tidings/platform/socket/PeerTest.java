package tidings.platform.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tidings.platform.socket.Peer.Advice;
import tidings.platform.socket.SocketTable.State;

class PeerTest {

  private static final Duration BOUND = Duration.ofSeconds(20);

  private final Peer peer = new Peer(1);
  private Instant now = Instant.EPOCH;

  private Advice look(@Nullable State state) {
    return peer.evaluate(state, now, BOUND);
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  @Test
  void aSocketThatWasNeverSeenIsProbedTwiceAndThenLeftAlone() {
    assertThat(look(null)).isEqualTo(Advice.PROBE);
    assertThat(look(null)).isEqualTo(Advice.PROBE);
    assertThat(look(null)).isEqualTo(Advice.NOTHING);
  }

  @Test
  void aSocketThatIsGoneIsProbed() {
    look(State.OPEN);
    assertThat(look(null)).isEqualTo(Advice.PROBE);
  }

  @Test
  void aClientThatOnlyClosedItsSendingSideIsProbedTwiceAndThenLeftAlone() {
    look(State.OPEN);
    assertThat(look(State.HALF_CLOSED)).isEqualTo(Advice.PROBE);
    assertThat(look(State.HALF_CLOSED)).isEqualTo(Advice.PROBE);
    assertThat(look(State.HALF_CLOSED)).isEqualTo(Advice.NOTHING);
  }

  @Test
  void aClientThatAcknowledgesNothingIsClosedAtTheLimitAndNotBefore() {
    look(State.OPEN);
    assertThat(look(State.UNACKNOWLEDGED)).isEqualTo(Advice.NOTHING);
    assertThat(peer.isUnacknowledged()).isTrue();
    pass(BOUND.minusMillis(1));
    assertThat(look(State.UNACKNOWLEDGED)).isEqualTo(Advice.NOTHING);
    pass(Duration.ofMillis(1));
    assertThat(look(State.UNACKNOWLEDGED)).isEqualTo(Advice.CLOSE);
  }

  @Test
  void aClientThatAcknowledgesAgainHasTheWholeTimeAgain() {
    look(State.UNACKNOWLEDGED);
    pass(BOUND.minusMillis(1));
    look(State.OPEN);
    assertThat(peer.isUnacknowledged()).isFalse();
    look(State.UNACKNOWLEDGED);
    pass(BOUND.minusMillis(1));
    assertThat(look(State.UNACKNOWLEDGED)).isEqualTo(Advice.NOTHING);
  }
}
