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
 * One watcher of a run. It reads the journal at the pace of its browser, so it has no queue: a
 * watcher that stops reading delays no other, and a late watcher receives the earlier frames merged
 * into few.
 */
final class Watch implements Runnable {

  /** The socket side. */
  interface Sink {
    /**
     * Writes and flushes; may block.
     *
     * @throws IOException if the browser has disconnected
     */
    void write(byte[] frames) throws IOException;

    /** The state of the browser, even if no write has failed. */
    Peer.Advice checkClient();

    /** Reports that the browser has disconnected; {@link #end} follows. */
    void disconnect();

    void end();

    /** Like {@link #end}, but the browser sees that the answer is incomplete. */
    void abort();
  }

  private static final Logger LOG = Logger.getLogger(Watch.class.getName());
  private static final int BATCH = 512;
  private static final byte[] HEARTBEAT = SseEncoder.beat(HeartbeatForm.COMMENT, "");

  /**
   * A stream sends its first bytes within this time, so that a client can detect a proxy that
   * buffers.
   */
  private static final Duration FIRST_BYTE = Duration.ofSeconds(1);

  private final RunJournal journal;
  private final FrameText text;
  private final Sink sink;
  private final Limit limit;
  private final Pace pace;
  private final StreamEnd streamEnd;
  private boolean aborted;
  private long last;

  /** The time since the last write. */
  private Duration sinceWrite;

  /** Whether deltas were written, and when deltas may be written again. */
  private boolean pausing;

  private long pauseEndNanos;

  private long checkedAtNanos = System.nanoTime();

  /**
   * The limits that end a stream before its run.
   *
   * @param caller owner of the stream: it ends with their token
   * @param revocations end it, too, with the next frame or heartbeat
   */
  record Limit(Caller caller, Revocations revocations, InstantSource clock) {

    Duration remaining() {
      return Duration.between(clock.instant(), caller.expires());
    }

    boolean isRevoked() {
      return revocations.has(caller);
    }
  }

  /**
   * Intervals.
   *
   * @param heartbeat interval of heartbeats on a stream without frames
   * @param check interval of checks whether the browser is still connected
   * @param deltas smallest time between two writes of deltas; zero: none
   */
  record Pace(Duration heartbeat, Duration check, Duration deltas) {}

  /**
   * @param after number of the last frame that the watcher has
   */
  Watch(RunJournal journal, long after, Sink sink, Limit limit, Pace pace, StreamEnd streamEnd) {
    this.journal = journal;
    this.text = new FrameText(journal.info().id());
    this.last = after;
    this.sink = sink;
    this.limit = limit;
    this.pace = pace;
    this.streamEnd = streamEnd;
    sinceWrite = pace.heartbeat().minus(least(pace.heartbeat(), FIRST_BYTE));
  }

  /** Writes until the run has ended, the browser has disconnected, or its token has expired. */
  @Override
  public void run() {
    try {
      while (step()) {
        // one more round
      }
    } catch (IOException e) {
      LOG.log(Level.FINE, e, () -> "A watcher of " + journal.info().id() + " has disconnected");
      sink.disconnect();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.log(
          Level.WARNING,
          e,
          () -> "A watcher of " + journal.info().id() + " is disconnected; it may resume");
    } finally {
      if (aborted) {
        sink.abort();
      } else {
        sink.end();
      }
    }
  }

  private boolean step() throws IOException, InterruptedException {
    var remaining = limit.remaining();
    if (!remaining.isPositive()) {
      return close(CloseReason.TOKEN_EXPIRED);
    }
    if (limit.isRevoked()) {
      return close(CloseReason.REVOKED);
    }
    var advice = checkIfDue();
    awaitPause(remaining);
    var wait = least(least(remaining, pace.check()), pace.heartbeat().minus(sinceWrite));
    var frames = journal.read(last, BATCH, wait);
    if (frames.isEmpty()) {
      if (journal.state() != RunState.RUNNING) {
        return tryRestart();
      }
      sinceWrite = sinceWrite.plus(wait);
      if (advice == Peer.Advice.PROBE || sinceWrite.compareTo(pace.heartbeat()) >= 0) {
        sinceWrite = Duration.ZERO;
        sink.write(HEARTBEAT);
      }
      return true;
    }
    sinceWrite = Duration.ZERO;
    for (int i = 0; i < frames.size(); i++) {
      if (frames.get(i).frame() instanceof RunFrame.Failure failure) {
        var last = streamEnd.failed(failure);
        if (last != null) {
          return abortAfter(frames.subList(0, i), last);
        }
      }
    }
    beginPause(frames);
    sink.write(text.of(frames));
    last = frames.getLast().number();
    return !(frames.getLast().frame() instanceof RunFrame.Done);
  }

  private void beginPause(List<NumberedFrame> frames) {
    if (pace.deltas().isPositive()) {
      pausing = frames.stream().anyMatch(frame -> frame.frame().isDelta());
      pauseEndNanos = System.nanoTime() + pace.deltas().toNanos();
    }
  }

  /** Deltas wait for the end of the pause; a frame of another kind ends it. */
  private void awaitPause(Duration atMost) throws InterruptedException {
    if (pausing) {
      pausing = false;
      var left = Duration.ofNanos(pauseEndNanos - System.nanoTime());
      if (left.isPositive()) {
        journal.awaitUrgent(last, least(left, atMost));
      }
    }
  }

  private Peer.Advice checkIfDue() throws IOException {
    long now = System.nanoTime();
    if (now - checkedAtNanos < pace.check().toNanos()) {
      return Peer.Advice.NOTHING;
    }
    checkedAtNanos = now;
    var advice = sink.checkClient();
    if (advice == Peer.Advice.CLOSE) {
      throw new IOException("the client has left");
    }
    return advice;
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private boolean close(CloseReason reason) throws IOException {
    sink.write(streamEnd.closed(reason));
    aborted = streamEnd.breaks();
    return false;
  }

  private boolean abortAfter(List<NumberedFrame> before, byte[] last) throws IOException {
    if (!before.isEmpty()) {
      sink.write(text.of(before));
    }
    sink.write(last);
    aborted = true;
    return false;
  }

  /**
   * Handles an empty read after the end of the run: the watcher has all frames, or named a number
   * that never existed, or the journal was removed.
   */
  private boolean tryRestart() throws InterruptedException {
    if (!journal.read(last, 1, Duration.ZERO).isEmpty()) {
      return true; // the run has ended since the empty read
    }
    if (last == 0 || !journal.read(last - 1, 1, Duration.ZERO).isEmpty()) {
      return false;
    }
    last = 0;
    return true;
  }
}
