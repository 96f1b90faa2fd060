package tidings.connection;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.sse.Frame;

/**
 * What waits to be written to one browser: bounded in frames and bytes. Any thread offers, the one
 * drain takes. The lock is held for a few instructions only, never over I/O.
 */
final class FrameQueue {

  /** What became of an offered frame. */
  enum Offer {
    /** It waits; a drain is at work. */
    QUEUED,
    /** It waits, and the caller must start the drain. */
    WAKE,
    /** Not taken: the queue is at its bound. */
    FULL,
    /** Not taken: the queue has ended. */
    ENDED
  }

  private final int maxFrames;
  private final long maxBytes;

  // Guarded by this. Null while nothing waits, so that an idle connection holds no list.
  private @Nullable ArrayList<Frame> waiting;
  private long bytes;
  private boolean draining;
  private boolean ended;

  FrameQueue(int maxFrames, long maxBytes) {
    this.maxFrames = maxFrames;
    this.maxBytes = maxBytes;
  }

  /** Offers a frame within the bounds. */
  synchronized Offer offer(Frame frame) {
    if (ended) {
      return Offer.ENDED;
    }
    if (waiting != null && (waiting.size() >= maxFrames || bytes + frame.size() > maxBytes)) {
      return Offer.FULL;
    }
    return add(frame);
  }

  /** Offers a frame only if nothing waits and nothing is being written. */
  synchronized Offer offerIfIdle(Frame frame) {
    if (ended) {
      return Offer.ENDED;
    }
    return draining ? Offer.FULL : add(frame);
  }

  /** Offers a frame of the server's own, whatever waits. */
  synchronized Offer offerControl(Frame frame) {
    return ended ? Offer.ENDED : add(frame);
  }

  /**
   * Takes a last frame and nothing after it.
   *
   * @param discard whether what waits is given up
   */
  synchronized Offer end(Frame last, boolean discard) {
    if (ended) {
      return Offer.ENDED;
    }
    if (discard) {
      waiting = null;
      bytes = 0;
    }
    var offer = add(last);
    ended = true;
    return offer;
  }

  /** Ends without a last frame and gives up what waits: there is nobody to read it. */
  synchronized void discard() {
    waiting = null;
    bytes = 0;
    ended = true;
  }

  private Offer add(Frame frame) {
    if (waiting == null) {
      waiting = new ArrayList<>(2);
    }
    waiting.add(frame);
    bytes += frame.size();
    if (draining) {
      return Offer.QUEUED;
    }
    draining = true;
    return Offer.WAKE;
  }

  /**
   * Everything that waits. Null if nothing does: then this drain is over. Empty if nothing does and
   * nothing will: then this drain is the last, and ends the stream.
   */
  synchronized @Nullable List<Frame> take() {
    var taken = waiting;
    waiting = null;
    bytes = 0;
    if (taken == null && ended) {
      return List.of();
    }
    draining = taken != null;
    return taken;
  }

  /** Frames that wait. */
  synchronized int depth() {
    return waiting == null ? 0 : waiting.size();
  }
}
