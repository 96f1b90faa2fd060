package tidings.push.connection;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.sse.Frame;
import tidings.sse.Gap;

/**
 * A queue and its drain without a thread: the caller that must wake the drain runs it. Deliberately
 * without locks: the queue guarantees that one drain runs at a time, and sees the writes of the
 * previous one.
 */
final class HandDrain {

  private static final ConnectionMetrics METRICS = new ConnectionMetrics();

  /** Its entry in the pacer. */
  private final WritePacer.Entry entry =
      new WritePacer.Entry() {
        @Override
        void endPause() {
          start(queue().endPause());
        }
      };

  private final FrameQueue queue;
  private final StringBuilder written = new StringBuilder();
  private boolean running;
  private boolean over;
  private volatile @Nullable String backlog;

  HandDrain() {
    this(Fixtures.UNPACED);
  }

  HandDrain(WritePacer pacer) {
    queue =
        new FrameQueue(new FrameQueue.Limits(100, 1 << 20, InstantSource.system(), METRICS, pacer));
  }

  FrameQueue queue() {
    return queue;
  }

  /** Handles the result of an offer like a connection. */
  FrameQueue.Offer start(FrameQueue.Offer offer) {
    if (offer == FrameQueue.Offer.WAKE) {
      run();
    } else if (offer == FrameQueue.Offer.PACE) {
      queue.pace(entry);
    }
    return offer;
  }

  /** Sets a replay that is written first, like a connection does. */
  void replay(String replay) {
    backlog = replay;
    start(queue.wake());
  }

  /** Runs like a connection's drain. */
  void run() {
    if (over) {
      note("after-the-end");
    }
    while (true) {
      boolean replays = replayed();
      var batch = queue.take(replays);
      if (batch == null) {
        start(queue.endDrain());
        return;
      }
      write(batch);
      if (batch.isEmpty() && queue.isOver()) {
        over = true;
        return;
      }
    }
  }

  private boolean replayed() {
    var replay = backlog;
    if (replay == null) {
      return false;
    }
    if (replay.isEmpty()) {
      backlog = null;
      return false;
    }
    note(replay.substring(0, 1));
    backlog = replay.substring(1);
    return true;
  }

  private void write(List<Frame> batch) {
    if (running) {
      note("two-drains");
    }
    running = true;
    batch.forEach(frame -> note(name(frame)));
    running = false;
  }

  private void note(String what) {
    written.append(written.isEmpty() ? "" : " ").append(what);
  }

  /** The written frames, and the number of those left behind, if any. */
  String written() {
    var stranded = backlog == null ? "" : " backlog-left";
    return written + (queue.depth() == 0 ? "" : " left:" + queue.depth()) + stranded;
  }

  /** An event's number; ~ for a gap; the text of a frame of the server's own. */
  static String name(Frame frame) {
    if (frame.isEvent()) {
      return frame.event().event().id().id();
    }
    var text = new String(frame.bytes(), StandardCharsets.UTF_8);
    return text.contains(Gap.NAME) ? "~" : text;
  }

  /** A frame of the server's own. */
  static Frame control(String text) {
    return Frame.control(text.getBytes(StandardCharsets.UTF_8));
  }
}
