package tidings.push.connection;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static tidings.event.Priority.HIGH;
import static tidings.event.Priority.LOW;
import static tidings.event.Priority.NORMAL;
import static tidings.push.connection.Events.event;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tidings.push.connection.FrameQueue.Offer;
import tidings.sse.Frame;

/** When a queue is written: at once, or at the end of the pause after the last write. */
class PacedQueueTest {

  private static final Duration PAUSE = Duration.ofMillis(16);
  private static final Duration NANO = Duration.ofNanos(1);
  private static final Frame NOTE = HandDrain.control("note");

  private final FakeTime time = new FakeTime();
  private final WritePacer pacer = time.pacer(PAUSE);
  private final FrameQueue queue = queue(100, 1 << 20);

  private FrameQueue queue(int frames, long bytes) {
    return new FrameQueue(
        new FrameQueue.Limits(frames, bytes, time, new ConnectionMetrics(), pacer));
  }

  private static Frame plain(int bytes) {
    return Frame.plain(new byte[bytes]);
  }

  private static List<String> taken(FrameQueue from) {
    return requireNonNull(from.take(false)).stream().map(HandDrain::name).toList();
  }

  private static void assertIdle(FrameQueue queue) {
    assertThat(queue.take(false)).isNull();
    assertThat(queue.endDrain()).isEqualTo(Offer.QUEUED);
  }

  /** Writes event 0: a pause begins. */
  private FrameQueue writtenTo(FrameQueue queue) {
    assertThat(queue.offer(event(0, NORMAL))).isEqualTo(Offer.WAKE);
    assertThat(taken(queue)).containsExactly("0");
    assertIdle(queue);
    return queue;
  }

  @Test
  void theFirstEventIsWrittenAtOnceAndTheNextAfterThePauseInOneWrite() {
    writtenTo(queue);
    assertThat(queue.offer(event(1, NORMAL))).isEqualTo(Offer.PACE);
    assertThat(queue.offer(event(2, LOW))).isEqualTo(Offer.QUEUED);
    assertThat(queue.offer(event(3, NORMAL))).isEqualTo(Offer.QUEUED);
    time.pass(PAUSE);
    assertThat(queue.endPause()).isEqualTo(Offer.WAKE);
    assertThat(taken(queue)).containsExactly("1", "3", "2");
    assertIdle(queue);
  }

  @Test
  void aPauseBeginsWithEachWrite() {
    writtenTo(queue);
    queue.offer(event(1, NORMAL));
    time.pass(PAUSE);
    queue.endPause();
    assertThat(taken(queue)).containsExactly("1");
    assertIdle(queue);
    time.pass(PAUSE.minus(NANO));
    assertThat(queue.offer(event(2, NORMAL))).isEqualTo(Offer.PACE);
  }

  @Test
  void anEventAfterThePauseIsWrittenAtOnce() {
    writtenTo(queue);
    time.pass(PAUSE);
    assertThat(queue.offer(event(1, NORMAL))).isEqualTo(Offer.WAKE);
  }

  @Test
  void anEventJustBeforeTheEndOfThePauseWaitsForIt() {
    writtenTo(queue);
    time.pass(PAUSE.minus(NANO));
    assertThat(queue.offer(event(1, NORMAL))).isEqualTo(Offer.PACE);
    assertThat(queue.endPause()).as("called too early").isEqualTo(Offer.PACE);
    time.pass(NANO);
    assertThat(queue.endPause()).isEqualTo(Offer.WAKE);
  }

  @Test
  void whatArrivesDuringAWriteWaitsForThePauseThatBeganWithIt() {
    queue.offer(event(0, NORMAL));
    assertThat(taken(queue)).containsExactly("0");
    assertThat(queue.offer(event(1, NORMAL))).isEqualTo(Offer.QUEUED);
    assertThat(queue.take(false)).as("the drain is over").isNull();
    assertThat(queue.isDraining()).isFalse();
    assertThat(queue.endDrain()).isEqualTo(Offer.PACE);
    assertThat(queue.offer(event(2, NORMAL))).isEqualTo(Offer.QUEUED);
    time.pass(PAUSE);
    assertThat(queue.endPause()).isEqualTo(Offer.WAKE);
    assertThat(taken(queue)).containsExactly("1", "2");
  }

  @Test
  void aWriteThatTakesLongerThanThePauseIsFollowedByTheNext() {
    queue.offer(event(0, NORMAL));
    assertThat(taken(queue)).containsExactly("0");
    queue.offer(event(1, NORMAL));
    time.pass(PAUSE);
    assertThat(taken(queue)).containsExactly("1");
  }

  @Test
  void aPauseThatEndsBetweenTheTakeAndTheEndOfTheDrainStrandsNothing() {
    queue.offer(event(0, NORMAL));
    assertThat(taken(queue)).containsExactly("0");
    queue.offer(event(1, NORMAL));
    assertThat(queue.take(false)).isNull();
    time.pass(PAUSE);
    assertThat(queue.endDrain()).isEqualTo(Offer.WAKE);
    assertThat(taken(queue)).containsExactly("1");
  }

  @Test
  void aControlFrameDoesNotWaitAndTakesAlongWhatWaits() {
    writtenTo(queue);
    queue.offer(event(1, NORMAL));
    assertThat(queue.offerControl(NOTE)).isEqualTo(Offer.WAKE);
    assertThat(taken(queue)).containsExactly("1", "note");
    assertIdle(queue);
    assertThat(queue.endPause()).as("nothing is left").isEqualTo(Offer.QUEUED);
  }

  @Test
  void aControlFrameDuringAWriteFollowsAtOnce() {
    queue.offer(event(0, NORMAL));
    taken(queue);
    queue.offer(event(1, NORMAL));
    queue.offerControl(NOTE);
    assertThat(taken(queue)).containsExactly("1", "note");
  }

  /** Otherwise an event behind an opening or a heartbeat would be late. */
  @Test
  void noPauseFollowsAControlFrame() {
    assertThat(queue.offerControl(NOTE)).isEqualTo(Offer.WAKE);
    assertThat(taken(queue)).containsExactly("note");
    assertIdle(queue);
    assertThat(queue.offer(event(0, NORMAL))).isEqualTo(Offer.WAKE);
  }

  @Test
  void aControlFrameDoesNotShortenThePause() {
    writtenTo(queue);
    time.pass(PAUSE.minus(NANO));
    queue.offerControl(NOTE);
    taken(queue);
    assertIdle(queue);
    assertThat(queue.offer(event(1, NORMAL))).isEqualTo(Offer.PACE);
    time.pass(NANO);
    assertThat(queue.endPause()).isEqualTo(Offer.WAKE);
  }

  @Test
  void highPriorityDoesNotWaitAndIsFollowedByAPause() {
    writtenTo(queue);
    queue.offer(event(1, NORMAL));
    time.pass(PAUSE.dividedBy(2));
    assertThat(queue.offer(event(2, HIGH))).isEqualTo(Offer.WAKE);
    assertThat(taken(queue)).containsExactly("2", "1");
    assertIdle(queue);
    assertThat(queue.offer(event(3, NORMAL))).as("the pacer has it").isEqualTo(Offer.QUEUED);
    time.pass(PAUSE.dividedBy(2));
    assertThat(queue.endPause()).as("the pause is another").isEqualTo(Offer.PACE);
    time.pass(PAUSE.dividedBy(2));
    assertThat(queue.endPause()).isEqualTo(Offer.WAKE);
    assertThat(taken(queue)).containsExactly("3");
  }

  @Test
  void anEventThatReplacesAnotherWaitsWithIt() {
    writtenTo(queue);
    assertThat(queue.offer(event(1, NORMAL, "key", null))).isEqualTo(Offer.PACE);
    assertThat(queue.offer(event(2, NORMAL, "key", null))).isEqualTo(Offer.QUEUED);
    time.pass(PAUSE);
    assertThat(queue.endPause()).isEqualTo(Offer.WAKE);
    assertThat(taken(queue)).containsExactly("~", "2");
  }

  @Test
  void highPriorityDoesNotWaitInAnothersPosition() {
    writtenTo(queue);
    queue.offer(event(1, NORMAL, "key", null));
    assertThat(queue.offer(event(2, HIGH, "key", null))).isEqualTo(Offer.WAKE);
    assertThat(taken(queue)).containsExactly("~", "2");
  }

  @Test
  void aQueuePastHalfItsFramesDoesNotWait() {
    var four = writtenTo(queue(4, 1 << 20));
    assertThat(four.offer(event(1, NORMAL))).isEqualTo(Offer.PACE);
    assertThat(four.offer(event(2, NORMAL))).as("half").isEqualTo(Offer.QUEUED);
    assertThat(four.offer(event(3, NORMAL))).as("past half").isEqualTo(Offer.WAKE);
    assertThat(taken(four)).containsExactly("1", "2", "3");
  }

  @Test
  void aQueuePastHalfItsBytesDoesNotWait() {
    var small = queue(100, 10);
    small.offer(plain(1));
    small.take(false);
    assertIdle(small);
    assertThat(small.offer(plain(5))).as("half").isEqualTo(Offer.PACE);
    assertThat(small.offer(plain(1))).as("past half").isEqualTo(Offer.WAKE);
  }

  @Test
  void aQueueThatFillsDuringAWriteIsWrittenAgainAtOnce() {
    var four = queue(4, 1 << 20);
    four.offer(event(0, NORMAL));
    assertThat(taken(four)).containsExactly("0");
    for (int i = 1; i <= 3; i++) {
      assertThat(four.offer(event(i, NORMAL))).isEqualTo(Offer.QUEUED);
    }
    assertThat(taken(four)).containsExactly("1", "2", "3");
  }

  @Test
  void aQueueOfOneFrameNeverWaits() {
    var one = writtenTo(queue(1, 1 << 20));
    assertThat(one.offer(event(1, NORMAL))).isEqualTo(Offer.WAKE);
  }

  @Test
  void anEventThatWouldExpireDoesNotWait() {
    writtenTo(queue);
    var soon = time.instant().plus(PAUSE.multipliedBy(2));
    assertThat(queue.offer(event(1, NORMAL, null, soon.plusMillis(1)))).isEqualTo(Offer.PACE);
    assertThat(queue.offer(event(2, NORMAL, null, soon))).isEqualTo(Offer.WAKE);
    assertThat(taken(queue)).containsExactly("1", "2");
  }

  @Test
  void withoutAPaceNothingWaits() {
    var off =
        new FrameQueue(
            new FrameQueue.Limits(
                100, 1 << 20, time, new ConnectionMetrics(), time.pacer(Duration.ZERO)));
    for (int i = 0; i < 3; i++) {
      assertThat(off.offer(event(i, NORMAL))).isEqualTo(Offer.WAKE);
      assertThat(taken(off)).containsExactly("" + i);
      assertIdle(off);
    }
  }

  @Test
  void atTheEndOfTheNodeNothingWaits() {
    writtenTo(queue);
    pacer.close();
    assertThat(queue.offer(event(1, NORMAL))).isEqualTo(Offer.WAKE);
  }

  /** Its id would cover the events that wait. */
  @Test
  void aHeartbeatIsLeftOutWhileEventsWait() {
    writtenTo(queue);
    queue.offer(event(1, NORMAL));
    assertThat(queue.offerIfIdle(NOTE)).isEqualTo(Offer.FULL);
    time.pass(PAUSE);
    queue.endPause();
    assertThat(taken(queue)).containsExactly("1");
    assertIdle(queue);
    assertThat(queue.offerIfIdle(NOTE)).as("in a pause without events").isEqualTo(Offer.WAKE);
  }

  @Test
  void theLastFrameDoesNotWaitAndFollowsWhatWaits() {
    writtenTo(queue);
    queue.offer(event(1, NORMAL));
    assertThat(queue.end(NOTE, false)).isEqualTo(Offer.WAKE);
    assertThat(taken(queue)).containsExactly("1", "note");
    assertThat(queue.take(false)).isEmpty();
    assertThat(queue.isOver()).isTrue();
    assertThat(queue.endPause()).isEqualTo(Offer.QUEUED);
  }

  @Test
  void aLastFrameDuringAWriteFollowsAtOnce() {
    queue.offer(event(0, NORMAL));
    taken(queue);
    queue.offer(event(1, NORMAL));
    assertThat(queue.end(NOTE, false)).isEqualTo(Offer.QUEUED);
    assertThat(taken(queue)).containsExactly("1", "note");
  }

  @Test
  void aDiscardedQueueIsNotWritten() {
    writtenTo(queue);
    queue.offer(event(1, NORMAL));
    queue.discard();
    time.pass(PAUSE);
    assertThat(queue.endPause()).isEqualTo(Offer.QUEUED);
  }

  @Test
  void aReplayDoesNotWait() {
    writtenTo(queue);
    queue.offer(event(1, NORMAL));
    assertThat(queue.wake()).isEqualTo(Offer.WAKE);
    assertThat(requireNonNull(queue.take(true))).hasSize(1);
  }

  @Test
  void aReplayThatIsSetDuringAWriteDoesNotWait() {
    queue.offer(event(0, NORMAL));
    taken(queue);
    queue.offer(event(1, NORMAL));
    assertThat(queue.wake()).isEqualTo(Offer.QUEUED);
    assertThat(taken(queue)).containsExactly("1");
    assertThat(queue.take(false)).as("one more round").isEmpty();
    assertIdle(queue);
  }
}
