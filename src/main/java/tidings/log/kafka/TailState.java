package tidings.log.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import tidings.event.EventId;
import tidings.log.Cursor;
import tidings.log.LogSettings;
import tidings.log.Offset;
import tidings.log.Origin;
import tidings.log.duplicates.Deduplicator;
import tidings.log.duplicates.DuplicateIndex;

/**
 * The progress of a node through one log, from its warm-up on. One thread writes it; any thread may
 * read it.
 */
final class TailState {

  private final Deduplicator deduplicator;
  private final DuplicateIndex decisions;
  private final List<Long> given;
  private final List<Long> ends;
  private final List<Long> at;

  /** The leader epoch of the last entry that was read: Kafka uses it to detect truncation. */
  private final Map<Integer, Integer> leaders = new HashMap<>();

  private volatile KafkaLayout layout;
  private volatile Cursor position;
  private volatile long toGo;
  private volatile Origin origin;

  TailState(KafkaLayout layout, WarmUp warmUp, LogSettings settings) {
    this.layout = layout;
    deduplicator =
        new Deduplicator(settings.dedupe().window(), settings.dedupe().entries(), layout.size());
    long reach = Deduplicator.reach(settings.dedupe().entries(), layout.size());
    decisions = new DuplicateIndex(warmUp.given(), Math.toIntExact(Math.min(reach, 1 << 20)));
    given = new ArrayList<>(warmUp.given());
    ends = new ArrayList<>(warmUp.ends());
    at = new ArrayList<>(warmUp.starts());
    position = Cursor.of(layout.epoch(), given);
    origin = new Origin(position, Cursor.of(layout.epoch(), ends), true);
    countRemaining();
  }

  KafkaLayout layout() {
    return layout;
  }

  /** The cursor behind the entries that the receiver was given. */
  Cursor position() {
    return position;
  }

  /** The start of the reading, or its continuation after a loss. */
  Origin origin() {
    return origin;
  }

  DuplicateIndex decisions() {
    return decisions;
  }

  Deduplicator deduplicator() {
    return deduplicator;
  }

  /** The next offset to be read. */
  long at(TopicPartition partition) {
    return at.get(layout.index(partition));
  }

  /** The same, as the position for a consumer to resume from. */
  OffsetAndMetadata resumePosition(TopicPartition partition) {
    var leader = Optional.ofNullable(leaders.get(layout.index(partition)));
    return new OffsetAndMetadata(at(partition), leader, "");
  }

  void recordLeader(int partition, Optional<Integer> leader) {
    leader.ifPresent(epoch -> leaders.put(partition, epoch));
  }

  /** Number of entries left to read until the entries are new. */
  long remaining() {
    return toGo;
  }

  /** Whether the receiver is given this entry, if it is not a duplicate. */
  boolean isGiven(Offset offset) {
    return offset.position() >= given.get(offset.partition());
  }

  /** Whether it was written after the reading began. */
  boolean isFresh(Offset offset) {
    return offset.position() >= ends.get(offset.partition());
  }

  Offset offsetOf(ConsumerRecord<?, ?> record) {
    var partition = new TopicPartition(record.topic(), record.partition());
    return new Offset(layout.index(partition), record.offset());
  }

  /** Whether an event is the first of its identity. */
  boolean first(Offset offset, long millis, EventId id) {
    boolean first = deduplicator.first(offset, millis, id);
    if (!first && isGiven(offset)) {
      decisions.add(offset);
    }
    return first;
  }

  /** Passes a record that is not an event. */
  void skip(Offset offset, long millis) {
    deduplicator.skip(offset, millis);
  }

  /** Records that all entries before this offset have been read. */
  void advance(int partition, long offset) {
    at.set(partition, offset);
    if (offset > position.next(partition)) {
      position = position.after(partition, offset - 1);
    }
  }

  void countRemaining() {
    long sum = 0;
    for (int p = 0; p < at.size(); p++) {
      sum += Math.max(0, ends.get(p) - at.get(p));
    }
    toGo = sum;
  }

  /** Whether the log now ends before the position that this node has read. */
  boolean isBeyond(OffsetRange extent) {
    for (int p = 0; p < at.size(); p++) {
      if (at.get(p) > extent.end(p)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Continues with a log that may have more partitions, whose entries are all new, and may have
   * lost entries that were not read yet.
   *
   * @return number of lost entries that the receiver would have been given
   */
  long resume(OffsetRange extent) {
    for (int p = at.size(); p < extent.begins().size(); p++) {
      given.add(0L);
      ends.add(0L);
      at.add(0L);
    }
    deduplicator.widen(at.size());
    decisions.widen(given);
    layout = extent.layout();
    position = position.widened(at.size());
    long lost = 0;
    var behind = position;
    for (int p = 0; p < at.size(); p++) {
      long missing = extent.begin(p) - position.next(p);
      if (missing > 0) {
        lost += missing;
        behind = behind.after(p, extent.begin(p) - 1);
      }
    }
    if (lost > 0) {
      // Before the cursor moves: no heartbeat may claim entries before subscribers receive the gap.
      origin = new Origin(behind, behind.later(Cursor.of(layout.epoch(), ends)), false);
    }
    for (int p = 0; p < at.size(); p++) {
      advance(p, Math.max(at.get(p), extent.begin(p)));
    }
    countRemaining();
    return lost;
  }
}
