package tidings.push.connection;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import tidings.platform.limits.PatternLimit;
import tidings.platform.security.Caller;
import tidings.platform.socket.Peer;
import tidings.sse.CloseReason;
import tidings.sse.Frame;
import tidings.sse.SseEncoder;

/**
 * One open stream: a bounded queue that a virtual thread drains. Offering never blocks, so a
 * browser that stops reading delays only its own drain. Thread-safe.
 *
 * <p>It is also a {@link SseEventSink}, so application code reaches the same path through the
 * Jakarta REST API.
 */
public final class Connection implements SseEventSink {

  private static final Logger LOG = Logger.getLogger(Connection.class.getName());

  private final String id;
  private final String address;
  private final InstantSource clock;
  private final Instant opened;
  private final FrameSink sink;
  private final FrameQueue queue;
  private final ConnectionMetrics metrics;
  private final Writer writer = new Writer();
  private final AtomicReference<@Nullable CloseReason> closing = new AtomicReference<>();
  private final AtomicBoolean finished = new AtomicBoolean();
  private final OneShotListeners onClosing = new OneShotListeners();
  private final OneShotListeners onFinished = new OneShotListeners();
  private final AtomicReference<@Nullable Future<?>> tokenTimer = new AtomicReference<>();
  private final Peer peer;
  private volatile Caller caller;
  private volatile @Nullable ReplaySource backlog;
  private volatile PatternLimit.@Nullable Share patterns;

  Connection(
      String id,
      Caller caller,
      String address,
      InstantSource clock,
      FrameSink sink,
      FrameQueue queue,
      ConnectionMetrics metrics) {
    this.id = id;
    this.caller = caller;
    this.address = address;
    this.clock = clock;
    opened = clock.instant();
    this.sink = sink;
    peer = new Peer(sink.socket());
    this.queue = queue;
    this.metrics = metrics;
  }

  /** Random and unguessable, {@code c-…}. */
  public String id() {
    return id;
  }

  /** The caller that the stream belongs to, by its newest token. */
  public Caller caller() {
    return caller;
  }

  void caller(Caller fresh) {
    caller = fresh;
  }

  /** Replaces the timer that ends this stream with its token; the last one ends with the stream. */
  void tokenTimer(Future<?> timer) {
    var former = tokenTimer.getAndSet(timer);
    if (former != null) {
      former.cancel(false);
    }
    if (isClosed()) {
      timer.cancel(false);
    }
  }

  /**
   * Takes ownership of the stream's share of its user's pattern limit, and releases it at the end
   * of the stream.
   */
  public void patterns(PatternLimit.Share share) {
    patterns = share;
    onClosing(share::close);
  }

  /**
   * Changes the number of its user's patterns that the stream holds.
   *
   * @throws tidings.platform.limits.OverLimitException if the user may not have that many patterns
   *     now
   */
  public void resizePatterns(int count) {
    var share = patterns;
    if (share != null) {
      share.resize(count);
    }
  }

  /** The client's network address. */
  public String address() {
    return address;
  }

  public Instant openedAt() {
    return opened;
  }

  /** Frames that wait to be written. */
  public int queued() {
    return queue.depth();
  }

  /**
   * Offers an event's frame. If the queue is at its limit and contains no frame that may be
   * dropped, the stream is closed as a slow consumer: the client resumes from the last frame it
   * received.
   *
   * @return whether the frame will be written if the browser stays connected
   */
  public boolean offer(Frame frame) {
    var offer = queue.offer(frame);
    if (offer == FrameQueue.Offer.FULL) {
      metrics.dropped(DropReason.SLOW_CONSUMER, queue.depth() + 1);
      close(CloseReason.SLOW_CONSUMER);
    }
    return start(offer);
  }

  /** Offers a heartbeat; it is skipped if the connection has something else to write. */
  public void offerHeartbeat(Frame beat) {
    start(queue.offerIfIdle(beat));
  }

  /**
   * Writes a comment if nothing else is being written. If the client has disconnected, this write
   * or the next one fails.
   */
  public void probe() {
    start(queue.offerIfIdle(Frame.PROBE));
  }

  /**
   * Whether the client receives nothing of what it is sent: a write is stuck, or no data is
   * acknowledged.
   */
  boolean isUnacknowledged() {
    return queue.isDraining() || peer.isUnacknowledged();
  }

  Peer peer() {
    return peer;
  }

  /** Offers a frame of the server's own. The limits of the queue do not apply to it. */
  public void offerControl(Frame frame) {
    start(queue.offerControl(frame));
  }

  private boolean start(FrameQueue.Offer offer) {
    return switch (offer) {
      case WAKE -> {
        Thread.ofVirtual().start(writer);
        yield true;
      }
      case PACE -> {
        queue.pace(writer);
        yield true;
      }
      case QUEUED -> true;
      case DROPPED, FULL, ENDED -> false;
    };
  }

  /** The drain, and its entry in the pacer while a pause lasts. */
  private final class Writer extends WritePacer.Entry implements Runnable {

    @Override
    public void run() {
      drain();
    }

    @Override
    void endPause() {
      start(queue.endPause());
    }
  }

  /** Sets the replay that is written before the queue. To be called once, before any offer. */
  public void replay(ReplaySource replay) {
    backlog = replay;
    start(queue.wake());
  }

  /** Runs on a virtual thread, at most one at a time. */
  private void drain() {
    try {
      while (true) {
        boolean replays = replayed();
        var batch = queue.take(replays);
        if (batch == null) {
          start(queue.endDrain());
          return;
        }
        if (!batch.isEmpty()) {
          sink.write(batch);
          metrics.written(batch);
        } else if (queue.isOver()) {
          finish();
          return;
        }
      }
    } catch (IOException e) {
      disconnect();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, e, () -> "Writing to " + id + " failed; the stream is ended");
      disconnect();
    }
  }

  /** Writes the next part of the replay; returns whether there is more. */
  private boolean replayed() throws IOException {
    var replay = backlog;
    if (replay == null) {
      return false;
    }
    var frames = isClosed() ? null : replay.next();
    if (frames == null) {
      backlog = null;
      sink.caughtUp();
      return false;
    }
    if (!frames.isEmpty() && !isClosed()) { // it may have closed during the wait
      sink.write(frames);
      metrics.replayed(frames);
    }
    return true;
  }

  /** Ends the stream because the browser has disconnected. */
  public void disconnect() {
    if (beginClosing(CloseReason.LIFETIME)) {
      metrics.closed(null);
    }
    finish();
  }

  /** Ends the response without a closing event: the client has what it asked for. */
  public void complete() {
    beginClosing(CloseReason.LIFETIME);
    finish();
  }

  /** Ends the stream with {@code tidings.close}. The first reason counts. */
  public void close(CloseReason reason) {
    close(reason, 0);
  }

  /**
   * @param afterMillis delay before the client should reconnect, in milliseconds
   */
  public void close(CloseReason reason, long afterMillis) {
    if (!beginClosing(reason)) {
      return;
    }
    metrics.closed(reason);
    var data = reason.data(afterMillis);
    var id = reason.reconnect() ? null : StopId.of(clock.instant());
    var frame = Frame.control(SseEncoder.event(CloseReason.NAME, id, data));
    start(queue.end(frame, reason == CloseReason.SLOW_CONSUMER));
  }

  private boolean beginClosing(CloseReason reason) {
    if (!closing.compareAndSet(null, reason)) {
      return false;
    }
    var timer = tokenTimer.get();
    if (timer != null) {
      timer.cancel(false);
    }
    onClosing.run();
    return true;
  }

  private void finish() {
    if (finished.compareAndSet(false, true)) {
      queue.discard();
      sink.end();
      onFinished.run();
    }
  }

  /**
   * Registers an action that runs when the stream accepts no more events; immediately if that has
   * happened. Called once.
   */
  public void onClosing(Runnable action) {
    onClosing.add(action);
  }

  /**
   * Registers an action that runs when the response has ended; immediately if that has happened.
   * Called once.
   */
  public void onFinished(Runnable action) {
    onFinished.add(action);
  }

  @Override
  public boolean isClosed() {
    return closing.get() != null;
  }

  /** {@inheritDoc} The stage completes when the frame is queued, not when it is written. */
  @Override
  public CompletionStage<?> send(OutboundSseEvent event) {
    if (isClosed()) {
      throw new IllegalStateException("the stream is closed");
    }
    var frame = Outbound.frame(event);
    return offer(frame)
        ? CompletableFuture.completedStage(null)
        : CompletableFuture.failedStage(new IllegalStateException("the stream is closed"));
  }

  @Override
  public void close() {
    close(CloseReason.LIFETIME);
  }
}
