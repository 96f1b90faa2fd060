package tidings.push.endpoint;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tidings.platform.http.ClientAddress;
import tidings.platform.http.authentication.AuthenticationFilter;
import tidings.platform.limits.ConnectionLimits;
import tidings.platform.limits.ConnectionLimits.Kind;
import tidings.platform.limits.OverLimitException;
import tidings.platform.limits.PatternLimit;
import tidings.platform.limits.RateLimit;
import tidings.platform.security.Caller;
import tidings.platform.security.Revocations;
import tidings.push.connection.Connection;
import tidings.push.connection.Connections;
import tidings.push.connection.FrameSink;
import tidings.push.routing.Filter;
import tidings.push.routing.GrantRefresh;
import tidings.sse.CloseReason;

/** Admits clients that want to receive events, by stream or by poll, within grants and limits. */
@Singleton
public class ConnectionAdmission {

  /**
   * Maximum number of requests that may wait for a probe of other clients; one more is rejected
   * immediately.
   */
  private static final int MAX_PROBING = 2;

  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(2);

  private final Semaphore probing = new Semaphore(MAX_PROBING);
  private final Connections connections;
  private final ConnectionLimits limits;
  private final Revocations revocations;
  private final RateLimit connectRate;
  private final PatternLimit patterns;
  private final GrantRefresh grants;

  @Inject
  public ConnectionAdmission(
      Connections connections,
      ConnectionLimits limits,
      Revocations revocations,
      @ConnectRate RateLimit connectRate,
      PatternLimit patterns,
      GrantRefresh grants) {
    this.connections = connections;
    this.limits = limits;
    this.revocations = revocations;
    this.connectRate = connectRate;
    this.patterns = patterns;
    this.grants = grants;
  }

  /** The socket side of a connection that does not exist yet. */
  interface ClientSink extends FrameSink {

    /** Sets the connection that it belongs to. Called once, before anything is written. */
    void attach(Connection connection);
  }

  /** Takes over the response. */
  interface Opener<S extends ClientSink> {
    S open() throws IOException;
  }

  /**
   * An admitted client.
   *
   * @param connection its end releases what it holds of the limits
   * @param sink its socket side
   */
  record Admitted<S extends ClientSink>(Connection connection, S sink) {}

  /**
   * Opens a connection.
   *
   * @throws tidings.platform.security.RefusedException if a topic is not granted
   * @throws tidings.platform.limits.OverLimitException if a limit is reached, or the caller
   *     connects too often
   */
  <S extends ClientSink> Admitted<S> admit(
      HttpServletRequest request, Filter filter, Opener<S> opener) throws IOException {
    var caller = AuthenticationFilter.caller(request);
    AuthenticationFilter.clearToken(request);
    filter.requireGranted(caller);
    connectRate.acquire(caller.user(), 1);
    var address = ClientAddress.of(request);
    var slot =
        retryAfterProbe(
            () -> limits.acquire(Kind.EVENTS, caller.user(), address),
            full -> full.isServers() ? _ -> true : of(address));
    PatternLimit.@Nullable Share share = null;
    boolean isOpen = false;
    try {
      share =
          retryAfterProbe(
              () -> patterns.acquire(caller.user(), filter.patterns()), _ -> of(caller));
      var admitted = open(caller, address, opener, slot, share);
      isOpen = true;
      return admitted;
    } finally {
      if (!isOpen) {
        slot.close();
        if (share != null) {
          share.close();
        }
      }
    }
  }

  private <S extends ClientSink> Admitted<S> open(
      Caller caller,
      String address,
      Opener<S> opener,
      ConnectionLimits.Slot slot,
      PatternLimit.Share share)
      throws IOException {
    var sink = opener.open();
    var connection = connections.open(caller, address, sink);
    connection.onFinished(slot::close);
    slot.onReplaced(() -> connection.close(CloseReason.REPLACED));
    connection.patterns(share);
    try {
      sink.attach(connection);
    } catch (RuntimeException e) {
      connection.disconnect(); // the container does not report its end
      throw e;
    }
    if (revocations.has(caller)) {
      connection.close(CloseReason.REVOKED); // since the request was admitted
    }
    grants.refresh(connection); // likewise
    return new Admitted<>(connection, sink);
  }

  /**
   * Acquires a share of a limit. If the limit is reached, clients that hold a share are probed
   * first: disconnected clients release theirs.
   *
   * @param holders selects the clients to probe
   */
  private <T> T retryAfterProbe(
      Supplier<T> taken, Function<OverLimitException, Predicate<Connection>> holders) {
    try {
      return taken.get();
    } catch (OverLimitException full) {
      if (limits.isShut() || !probe(holders.apply(full))) {
        throw full;
      }
      return taken.get();
    }
  }

  private static Predicate<Connection> of(String address) {
    return connection -> connection.address().equals(address);
  }

  private static Predicate<Connection> of(Caller caller) {
    return connection -> connection.caller().user().equals(caller.user());
  }

  /**
   * Probes these clients and waits for the result; false if too many requests already wait for a
   * probe.
   */
  private boolean probe(Predicate<Connection> holders) {
    if (!probing.tryAcquire()) {
      return false;
    }
    try {
      var answer = new CountDownLatch(1);
      connections.probe(holders, answer::countDown);
      return answer.await(LONGEST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      probing.release();
    }
  }
}
