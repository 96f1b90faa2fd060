package tidings.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tidings.connection.FrameQueue.Offer;
import tidings.event.Priority;
import tidings.sse.Frame;

class FrameQueueTest {

  private static Frame frame(int bytes) {
    return new Frame(new byte[bytes], 0, Priority.NORMAL);
  }

  @Test
  void theFirstOfferWakesTheDrainAndTheOthersDoNot() {
    var queue = new FrameQueue(10, 100);
    assertThat(queue.offer(frame(1))).isEqualTo(Offer.WAKE);
    assertThat(queue.offer(frame(1))).isEqualTo(Offer.QUEUED);
    assertThat(queue.take()).hasSize(2);
    assertThat(queue.offer(frame(1))).as("while it is written").isEqualTo(Offer.QUEUED);
    assertThat(queue.take()).hasSize(1);
    assertThat(queue.take()).as("the drain is over").isNull();
    assertThat(queue.offer(frame(1))).isEqualTo(Offer.WAKE);
  }

  @Test
  void itTakesExactlySoManyFrames() {
    var queue = new FrameQueue(3, 1000);
    for (int i = 0; i < 3; i++) {
      assertThat(queue.offer(frame(1))).isNotEqualTo(Offer.FULL);
    }
    assertThat(queue.offer(frame(1))).isEqualTo(Offer.FULL);
    assertThat(queue.depth()).isEqualTo(3);
    queue.take();
    assertThat(queue.offer(frame(1))).isEqualTo(Offer.QUEUED);
  }

  @Test
  void itTakesExactlySoManyBytes() {
    var queue = new FrameQueue(100, 10);
    assertThat(queue.offer(frame(4))).isEqualTo(Offer.WAKE);
    assertThat(queue.offer(frame(6))).isEqualTo(Offer.QUEUED);
    assertThat(queue.offer(frame(1))).isEqualTo(Offer.FULL);
    queue.take();
    assertThat(queue.offer(frame(10))).as("counted anew").isEqualTo(Offer.QUEUED);
    assertThat(queue.offer(frame(1))).isEqualTo(Offer.FULL);
  }

  @Test
  void aFrameOverTheBytesIsTakenIfNothingElseWaits() {
    var queue = new FrameQueue(100, 10);
    assertThat(queue.offer(frame(11))).isEqualTo(Offer.WAKE);
    assertThat(queue.offer(frame(1))).isEqualTo(Offer.FULL);
  }

  @Test
  void whatTheServerItselfSaysPassesTheBounds() {
    var queue = new FrameQueue(1, 1);
    queue.offer(frame(1));
    assertThat(queue.offerControl(frame(5))).isEqualTo(Offer.QUEUED);
    assertThat(queue.take()).hasSize(2);
  }

  @Test
  void aBeatIsTakenOnlyIfNothingWaitsAndNothingIsWritten() {
    var queue = new FrameQueue(10, 100);
    assertThat(queue.offerIfIdle(frame(1))).isEqualTo(Offer.WAKE);
    assertThat(queue.offerIfIdle(frame(1))).isEqualTo(Offer.FULL);
    queue.take();
    assertThat(queue.offerIfIdle(frame(1))).as("being written").isEqualTo(Offer.FULL);
    queue.take();
    assertThat(queue.offerIfIdle(frame(1))).isEqualTo(Offer.WAKE);
  }

  @Test
  void theLastFrameIsBehindWhatWaitsAndNothingIsBehindIt() {
    var queue = new FrameQueue(2, 100);
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
    assertThat(queue.take()).containsExactly(first, second, last);
    assertThat(queue.take()).isEmpty();
  }

  @Test
  void aDrainThatFoundNothingIsOverAndTheNextFrameWakesAnother() {
    var queue = new FrameQueue(2, 100);
    queue.offer(frame(1));
    assertThat(queue.take()).hasSize(1);
    assertThat(queue.take()).isNull();
    assertThat(queue.end(frame(2), false)).isEqualTo(Offer.WAKE);
    assertThat(queue.take()).hasSize(1);
    assertThat(queue.take()).isEmpty();
  }

  @Test
  void theLastFrameMayReplaceWhatWaits() {
    var queue = new FrameQueue(2, 100);
    var last = frame(3);
    queue.offer(frame(1));
    queue.end(last, true);
    assertThat(queue.take()).containsExactly(last);
  }

  @Test
  void aQueueThatIsGivenUpHoldsNothingAndTakesNothing() {
    var queue = new FrameQueue(2, 100);
    queue.offer(frame(1));
    queue.discard();
    assertThat(queue.depth()).isZero();
    assertThat(queue.offerControl(frame(1))).isEqualTo(Offer.ENDED);
    assertThat(queue.take()).isEmpty();
  }

  @Test
  void theLastFrameOfAnIdleQueueWakesTheDrain() {
    assertThat(new FrameQueue(1, 1).end(frame(9), false)).isEqualTo(Offer.WAKE);
  }
}
