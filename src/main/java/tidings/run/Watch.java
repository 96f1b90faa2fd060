package tidings.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import tidings.connection.CloseReason;
import tidings.security.Caller;
import tidings.security.Revocations;
import tidings.sse.SseEncoder;

/**
 * One watcher of a run. It reads the journal at the pace of its browser, so it has no queue: one
 * that stops reading holds up nobody, and whoever comes late gets what waits in few frames.
 */
final class Watch implements Runnable {

  /** The socket side. */
  interface Outlet {
    /**
     * Writes and flushes; may block.
     *
     * @throws IOException if the browser is gone
     */
    void write(byte[] frames) throws IOException;

    /** Whether the browser is known to be gone, though no write has failed. */
    boolean isLost();

    /** The browser is gone; {@link #end} follows. */
    void lost();

    void end();

    /** As {@link #end}, but so that the browser sees that something is missing. */
    void breakOff();
  }

  private static final Logger LOG = Logger.getLogger(Watch.class.getName());
  private static final int BATCH = 512;
  private static final byte[] BEAT = ": beat\n\n".getBytes(StandardCharsets.UTF_8);

  private final RunJournal journal;
  private final Outlet outlet;
  private final Caller caller;
  private final Revocations revocations;
  private final Duration heartbeat;
  private final Clock clock;
  private final Farewell farewell;
  private boolean brokenOff;
  private long last;

  /**
   * @param after number of the last frame that the watcher has
   * @param caller whose it is: it ends with his token
   * @param revocations end it, too, with the next frame or heartbeat
   * @param heartbeat how often a stream without frames says that it lives
   */
  Watch(
      RunJournal journal,
      long after,
      Outlet outlet,
      Caller caller,
      Revocations revocations,
      Duration heartbeat,
      Clock clock,
      Farewell farewell) {
    this.journal = journal;
    this.last = after;
    this.outlet = outlet;
    this.caller = caller;
    this.revocations = revocations;
    this.heartbeat = heartbeat;
    this.clock = clock;
    this.farewell = farewell;
  }

  /** Writes until the run has ended, or the browser or its token has. */
  @Override
  public void run() {
    try {
      while (step()) {
        // once more
      }
    } catch (IOException e) {
      LOG.log(Level.FINE, e, () -> "A watcher of " + journal.info().id() + " is gone");
      outlet.lost();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.log(
          Level.WARNING, e, () -> "A watcher of " + journal.info().id() + " is cut: it may resume");
    } finally {
      if (brokenOff) {
        outlet.breakOff();
      } else {
        outlet.end();
      }
    }
  }

  private boolean step() throws IOException, InterruptedException {
    var left = Duration.between(clock.instant(), caller.expires());
    if (!left.isPositive()) {
      return closed(CloseReason.TOKEN_EXPIRED);
    }
    if (revocations.has(caller)) {
      return closed(CloseReason.REVOKED);
    }
    var frames = journal.read(last, BATCH, left.compareTo(heartbeat) < 0 ? left : heartbeat);
    if (frames.isEmpty()) {
      if (journal.state() != RunState.RUNNING) {
        return startsOver();
      }
      if (outlet.isLost()) {
        throw new IOException("the connection was closed");
      }
      outlet.write(BEAT);
      return true;
    }
    for (int i = 0; i < frames.size(); i++) {
      if (frames.get(i).frame() instanceof RunFrame.Failure failure) {
        var last = farewell.failed(failure);
        if (last != null) {
          return brokeOff(frames.subList(0, i), last);
        }
      }
    }
    outlet.write(bytes(Merging.merged(frames)));
    last = frames.getLast().number();
    return !(frames.getLast().frame() instanceof RunFrame.Done);
  }

  private boolean closed(CloseReason reason) throws IOException {
    outlet.write(farewell.closed(reason));
    brokenOff = farewell.breaks();
    return false;
  }

  private boolean brokeOff(List<NumberedFrame> before, byte[] last) throws IOException {
    if (!before.isEmpty()) {
      outlet.write(bytes(Merging.merged(before)));
    }
    outlet.write(last);
    brokenOff = true;
    return false;
  }

  /**
   * Nothing follows and nothing will: the watcher has all, or named a place that never was, or the
   * journal was let go of.
   */
  private boolean startsOver() throws InterruptedException {
    if (!journal.read(last, 1, Duration.ZERO).isEmpty()) {
      return true; // the run has ended since nothing was found
    }
    if (last == 0 || !journal.read(last - 1, 1, Duration.ZERO).isEmpty()) {
      return false;
    }
    last = 0;
    return true;
  }

  private byte[] bytes(List<NumberedFrame> frames) {
    if (frames.size() == 1) {
      return bytes(frames.getFirst());
    }
    var parts = frames.stream().map(this::bytes).toList();
    var all = new byte[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (var part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private byte[] bytes(NumberedFrame frame) {
    return SseEncoder.event(
        null, journal.info().id() + ":" + frame.number(), RunFrameWriter.data(frame.frame()));
  }
}
