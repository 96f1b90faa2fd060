package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.SharedServer;
import tidings.it.support.SseEvent;

/** Events of a busy stream share writes; an event on its own does not wait. */
@ResourceLock(SharedServer.LOCK)
class PacingIT {

  private static final int BUSY = 150;
  private static final int SINGLE = 20;
  private static final Duration PACE = Duration.ofMillis(16);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Client publisher = Client.publisher(SharedServer.get());
  private final Client reader = Client.of(SharedServer.get(), Claims.of("paced"));

  private static List<Integer> numbers(List<SseEvent> events) {
    return events.stream().map(event -> event.json().intValue()).toList();
  }

  private static List<Integer> upTo(int end) {
    return IntStream.range(0, end).boxed().toList();
  }

  @Test
  void aBusyStreamIsWrittenToOnceInAPace() {
    try (var stream = reader.stream("types=busy")) {
      stream.await("tidings.open");
      int before = stream.chunks();
      long begin = System.nanoTime();
      for (int i = 0; i < BUSY; i++) {
        publisher.publish(Map.of("type", "busy", "data", i));
      }
      var events = stream.awaitEvents(BUSY, PATIENCE);
      var took = Duration.ofNanos(System.nanoTime() - begin);
      assertThat(numbers(events)).isEqualTo(upTo(BUSY));
      long paces = took.dividedBy(PACE) + 2; // with the first one and the last one
      long heartbeats = took.toSeconds() + 1;
      assertThat(stream.chunks() - before)
          .as("writes of %d events in %s", BUSY, took)
          .isLessThanOrEqualTo((int) (paces + heartbeats));
    }
  }

  @Test
  void anEventOnItsOwnDoesNotWait() throws InterruptedException {
    try (var stream = reader.stream("types=single")) {
      stream.await("tidings.open");
      var latencies = new ArrayList<Duration>();
      for (int i = 0; i < SINGLE; i++) {
        Thread.sleep(PAUSE);
        long begin = System.nanoTime();
        publisher.publish(Map.of("type", "single", "data", i));
        var event = stream.awaitEvents(i + 1, PATIENCE).getLast();
        latencies.add(Duration.ofNanos(event.arrivedNanos() - begin));
      }
      assertThat(Collections.min(latencies)).isLessThan(PACE);
    }
  }
}
