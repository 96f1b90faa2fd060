package tidings.push.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tidings.push.connection.FrameQueue.Offer;
import tidings.sse.Frame;

class FrameQueueTest {

  private final FakeTime time = new FakeTime();
  private final ConnectionMetrics metrics = new ConnectionMetrics();

  private static Frame frame(int bytes) {
    return Frame.plain(new byte[bytes]);
  }

  private FrameQueue queue(int frames, long bytes) {
    return new FrameQueue(new FrameQueue.Limits(frames, bytes, time, metrics, Fixtures.UNPACED));
  }

  @Test
  void theFirstOfferWakesTheDrainAndTheOthersDoNot() {
    var queue = queue(10, 100);
    assertThat(queue.offer(frame(1))).isEqualTo(Offer.WAKE);
    assertThat(queue.offer(frame(1))).isEqualTo(Offer.QUEUED);
    assertThat(queue.take(false)).hasSize(2);
    assertThat(queue.offer(frame(1))).as("while it is written").isEqualTo(Offer.QUEUED);
    assertThat(queue.take(false)).hasSize(1);
    assertThat(queue.take(false)).as("the drain is over").isNull();
    assertThat(queue.offer(frame(1))).isEqualTo(Offer.WAKE);
  }

  @Test
  void aDrainThatIsWokenAtWorkGoesRoundOnceMore() {
    var queue = queue(10, 100);
    assertThat(queue.offerControl(frame(1))).isEqualTo(Offer.WAKE);
    assertThat(queue.take(false)).hasSize(1);
    assertThat(queue.wake()).as("it is running").isEqualTo(Offer.QUEUED);
    assertThat(queue.take(false)).as("it checks again after the wake").isEmpty();
    assertThat(queue.take(false)).as("the drain is over").isNull();
    assertThat(queue.wake()).isEqualTo(Offer.WAKE);
  }

  @Test
  void itTakesExactlySoManyFrames() {
    var queue = queue(3, 1000);
    for (int i = 0; i < 3; i++) {
      assertThat(queue.offer(frame(1))).isNotEqualTo(Offer.FULL);
    }
    assertThat(queue.offer(frame(1))).isEqualTo(Offer.FULL);
    assertThat(queue.depth()).isEqualTo(3);
    queue.take(false);
    assertThat(queue.offer(frame(1))).isEqualTo(Offer.QUEUED);
  }

  @Test
  void itTakesExactlySoManyBytes() {
    var queue = queue(100, 10);
    assertThat(queue.offer(frame(4))).isEqualTo(Offer.WAKE);
    assertThat(queue.offer(frame(6))).isEqualTo(Offer.QUEUED);
    assertThat(queue.offer(frame(1))).isEqualTo(Offer.FULL);
    queue.take(false);
    assertThat(queue.offer(frame(10))).as("counted again").isEqualTo(Offer.QUEUED);
    assertThat(queue.offer(frame(1))).isEqualTo(Offer.FULL);
  }

  @Test
  void aFrameOverTheBytesIsTakenIfNothingElseWaits() {
    var queue = queue(100, 10);
    assertThat(queue.offer(frame(11))).isEqualTo(Offer.WAKE);
    assertThat(queue.offer(frame(1))).isEqualTo(Offer.FULL);
  }

  @Test
  void controlFramesAreNotLimited() {
    var queue = queue(1, 1);
    queue.offer(frame(1));
    assertThat(queue.offerControl(frame(5))).isEqualTo(Offer.QUEUED);
    assertThat(queue.take(false)).hasSize(2);
  }

  @Test
  void aBeatIsTakenOnlyIfNothingWaitsAndNothingIsWritten() {
    var queue = queue(10, 100);
    assertThat(queue.offerIfIdle(frame(1))).isEqualTo(Offer.WAKE);
    assertThat(queue.offerIfIdle(frame(1))).isEqualTo(Offer.FULL);
    queue.take(false);
    assertThat(queue.offerIfIdle(frame(1))).as("being written").isEqualTo(Offer.FULL);
    queue.take(false);
    assertThat(queue.offerIfIdle(frame(1))).isEqualTo(Offer.WAKE);
  }

  @Test
  void theLastFrameIsBehindWhatWaitsAndNothingIsBehindIt() {
    var queue = queue(2, 100);
    var first = frame(1);
    var second = frame(2);
    var last = frame(3);
    queue.offer(first);
    queue.offer(second);
    assertThat(queue.end(last, false)).isEqualTo(Offer.QUEUED);
    assertThat(queue.offer(frame(1))).isEqualTo(Offer.ENDED);
    assertThat(queue.offerControl(frame(1))).isEqualTo(Offer.ENDED);
    assertThat(queue.offerIfIdle(frame(1))).isEqualTo(Offer.ENDED);
    assertThat(queue.end(frame(1), true)).isEqualTo(Offer.ENDED);
    assertThat(queue.take(false)).containsExactly(first, second, last);
    assertThat(queue.take(false)).isEmpty();
  }

  @Test
  void aDrainThatFoundNothingIsOverAndTheNextFrameWakesAnother() {
    var queue = queue(2, 100);
    queue.offer(frame(1));
    assertThat(queue.take(false)).hasSize(1);
    assertThat(queue.take(false)).isNull();
    assertThat(queue.end(frame(2), false)).isEqualTo(Offer.WAKE);
    assertThat(queue.take(false)).hasSize(1);
    assertThat(queue.take(false)).isEmpty();
  }

  @Test
  void theLastFrameMayReplaceWhatWaits() {
    var queue = queue(2, 100);
    var last = frame(3);
    queue.offer(frame(1));
    queue.end(last, true);
    assertThat(queue.take(false)).containsExactly(last);
  }

  @Test
  void aDiscardedQueueIsEmptyAndAcceptsNothing() {
    var queue = queue(2, 100);
    queue.offer(frame(1));
    queue.discard();
    assertThat(queue.depth()).isZero();
    assertThat(queue.offerControl(frame(1))).isEqualTo(Offer.ENDED);
    assertThat(queue.take(false)).isEmpty();
  }

  @Test
  void theLastFrameOfAnIdleQueueWakesTheDrain() {
    assertThat(queue(1, 1).end(frame(9), false)).isEqualTo(Offer.WAKE);
  }
}
