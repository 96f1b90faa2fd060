package tidings.push.connection;

import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import tidings.sse.CloseReason;
import tidings.sse.Frame;

/** Counts what the connections of this node do. Thread-safe, and cheap enough for each write. */
@Singleton
public class ConnectionMetrics {

  /** One write in this many is timed. */
  private static final int SAMPLE = 32;

  private final LongAdder frames = new LongAdder();
  private final LongAdder replayed = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final Map<CloseReason, LongAdder> closed = adders(CloseReason.class);
  private final Map<DropReason, LongAdder> dropped = adders(DropReason.class);
  private volatile LongConsumer latency = _ -> {};

  private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> reasons) {
    var adders = new EnumMap<E, LongAdder>(reasons);
    for (var reason : reasons.getEnumConstants()) {
      adders.put(reason, new LongAdder());
    }
    return adders;
  }

  void replayed(List<Frame> batch) {
    frames.add(batch.size());
    replayed.add(batch.size());
  }

  void written(List<Frame> batch) {
    frames.add(batch.size());
    if (ThreadLocalRandom.current().nextInt(SAMPLE) == 0) {
      long taken = batch.getFirst().ingestedNanos();
      if (taken != 0) {
        latency.accept(System.nanoTime() - taken);
      }
    }
  }

  /**
   * @param reason null if the browser disconnected
   */
  void closed(@Nullable CloseReason reason) {
    (reason == null ? lost : adder(closed, reason)).increment();
  }

  void dropped(DropReason reason, int count) {
    adder(dropped, reason).add(count);
  }

  private static <E> LongAdder adder(Map<E, LongAdder> adders, E reason) {
    var adder = adders.get(reason);
    if (adder == null) {
      throw new IllegalStateException("no counter for " + reason);
    }
    return adder;
  }

  /** Frames written. */
  public long frames() {
    return frames.sum();
  }

  /** Frames among them that were written as part of a replay. */
  public long replayed() {
    return replayed.sum();
  }

  /** Streams whose browser disconnected. */
  public long lost() {
    return lost.sum();
  }

  /** Streams that the server closed for this reason. */
  public long closedFor(CloseReason reason) {
    return adder(closed, reason).sum();
  }

  /** Frames that were queued and then dropped for this reason. */
  public long droppedFor(DropReason reason) {
    return adder(dropped, reason).sum();
  }

  /**
   * Sets the receiver of latencies, in nanoseconds from ingress to write, one sample in {@value
   * SAMPLE}.
   */
  public void onLatency(LongConsumer receiver) {
    latency = receiver;
  }
}
