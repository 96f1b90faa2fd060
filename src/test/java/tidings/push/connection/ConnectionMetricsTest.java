package tidings.push.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import tidings.event.Priority;
import tidings.log.LogEntry;
import tidings.log.Offset;
import tidings.sse.CloseReason;
import tidings.sse.Frame;

class ConnectionMetricsTest {

  private static final int WRITES = 32_000;
  private static final long SECOND = 1_000_000_000;

  private final ConnectionMetrics metrics = new ConnectionMetrics();
  private final List<Long> samples = new ArrayList<>();

  private static Frame frame(long ingestedNanos) {
    var event = Events.event(0, Priority.NORMAL).event().event();
    return Frame.of(new LogEntry(event, new Offset(0, 0), ingestedNanos), Events.behind(0), "");
  }

  private static Frame takenASecondAgo() {
    long taken = System.nanoTime() - SECOND;
    return frame(taken == 0 ? 1 : taken);
  }

  private void write(int times, List<Frame> batch) {
    metrics.onLatency(samples::add);
    for (int i = 0; i < times; i++) {
      metrics.written(batch);
    }
  }

  /** 1,000 samples are expected; 160 more or less are five standard deviations. */
  @Test
  void aboutOneWriteIn32IsTimed() {
    write(WRITES, List.of(takenASecondAgo()));
    assertThat(samples).hasSizeBetween(840, 1160);
    assertThat(samples).allMatch(nanos -> nanos >= SECOND && nanos < 60 * SECOND);
  }

  @Test
  void aBatchIsOneWriteAndItsOldestFrameIsTimed() {
    write(WRITES, List.of(takenASecondAgo(), frame(System.nanoTime() + 3600 * SECOND)));
    assertThat(samples).hasSizeBetween(840, 1160).allMatch(nanos -> nanos >= SECOND);
    assertThat(metrics.frames()).isEqualTo(2 * WRITES);
  }

  @Test
  void aFrameThatMeasuresNothingIsNotTimed() {
    write(WRITES, List.of(Frame.control(new byte[1])));
    write(WRITES, Collections.nCopies(3, frame(0)));
    assertThat(samples).isEmpty();
    assertThat(metrics.frames()).as("and yet counted").isEqualTo(4 * WRITES);
  }

  @Test
  void withoutAReceiverNothingIsTimedAndNothingFails() {
    for (int i = 0; i < WRITES; i++) {
      metrics.written(List.of(takenASecondAgo()));
    }
    assertThat(metrics.frames()).isEqualTo(WRITES);
  }

  @Test
  void everyReasonHasACounterOfItsOwn() {
    for (var reason : CloseReason.values()) {
      metrics.closed(reason);
      assertThat(metrics.closedFor(reason)).isEqualTo(1);
    }
    for (var reason : DropReason.values()) {
      metrics.dropped(reason, 3);
      assertThat(metrics.droppedFor(reason)).isEqualTo(3);
    }
    metrics.closed(null);
    assertThat(metrics.lost()).isEqualTo(1);
  }
}
