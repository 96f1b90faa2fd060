package tidings.log.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tidings.log.Cursor;

class LogContactTest {

  private static final KafkaLayout LAYOUT =
      new KafkaLayout(7, List.of(new TopicPartition("t", 0), new TopicPartition("t", 1)));

  private long nanos = Long.MAX_VALUE - 10; // it may overflow
  private final LogContact contact = new LogContact(() -> nanos);

  private void pass(int seconds) {
    nanos += Duration.ofSeconds(seconds).toNanos();
  }

  private void answered(List<Long> position, @Nullable List<Long> ends) {
    var extent = ends == null ? null : new OffsetRange(LAYOUT, List.of(0L, 0L), ends);
    contact.recordResponse(Cursor.of(LAYOUT.epoch(), position), extent);
  }

  private void assertSilentFor(int seconds) {
    assertThat(contact.timeSinceProof()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void aLogThatNeverAnsweredIsSilentSinceTheStart() {
    assertSilentFor(0);
    pass(6);
    assertSilentFor(6);
  }

  @Test
  void aQuietLogThatAnswersIsNotSilent() {
    for (int i = 0; i < 10; i++) {
      pass(2);
      answered(List.of(3L, 4L), List.of(3L, 4L));
      assertSilentFor(0);
    }
    pass(5);
    assertSilentFor(5);
  }

  @Test
  void anEntryIsAProofWithoutAnAnswer() {
    pass(9);
    contact.recordRead();
    pass(1);
    assertSilentFor(1);
  }

  @Test
  void aReaderStuckBeforeTheEndGivesNoProofThoughKafkaResponds() {
    answered(List.of(3L, 4L), List.of(3L, 4L));
    pass(2);
    answered(List.of(3L, 4L), List.of(3L, 5L)); // new entries may be on their way
    assertSilentFor(2);
    pass(2);
    answered(List.of(3L, 4L), List.of(3L, 9L));
    assertSilentFor(4);
  }

  @Test
  void aReaderThatLagsAndMovesOnIsNotSilent() {
    answered(List.of(0L, 0L), List.of(900L, 900L));
    for (long at = 1; at < 5; at++) {
      pass(2);
      answered(List.of(at, 0L), List.of(900L, 900L));
      assertSilentFor(0);
    }
  }

  @Test
  void leadersSilentForLongGiveNoProof() {
    for (int i = 0; i < 3; i++) {
      pass(3);
      answered(List.of(3L, 4L), null);
      assertSilentFor(0);
    }
    pass(3);
    answered(List.of(3L, 4L), null);
    assertSilentFor(3);
    pass(3);
    answered(List.of(3L, 4L), List.of(3L, 4L));
    assertSilentFor(0);
    pass(3);
    answered(List.of(3L, 4L), null);
    assertSilentFor(0);
  }
}
