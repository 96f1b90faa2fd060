package tidings.log.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tidings.event.EventId;
import tidings.event.PublisherId;
import tidings.log.Offset;

class DeduplicatorTest {

  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final EventId ID = new EventId(PublisherId.user("test"), "s", "1");

  private final Deduplicator deduplicator = new Deduplicator(WINDOW, 200, 2);
  private long position;
  private long now = 1_000_000;

  private void pass(Duration time) {
    now += time.toMillis();
  }

  private boolean first(EventId id) {
    return deduplicator.first(new Offset(0, position++), now, id);
  }

  @Test
  void theSecondWithTheSameSourceAndIdIsADuplicate() {
    assertThat(first(ID)).isTrue();
    assertThat(first(new EventId(PublisherId.user("test"), "s", "1"))).isFalse();
    assertThat(first(new EventId(PublisherId.user("test"), "s", "2"))).isTrue();
    assertThat(first(new EventId(PublisherId.user("test"), "t", "1"))).isTrue();
    assertThat(first(new EventId(PublisherId.user("test"), "s1", "")))
        .as("not the concatenation of both")
        .isTrue();
    assertThat(first(new EventId(PublisherId.user("tests"), "", "1")))
        .as("nor the publisher and the source")
        .isTrue();
  }

  @Test
  void noPublisherUsesUpTheIdsOfAnother() {
    assertThat(first(new EventId(PublisherId.user("mallory"), "/billing", "invoice-4711")))
        .isTrue();
    assertThat(first(new EventId(PublisherId.user("billing"), "/billing", "invoice-4711")))
        .isTrue();
    assertThat(first(new EventId(PublisherId.source("kafka:b"), "/billing", "invoice-4711")))
        .isTrue();
    assertThat(first(new EventId(PublisherId.user("billing"), "/billing", "invoice-4711")))
        .isFalse();
  }

  @Test
  void theWindowBeginsWithTheOneBefore() {
    first(ID);
    pass(WINDOW.minusMillis(1));
    assertThat(first(ID)).isFalse();
    pass(WINDOW.minusMillis(1));
    assertThat(first(ID)).as("a duplicate counts, too").isFalse();
    pass(WINDOW);
    assertThat(first(ID)).isTrue();
  }

  @Test
  void eachPartitionDecidesForItself() {
    first(ID);
    assertThat(deduplicator.first(new Offset(1, 0), now, ID)).isTrue();
    assertThat(deduplicator.first(new Offset(1, 1), now, ID)).isFalse();
  }

  @Test
  void askingGoesAcrossPartitionsAndRemembersNothing() {
    assertThat(deduplicator.isFresh(ID, now)).isTrue();
    assertThat(deduplicator.first(new Offset(1, 0), now, ID)).isTrue();
    assertThat(deduplicator.isFresh(ID, now)).isFalse();
    pass(WINDOW);
    assertThat(deduplicator.isFresh(ID, now)).as("though the partition has no new record").isTrue();
  }

  @Test
  void aTimestampThatGoesBackDoesNotTurnBackTheClock() {
    first(ID);
    pass(WINDOW);
    first(new EventId(PublisherId.user("test"), "s", "2"));
    pass(WINDOW.negated());
    assertThat(first(ID)).as("as late as the one before it").isTrue();
    assertThat(first(ID)).isFalse();
  }

  @Test
  void aRecordThatIsNoEventMovesTheClock() {
    first(ID);
    pass(WINDOW);
    deduplicator.skip(new Offset(0, position++), now);
    pass(WINDOW.negated());
    assertThat(first(ID)).isTrue();
  }

  @Test
  void noMoreIdentitiesAreRememberedThanTheLimit() {
    IntStream.range(0, 10_000)
        .forEach(i -> first(new EventId(PublisherId.user("test"), "s", "" + i)));
    var known =
        IntStream.range(0, 10_000)
            .filter(
                i -> !deduplicator.isFresh(new EventId(PublisherId.user("test"), "s", "" + i), now))
            .toArray();
    assertThat(known).isEqualTo(IntStream.range(9_899, 10_000).toArray());
  }

  @Test
  void aPartitionThatIsAddedIsKnown() {
    deduplicator.widen(3);
    assertThat(deduplicator.first(new Offset(2, 0), now, ID)).isTrue();
    assertThat(deduplicator.isFresh(ID, now)).isFalse();
  }
}
