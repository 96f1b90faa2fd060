package tidings.log;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import tidings.event.EventId;

/**
 * How far a node has read one log, from its warm-up on. Moved by the thread that reads; asked by
 * any.
 */
final class Reading {

  private final Deduplicator deduplicator;
  private final Decisions decisions;
  private final List<Long> given;
  private final List<Long> ends;
  private final List<Long> at;
  private volatile KafkaLayout layout;
  private volatile Cursor position;
  private volatile long toGo;
  private boolean loss; // of the thread that reads

  Reading(KafkaLayout layout, WarmUp warmUp, LogSettings settings) {
    this.layout = layout;
    deduplicator =
        new Deduplicator(settings.dedupeWindow(), settings.dedupeEntries(), layout.size());
    long reach = Deduplicator.reach(settings.dedupeEntries(), layout.size());
    decisions = new Decisions(warmUp.given(), Math.toIntExact(Math.min(reach, 1 << 20)));
    given = new ArrayList<>(warmUp.given());
    ends = new ArrayList<>(warmUp.ends());
    at = new ArrayList<>(warmUp.starts());
    position = Cursor.of(layout.epoch(), given);
    countToGo();
  }

  KafkaLayout layout() {
    return layout;
  }

  /** The place behind what the receiver has been given. */
  Cursor position() {
    return position;
  }

  Decisions decisions() {
    return decisions;
  }

  Deduplicator deduplicator() {
    return deduplicator;
  }

  /** The next offset to be read. */
  long at(TopicPartition partition) {
    return at.get(layout.index(partition));
  }

  /** Entries that are read back until what comes is fresh. */
  long toGo() {
    return toGo;
  }

  /** Whether the receiver gets this entry, if it is no duplicate. */
  boolean isGiven(Place place) {
    return place.position() >= given.get(place.partition());
  }

  /** Whether it was written after the reading began. */
  boolean isFresh(Place place) {
    return place.position() >= ends.get(place.partition());
  }

  Place place(ConsumerRecord<?, ?> record) {
    var partition = new TopicPartition(record.topic(), record.partition());
    return new Place(layout.index(partition), record.offset());
  }

  /** Whether an event is the first of its identity. */
  boolean first(Place place, long millis, EventId id) {
    boolean first = deduplicator.first(place, millis, id);
    if (!first && isGiven(place)) {
      decisions.add(place);
    }
    return first;
  }

  /** A record that is no event. */
  void pass(Place place, long millis) {
    deduplicator.pass(place, millis);
  }

  /** All before this offset has been read. */
  void reached(int partition, long offset) {
    at.set(partition, offset);
    if (offset > position.next(partition)) {
      position = position.after(partition, offset - 1);
    }
  }

  void countToGo() {
    long sum = 0;
    for (int p = 0; p < at.size(); p++) {
      sum += Math.max(0, ends.get(p) - at.get(p));
    }
    toGo = sum;
  }

  /** Whether the log no longer goes as far as this node has read. */
  boolean isBeyond(Extent extent) {
    for (int p = 0; p < at.size(); p++) {
      if (at.get(p) > extent.end(p)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Goes on with a log that may have more partitions by now, whose entries are all fresh, and may
   * have lost entries that were not read yet.
   *
   * @return how many were lost
   */
  long goOn(Extent extent) {
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
    for (int p = 0; p < at.size(); p++) {
      long missing = extent.begin(p) - at.get(p);
      if (missing > 0) {
        lost += missing;
        reached(p, extent.begin(p));
      }
    }
    countToGo();
    loss |= lost > 0;
    return lost;
  }

  /** Whether entries were lost since this was asked. */
  boolean takeLoss() {
    boolean taken = loss;
    loss = false;
    return taken;
  }
}
