package tidings.ingress.redis;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts the inputs taken from Redis, and those lost before. Thread-safe. */
final class LossCounters {

  /** The reason for a loss. */
  enum Reason {
    /** An entry was trimmed from its stream before it was read. */
    TRIMMED("trimmed"),
    /** A message found the queue for the log full. */
    QUEUE_FULL("queue-full");

    private final String label;

    Reason(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  private final LongAdder ingested = new LongAdder();
  private final Map<Reason, LongAdder> lost = new EnumMap<>(Reason.class);

  LossCounters() {
    for (var reason : Reason.values()) {
      lost.put(reason, new LongAdder());
    }
  }

  void countIngested(int count) {
    ingested.add(count);
  }

  long ingested() {
    return ingested.sum();
  }

  void countLost(Reason reason, long count) {
    of(reason).add(count);
  }

  long lost(Reason reason) {
    return of(reason).sum();
  }

  private LongAdder of(Reason reason) {
    return requireNonNull(lost.get(reason));
  }
}
