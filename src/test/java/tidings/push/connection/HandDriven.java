package tidings.push.connection;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.sse.Frame;

/**
 * A connection whose drain is the test: its queue assumes that a drain is running, so that the
 * connection starts none.
 */
public final class HandDriven {

  private static final ConnectionMetrics METRICS = new ConnectionMetrics();
  private static final FrameSink NOWHERE =
      new FrameSink() {
        @Override
        public void write(List<Frame> frames) {
          throw new IllegalStateException("the test drains");
        }

        @Override
        public void end() {
          throw new IllegalStateException("the test drains");
        }
      };

  private final FrameQueue queue =
      new FrameQueue(
          new FrameQueue.Limits(100, 1 << 20, Clock.systemUTC(), METRICS, Fixtures.UNPACED));
  private final Connection connection =
      new Connection(
          "c-1",
          Fixtures.user("alice", Instant.MAX),
          "10.0.0.1",
          Clock.systemUTC(),
          NOWHERE,
          queue,
          METRICS);

  public HandDriven() {
    queue.wake();
  }

  public Connection connection() {
    return connection;
  }

  /** Takes frames like the drain during a replay; then once more, for the remaining ones. */
  public @Nullable List<Frame> take() {
    return queue.take(true);
  }

  /** An event's number; ~ for a gap; the text of other frames. */
  public static String name(Frame frame) {
    return HandDrain.name(frame);
  }

  /** A connection that drains itself. */
  public static Connection real(FrameSink sink) {
    return new Connection(
        "c-1",
        Fixtures.user("alice", Instant.MAX),
        "10.0.0.1",
        Clock.systemUTC(),
        sink,
        new FrameQueue(
            new FrameQueue.Limits(100, 1 << 20, Clock.systemUTC(), METRICS, Fixtures.UNPACED)),
        METRICS);
  }
}
