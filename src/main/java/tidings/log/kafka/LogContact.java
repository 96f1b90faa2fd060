package tidings.log.kafka;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tidings.log.Cursor;

/**
 * Measures the time since this node last had proof that it reads its log. A proof is an entry that
 * was read, or a response of Kafka while the reader is at the end of the log or has moved since the
 * last response. So a log without events gives proof. A reader whose connection is dead gives none,
 * although other connections work. Thread-safe.
 */
final class LogContact {

  /**
   * Consecutive responses that may lack the end of the log: partitions get another leader within
   * that time, if theirs fails.
   */
  private static final int WITHOUT_ENDS = 4;

  private final LongSupplier nanoTime;
  private volatile long last;
  private @Nullable Cursor before; // guarded by this
  private int withoutEnds; // guarded by this

  /** Starts with a proof. */
  LogContact(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    last = nanoTime.getAsLong();
  }

  /** Records that an entry was read. */
  void recordRead() {
    last = nanoTime.getAsLong();
  }

  /**
   * Records that Kafka has responded.
   *
   * @param position of the reader now
   * @param extent the end of the log; null if the leaders of its partitions did not report it
   */
  synchronized void recordResponse(Cursor position, @Nullable OffsetRange extent) {
    withoutEnds = extent == null ? withoutEnds + 1 : 0;
    boolean proves =
        extent == null
            ? withoutEnds < WITHOUT_ENDS
            : !extent.goesBeyond(position) || !position.equals(before);
    if (extent != null) {
      before = position;
    }
    if (proves) {
      last = nanoTime.getAsLong();
    }
  }

  /** Time since the last proof. */
  Duration timeSinceProof() {
    return Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - last));
  }
}
