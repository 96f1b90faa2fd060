package tidings.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tidings.event.EventId;

class DeduplicatorTest {

  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final EventId ID = new EventId("s", "1");

  private final AtomicLong nanos = new AtomicLong();
  private final Deduplicator deduplicator = new Deduplicator(WINDOW, 100, nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void theSecondWithTheSameSourceAndIdIsADuplicate() {
    assertThat(deduplicator.first(ID)).isTrue();
    assertThat(deduplicator.first(new EventId("s", "1"))).isFalse();
    assertThat(deduplicator.first(new EventId("s", "2"))).isTrue();
    assertThat(deduplicator.first(new EventId("t", "1"))).isTrue();
    assertThat(deduplicator.dropped()).isEqualTo(1);
  }

  @Test
  void theWindowBeginsWithTheFirstAndIsNotExtendedByItsDuplicates() {
    deduplicator.first(ID);
    pass(WINDOW.minusNanos(1));
    assertThat(deduplicator.first(ID)).isFalse();
    pass(Duration.ofNanos(1));
    assertThat(deduplicator.first(ID)).isTrue();
    assertThat(deduplicator.first(ID)).isFalse();
  }

  @Test
  void askingRemembersNothing() {
    assertThat(deduplicator.isFresh(ID)).isTrue();
    assertThat(deduplicator.first(ID)).isTrue();
    assertThat(deduplicator.isFresh(ID)).isFalse();
    assertThat(deduplicator.dropped()).isEqualTo(1);
    pass(WINDOW);
    assertThat(deduplicator.isFresh(ID)).isTrue();
  }

  @Test
  void noMoreIsRememberedThanTheBound() {
    IntStream.range(0, 10_000).forEach(i -> deduplicator.first(new EventId("s", "" + i)));
    long known =
        IntStream.range(0, 10_000)
            .filter(i -> !deduplicator.isFresh(new EventId("s", "" + i)))
            .count();
    assertThat(known).isBetween(1L, 100L);
  }
}
