package tidings.log.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tidings.log.DeadLetter;
import tidings.log.RejectedInput;

/**
 * Dead letters as Kafka records. A letter has the input's own bytes and headers, further headers
 * for its error and source, and its position as the key. A record of the same key that has the
 * header {@code tidings-replayed} and no reason notes that the input was ingested after all. Names
 * that begin with {@code tidings-} are reserved: an input's headers of such names are left out, or
 * a producer could forge the letter.
 */
final class LetterRecords {

  private static final String OURS = "tidings-";
  private static final String SOURCE = OURS + "source";
  private static final String POSITION = OURS + "position";
  private static final String REASON = OURS + "reason";
  private static final String REPLAYED = OURS + "replayed";

  private LetterRecords() {}

  /** The location of a letter: its time, to list by; its partition and offset, to find it by. */
  record LetterId(long at, int partition, long offset) implements Comparable<LetterId> {

    static LetterId of(ConsumerRecord<?, ?> record) {
      return new LetterId(timestamp(record), record.partition(), record.offset());
    }

    static Optional<LetterId> parse(String id) {
      var parts = id.split("-", 4);
      try {
        if (parts.length != 3) {
          return Optional.empty();
        }
        var letterId =
            new LetterId(
                Long.parseLong(parts[0], 36), Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
        return letterId.toString().equals(id) ? Optional.of(letterId) : Optional.empty();
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }

    @Override
    public int compareTo(LetterId other) {
      int byTime = Long.compare(at, other.at);
      int byPartition = Integer.compare(partition, other.partition);
      return byTime != 0
          ? byTime
          : byPartition != 0 ? byPartition : Long.compare(offset, other.offset);
    }

    @Override
    public String toString() {
      return Long.toString(at, 36) + "-" + partition + "-" + offset;
    }
  }

  /** The record that stores an input from another source. */
  static ProducerRecord<byte[], byte[]> letter(String topic, RejectedInput input) {
    var record = new ProducerRecord<byte[], byte[]>(topic, utf8(input.position()), input.bytes());
    input.headers().entrySet().stream()
        .filter(header -> !isOurs(header.getKey()))
        .forEach(header -> record.headers().add(header.getKey(), utf8(header.getValue())));
    return about(record, input);
  }

  /** The record that stores a Kafka record: its headers stay unchanged, byte for byte. */
  static ProducerRecord<byte[], byte[]> letter(
      String topic, RejectedInput input, ConsumerRecord<byte[], byte[]> original) {
    var record =
        new ProducerRecord<byte[], byte[]>(topic, utf8(input.position()), original.value());
    for (var header : original.headers()) {
      if (!isOurs(header.key())) {
        record.headers().add(header);
      }
    }
    return about(record, input);
  }

  /** Ignores case: headers are read by their names in lower case. */
  private static boolean isOurs(String name) {
    return name.regionMatches(true, 0, OURS, 0, OURS.length());
  }

  private static ProducerRecord<byte[], byte[]> about(
      ProducerRecord<byte[], byte[]> record, RejectedInput input) {
    record.headers().add(SOURCE, utf8(input.source()));
    record.headers().add(POSITION, utf8(input.position()));
    record.headers().add(REASON, utf8(input.reason()));
    return record;
  }

  /** The note that a letter was ingested after all. */
  static ProducerRecord<byte[], byte[]> note(String topic, DeadLetter letter, Instant now) {
    var partition = LetterId.parse(letter.id()).map(LetterId::partition).orElse(null);
    var note =
        new ProducerRecord<byte[], byte[]>(topic, partition, utf8(letter.input().position()), null);
    note.headers().add(REPLAYED, utf8(now.toString()));
    return note;
  }

  /**
   * The time of the replay that the record notes; null if it is not a note. If that time cannot be
   * parsed, the time of the note: one foreign record must not hide all others.
   */
  static @Nullable Instant replayed(ConsumerRecord<byte[], byte[]> record) {
    var header = record.headers().lastHeader(REPLAYED);
    if (header == null || record.headers().lastHeader(REASON) != null) {
      return null;
    }
    var text = header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return Instant.ofEpochMilli(timestamp(record));
    }
  }

  /** In milliseconds; a record of Kafka's oldest format has no time. */
  private static long timestamp(ConsumerRecord<?, ?> record) {
    return Math.max(0, record.timestamp());
  }

  /** The key of a letter, and of each note of it: its position. */
  static String key(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
  }

  static DeadLetter read(ConsumerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new HashMap<>(KafkaRecords.headers(record));
    var input =
        RejectedInput.of(
            headers.getOrDefault(SOURCE, ""),
            headers.getOrDefault(POSITION, key(record)),
            headers.getOrDefault(REASON, ""),
            without(headers),
            record.value());
    var at = Instant.ofEpochMilli(timestamp(record));
    return new DeadLetter(LetterId.of(record).toString(), at, input, null);
  }

  private static Map<String, String> without(Map<String, String> headers) {
    var theirs = new HashMap<>(headers);
    theirs.keySet().removeIf(LetterRecords::isOurs);
    return theirs;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
