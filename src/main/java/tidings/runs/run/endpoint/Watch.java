package tidings.runs.run.endpoint;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import tidings.platform.security.Caller;
import tidings.platform.security.Revocations;
import tidings.platform.socket.Peer;
import tidings.runs.run.NumberedFrame;
import tidings.runs.run.RunFrame;
import tidings.runs.run.RunJournal;
import tidings.runs.run.RunState;
import tidings.sse.CloseReason;
import tidings.sse.HeartbeatForm;
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

    /** What is known of the browser, though no write has failed. */
    Peer.Advice look();

    /** The browser is gone; {@link #end} follows. */
    void lost();

    void end();

    /** As {@link #end}, but so that the browser sees that something is missing. */
    void breakOff();
  }

  private static final Logger LOG = Logger.getLogger(Watch.class.getName());
  private static final int BATCH = 512;
  private static final byte[] BEAT = SseEncoder.beat(HeartbeatForm.COMMENT, "");

  /** A stream begins with something so soon, so that who holds it back is found out by that. */
  private static final Duration FIRST_BYTE = Duration.ofSeconds(1);

  private final RunJournal journal;
  private final FrameText text;
  private final Outlet outlet;
  private final Limit limit;
  private final Pace pace;
  private final Farewell farewell;
  private boolean brokenOff;
  private long last;

  /** How long nothing was written. */
  private Duration silence;

  private long lookedAtNanos = System.nanoTime();

  /**
   * What ends a stream before its run.
   *
   * @param caller whose stream it is: it ends with the token
   * @param revocations end it, too, with the next frame or heartbeat
   */
  record Limit(Caller caller, Revocations revocations, InstantSource clock) {

    Duration left() {
      return Duration.between(clock.instant(), caller.expires());
    }

    boolean isRevoked() {
      return revocations.has(caller);
    }
  }

  /**
   * How often something is done.
   *
   * @param heartbeat how often a stream without frames says that it lives
   * @param look how often it is looked up whether its browser is still there
   */
  record Pace(Duration heartbeat, Duration look) {}

  /**
   * @param after number of the last frame that the watcher has
   */
  Watch(RunJournal journal, long after, Outlet outlet, Limit limit, Pace pace, Farewell farewell) {
    this.journal = journal;
    this.text = new FrameText(journal.info().id());
    this.last = after;
    this.outlet = outlet;
    this.limit = limit;
    this.pace = pace;
    this.farewell = farewell;
    silence = pace.heartbeat().minus(least(pace.heartbeat(), FIRST_BYTE));
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
    var left = limit.left();
    if (!left.isPositive()) {
      return closed(CloseReason.TOKEN_EXPIRED);
    }
    if (limit.isRevoked()) {
      return closed(CloseReason.REVOKED);
    }
    var advice = look();
    var wait = least(least(left, pace.look()), pace.heartbeat().minus(silence));
    var frames = journal.read(last, BATCH, wait);
    if (frames.isEmpty()) {
      if (journal.state() != RunState.RUNNING) {
        return startsOver();
      }
      silence = silence.plus(wait);
      if (advice == Peer.Advice.PROBE || silence.compareTo(pace.heartbeat()) >= 0) {
        silence = Duration.ZERO;
        outlet.write(BEAT);
      }
      return true;
    }
    silence = Duration.ZERO;
    for (int i = 0; i < frames.size(); i++) {
      if (frames.get(i).frame() instanceof RunFrame.Failure failure) {
        var last = farewell.failed(failure);
        if (last != null) {
          return brokeOff(frames.subList(0, i), last);
        }
      }
    }
    outlet.write(text.of(frames));
    last = frames.getLast().number();
    return !(frames.getLast().frame() instanceof RunFrame.Done);
  }

  private Peer.Advice look() throws IOException {
    long now = System.nanoTime();
    if (now - lookedAtNanos < pace.look().toNanos()) {
      return Peer.Advice.NOTHING;
    }
    lookedAtNanos = now;
    var advice = outlet.look();
    if (advice == Peer.Advice.GIVE_UP) {
      throw new IOException("the client has left");
    }
    return advice;
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private boolean closed(CloseReason reason) throws IOException {
    outlet.write(farewell.closed(reason));
    brokenOff = farewell.breaks();
    return false;
  }

  private boolean brokeOff(List<NumberedFrame> before, byte[] last) throws IOException {
    if (!before.isEmpty()) {
      outlet.write(text.of(before));
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
}
