package tidings.log.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tidings.log.LogSettings;
import tidings.log.LogUnavailableException;
import tidings.log.replay.Segment;

class SegmentLoaderTest {

  private static final TopicPartition PARTITION = new TopicPartition("events", 0);
  private static final KafkaLayout LAYOUT = new KafkaLayout(7, List.of(PARTITION));
  private static final int LENGTH = Segment.LENGTH;
  private static final int RECORDS = 4 * LENGTH;
  private static final LogSettings SETTINGS =
      new LogSettings(
          new LogSettings.Dedupe(Duration.ofMinutes(10), 100_000),
          new LogSettings.Retention(1000, 1 << 20, 50),
          new LogSettings.Replay(100_000, 1 << 20),
          1000,
          65_536,
          10,
          new LogSettings.Kafka(
              List.of("events"), "letters", "g", 1, Duration.ofSeconds(1), Map.of()));

  private final Broker broker = new Broker();
  private final SegmentLoader loader =
      new SegmentLoader(SETTINGS, broker::consumer, () -> Optional.of(started()));

  /**
   * A node that began to read behind all requested entries: the loader decides their duplicates.
   */
  private static TailState started() {
    var end = List.of((long) RECORDS);
    return new TailState(LAYOUT, new WarmUp(end, end, end), SETTINGS);
  }

  @AfterEach
  void close() {
    loader.close();
  }

  private Segment load(int begin) {
    return loader.load(new Segment.Key(LAYOUT.epoch(), 0, begin)).join();
  }

  private static List<Long> positions(Segment segment) {
    return segment.entries().stream().map(Segment.Dated::position).toList();
  }

  private static List<Long> all(int begin) {
    return IntStream.range(begin, begin + LENGTH).mapToObj(Long::valueOf).toList();
  }

  @Test
  void aReadingThatFailsHalfwayMakesNoEntryADuplicate() {
    assertThat(positions(load(LENGTH))).isEqualTo(all(LENGTH));
    broker.failAt(2 * LENGTH + 300);
    assertThatThrownBy(() -> load(2 * LENGTH))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(LogUnavailableException.class);
    assertThat(positions(load(2 * LENGTH))).isEqualTo(all(2 * LENGTH));
  }

  @Test
  void readersOfSegmentAfterSegmentReadTheWindowBeforeOnce() {
    load(LENGTH);
    load(0);
    long reads = loader.reads();
    assertThat(positions(load(2 * LENGTH))).isEqualTo(all(2 * LENGTH));
    assertThat(loader.reads() - reads)
        .as("the window before is known, though another segment was read")
        .isOne();
  }

  /** A partition of numbered events, a millisecond apart, whose reading may fail once. */
  private static final class Broker {
    private long failAt = Long.MAX_VALUE;

    void failAt(long position) {
      failAt = position;
    }

    MockConsumer<byte[], byte[]> consumer() {
      return new MockConsumer<>("none") {
        private final Map<TopicPartition, Long> at = new HashMap<>();

        @Override
        public synchronized void seek(TopicPartition partition, long offset) {
          at.put(partition, offset);
        }

        @Override
        public synchronized long position(TopicPartition partition) {
          return at.getOrDefault(partition, 0L);
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
          long from = position(PARTITION);
          long to = Math.min(from + 128, RECORDS);
          if (from <= failAt && failAt < to) {
            failAt = Long.MAX_VALUE;
            throw new TimeoutException("the broker is gone");
          }
          seek(PARTITION, to);
          var records = IntStream.range((int) from, (int) to).mapToObj(Broker::record).toList();
          return new ConsumerRecords<>(Map.of(PARTITION, records), Map.of());
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
            Map<TopicPartition, Long> times) {
          long first = Math.min(times.getOrDefault(PARTITION, 0L), RECORDS - 1);
          return Map.of(PARTITION, new OffsetAndTimestamp(first, first));
        }
      };
    }

    private static ConsumerRecord<byte[], byte[]> record(int position) {
      var json = "{\"type\":\"tick\",\"id\":\"e%d\",\"data\":%d}".formatted(position, position);
      var record =
          new ConsumerRecord<byte[], byte[]>(
              PARTITION.topic(),
              PARTITION.partition(),
              position,
              position,
              org.apache.kafka.common.record.TimestampType.CREATE_TIME,
              0,
              json.length(),
              new byte[0],
              json.getBytes(StandardCharsets.UTF_8),
              new org.apache.kafka.common.header.internals.RecordHeaders(),
              Optional.empty());
      return record;
    }
  }
}
