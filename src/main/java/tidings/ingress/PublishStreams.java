package tidings.ingress;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import tidings.platform.limits.ConnectionLimits;
import tidings.platform.limits.ConnectionLimits.Kind;
import tidings.platform.security.Caller;
import tidings.platform.security.Revocation;
import tidings.platform.security.Revocations;

/**
 * The open publish streams of this node. Each ends with its token, with a revocation of it, and
 * when the node admits no more streams. Thread-safe.
 */
@Singleton
public class PublishStreams {

  private final Map<Stream, Future<?>> open = new ConcurrentHashMap<>();
  private final LongAdder lines = new LongAdder();
  private final ConnectionLimits limits;
  private final Revocations revocations;
  private final Clock clock;
  private final ScheduledExecutorService timer;

  /** One request that publishes for as long as it is open. */
  public interface Stream {

    /** The caller that opened it. */
    Caller caller();

    /** Takes no more lines, and ends the answers with the reason. The first reason counts. */
    void close(PublishEnd end);
  }

  @Inject
  public PublishStreams(
      ConnectionLimits limits,
      Revocations revocations,
      Clock clock,
      ScheduledExecutorService timer) {
    this.limits = limits;
    this.revocations = revocations;
    this.clock = clock;
    this.timer = timer;
    limits.onShut(() -> open.keySet().forEach(stream -> stream.close(PublishEnd.SHUTDOWN)));
    revocations.onRevoked(this::revoke);
  }

  /**
   * Reserves a slot; close it when the stream has ended.
   *
   * @throws tidings.platform.limits.OverLimitException if the user, the address or the node is at
   *     its limit of streams
   */
  public ConnectionLimits.Slot admit(Caller caller, String address) {
    return limits.acquire(Kind.PUBLISH, caller.user(), address);
  }

  /** Adds a stream that has begun. */
  public void add(Stream stream) {
    var caller = stream.caller();
    long life = Math.max(0, Duration.between(clock.instant(), caller.expires()).toMillis());
    open.put(
        stream,
        timer.schedule(() -> stream.close(PublishEnd.TOKEN_EXPIRED), life, TimeUnit.MILLISECONDS));
    // Since the request was admitted.
    if (limits.isShut()) {
      stream.close(PublishEnd.SHUTDOWN);
    }
    if (revocations.has(caller)) {
      stream.close(PublishEnd.REVOKED);
    }
  }

  /** Removes a stream that has ended. */
  public void remove(Stream stream) {
    var end = open.remove(stream);
    if (end != null) {
      end.cancel(false);
    }
  }

  private void revoke(Revocation revocation) {
    for (var stream : open.keySet()) {
      if (revocation.covers(stream.caller())) {
        stream.close(PublishEnd.REVOKED);
      }
    }
  }

  /** Counts a line that was read. */
  public void countLine() {
    lines.increment();
  }

  /** Lines read since the start. */
  public long lines() {
    return lines.sum();
  }

  /** Number of open streams. */
  public int count() {
    return open.size();
  }
}
