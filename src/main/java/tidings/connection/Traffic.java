package tidings.connection;

import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import tidings.sse.Frame;

/** Counts what the connections of this node do. Thread-safe, and cheap enough for each write. */
@Singleton
public class Traffic {

  /** One write in so many is timed. */
  private static final int SAMPLE = 32;

  private final LongAdder frames = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final Map<CloseReason, LongAdder> closed = adders();
  private final Map<CloseReason, LongAdder> dropped = adders();
  private volatile LongConsumer latency = _ -> {};

  private static Map<CloseReason, LongAdder> adders() {
    var adders = new EnumMap<CloseReason, LongAdder>(CloseReason.class);
    for (var reason : CloseReason.values()) {
      adders.put(reason, new LongAdder());
    }
    return adders;
  }

  void written(List<Frame> batch) {
    frames.add(batch.size());
    if (ThreadLocalRandom.current().nextInt(SAMPLE) == 0) {
      long taken = batch.getFirst().takenNanos();
      if (taken != 0) {
        latency.accept(System.nanoTime() - taken);
      }
    }
  }

  /**
   * @param reason null if the browser left
   */
  void closed(@Nullable CloseReason reason) {
    (reason == null ? lost : adder(closed, reason)).increment();
  }

  void dropped(CloseReason reason, int count) {
    adder(dropped, reason).add(count);
  }

  private static LongAdder adder(Map<CloseReason, LongAdder> adders, CloseReason reason) {
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

  /** Streams that the browser left. */
  public long lost() {
    return lost.sum();
  }

  /** Streams that the server closed for this reason. */
  public long closedFor(CloseReason reason) {
    return adder(closed, reason).sum();
  }

  /** Frames that were queued and given up for this reason. */
  public long droppedFor(CloseReason reason) {
    return adder(dropped, reason).sum();
  }

  /** Where nanoseconds from taking an event in to its write go, one sample in {@value SAMPLE}. */
  public void onLatency(LongConsumer receiver) {
    latency = receiver;
  }
}
