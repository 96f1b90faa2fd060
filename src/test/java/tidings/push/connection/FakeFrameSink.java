package tidings.push.connection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tidings.sse.EventStreamParser;
import tidings.sse.EventStreamParser.Message;
import tidings.sse.Frame;

/** A browser that records what it is sent, and that can stop reading or disconnect. Thread-safe. */
public final class FakeFrameSink implements FrameSink {

  private static final long PATIENCE_SECONDS = 20;

  private final List<List<Frame>> writes = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private int ends;
  private volatile @Nullable CountDownLatch reading;
  private volatile @Nullable CountDownLatch stuck;
  private volatile @Nullable Exception failure;

  private final long socket;

  public FakeFrameSink() {
    this(0);
  }

  /**
   * @param socket its key in the socket table
   */
  FakeFrameSink(long socket) {
    this.socket = socket;
  }

  @Override
  public long socket() {
    return socket;
  }

  @Override
  public void write(List<Frame> frames) throws IOException {
    waitUntilItReads();
    var fails = failure;
    if (fails instanceof IOException e) {
      throw e;
    }
    if (fails instanceof RuntimeException e) {
      throw e;
    }
    synchronized (writes) {
      writes.add(List.copyOf(frames));
      writes.notifyAll();
    }
  }

  private void waitUntilItReads() {
    var gate = reading;
    var arrived = stuck;
    if (gate != null && arrived != null) {
      arrived.countDown();
      await(gate, "the browser reads on");
    }
  }

  @Override
  public void end() {
    synchronized (writes) {
      ends++;
    }
    ended.countDown();
  }

  /** Blocks writes until {@link #resumeReading}. */
  public void stopReading() {
    stuck = new CountDownLatch(1);
    reading = new CountDownLatch(1);
  }

  /** Waits until a write has started and is blocked. */
  public void awaitStuck() {
    var arrived = stuck;
    if (arrived == null) {
      throw new IllegalStateException("it reads");
    }
    await(arrived, "a write is blocked");
  }

  public void resumeReading() {
    var gate = reading;
    reading = null;
    if (gate != null) {
      gate.countDown();
    }
  }

  /** Makes every write fail. */
  public void failWith(Exception e) {
    failure = e;
  }

  /** Waits until the response is ended. */
  public FakeFrameSink awaitEnd() {
    await(ended, "the stream ends");
    return this;
  }

  private static void await(CountDownLatch latch, String what) {
    try {
      if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("waited in vain until " + what);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted before " + what, e);
    }
  }

  /** Waits until at least this many frames are written. */
  public FakeFrameSink awaitFrames(int count) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    synchronized (writes) {
      while (frames().size() < count) {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (millis <= 0) {
          throw new AssertionError(count + " frames were waited for, came: " + frames().size());
        }
        try {
          writes.wait(millis);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new AssertionError("interrupted before " + count + " frames came", e);
        }
      }
    }
    return this;
  }

  public boolean isEnded() {
    return ended.getCount() == 0;
  }

  /** Number of ends of the response. */
  public int ends() {
    synchronized (writes) {
      return ends;
    }
  }

  /** Number of writes. */
  public int writes() {
    synchronized (writes) {
      return writes.size();
    }
  }

  /** The written frames, in order. */
  public List<Frame> frames() {
    synchronized (writes) {
      return writes.stream().flatMap(List::stream).toList();
    }
  }

  /** The written bytes. */
  public byte[] bytes() {
    var out = new ByteArrayOutputStream();
    frames().forEach(frame -> out.writeBytes(frame.bytes()));
    return out.toByteArray();
  }

  /** The events that a browser would dispatch. */
  public List<Message> messages() {
    var messages = new ArrayList<Message>();
    new EventStreamParser(messages::add).feed(bytes());
    return messages;
  }
}
