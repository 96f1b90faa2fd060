package tidings.platform.identity.keys;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import io.github.bucket4j.Bucket;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import tidings.platform.retry.BackOff;
import tidings.platform.retry.RetryPolicy;
import tidings.platform.security.Secrets;

/**
 * The keys of an issuer that publishes them at an address. Thread-safe.
 *
 * <p>A thread of their own reads them regularly, so that a request normally finds them in memory.
 * At most one reading is in progress. A request waits for one only if no known key fits its token,
 * and then not longer than {@link KeySettings#timeout}; at most {@value #MAX_WAITING} requests wait
 * at once, so that an issuer that does not respond cannot exhaust the server's threads.
 *
 * <p>Keys of the last successful reading stay in use while the issuer is unreachable.
 */
final class RefreshingKeys implements VerificationKeys, AutoCloseable {

  static final int MAX_WAITING = 16;

  private static final Logger LOG = Logger.getLogger(RefreshingKeys.class.getName());
  private static final RetryPolicy RETRY =
      new RetryPolicy(Duration.ofMillis(500), Duration.ofSeconds(5));

  /** Time for which an unknown key id is not requested again. */
  private static final Duration UNKNOWN = Duration.ofSeconds(10);

  private static final int MAX_UNKNOWN = 1000;
  private static final String NO_KID = "";

  /** The version of unusable keys: a token verified with other keys is not valid with these. */
  private static final long NO_VERSION = -1;

  private final KeyLocation location;
  private final String name;
  private final KeySettings settings;
  private final ScheduledExecutorService timer;
  private final InstantSource clock;
  private final Semaphore waiting = new Semaphore(MAX_WAITING);
  private final Bucket onDemand;
  private final Cache<String, Boolean> unknown =
      Caffeine.newBuilder().expireAfterWrite(UNKNOWN).maximumSize(MAX_UNKNOWN).build();

  private volatile @Nullable KeySet known;
  private volatile boolean reachable = true;
  private @Nullable CompletableFuture<Boolean> reading; // guarded by this
  private @Nullable Future<?> next; // guarded by this
  private final BackOff backOff = RETRY.backOff(); // guarded by this
  private boolean closed; // guarded by this

  /**
   * The result of the last successful reading.
   *
   * @param version changes with the keys, not with each reading
   */
  private record KeySet(List<JWK> keys, Instant readAt, long version) {}

  /**
   * Does not read before {@link #start}.
   *
   * @param name of the location, for the log
   * @param timer only starts readings; they do not block it
   */
  RefreshingKeys(
      KeyLocation location,
      String name,
      KeySettings settings,
      ScheduledExecutorService timer,
      InstantSource clock) {
    this.location = location;
    this.name = name;
    this.settings = settings;
    this.timer = timer;
    this.clock = clock;
    onDemand =
        Bucket.builder()
            .addLimit(
                limit ->
                    limit
                        .capacity(settings.readsPerMinute())
                        .refillGreedy(settings.readsPerMinute(), Duration.ofMinutes(1)))
            .build();
  }

  /** Starts reading; returns at once. */
  void start() {
    var _ = read();
  }

  /** Whether the last reading succeeded. */
  public boolean isReachable() {
    return reachable;
  }

  /** Age of the keys in use; zero before the first successful reading. */
  public Duration age() {
    var current = known;
    return current == null ? Duration.ZERO : Duration.between(current.readAt(), clock.instant());
  }

  @Override
  public long version() {
    var current = known;
    return current == null || isTooOld() ? NO_VERSION : current.version();
  }

  @Override
  public List<JWK> fitting(JWSHeader header) {
    if (known == null) {
      await(first());
    }
    return KeyFit.among(usable(), header);
  }

  private List<JWK> usable() {
    var current = known;
    if (current == null || isTooOld()) {
      throw new KeysUnavailableException();
    }
    return current.keys();
  }

  private boolean isTooOld() {
    return age().compareTo(settings.maxAge()) > 0;
  }

  @Override
  public List<JWK> fittingAfterRefresh(JWSHeader header) {
    var kid = Objects.requireNonNullElse(header.getKeyID(), NO_KID);
    if (unknown.getIfPresent(kid) == null && onDemand.tryConsume(1)) {
      unknown.put(kid, true);
      await(read());
      return KeyFit.among(usable(), header);
    }
    if (!reachable) {
      throw new KeysUnavailableException(); // the key may be a new one
    }
    return List.of();
  }

  private void await(CompletableFuture<Boolean> answer) {
    if (!waiting.tryAcquire()) {
      throw new KeysUnavailableException();
    }
    try {
      if (!answer.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new KeysUnavailableException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KeysUnavailableException();
    } catch (ExecutionException | TimeoutException e) {
      throw new KeysUnavailableException();
    } finally {
      waiting.release();
    }
  }

  /**
   * The first reading, or one that follows its failure. Requests start none of these: otherwise an
   * unreachable issuer would get as many requests as tokens arrive.
   */
  private synchronized CompletableFuture<Boolean> first() {
    return reading != null || next == null ? read() : CompletableFuture.completedFuture(false);
  }

  /** Starts a reading unless one is in progress. */
  private synchronized CompletableFuture<Boolean> read() {
    if (reading == null) {
      var started = new CompletableFuture<Boolean>();
      reading = started;
      Thread.ofVirtual().name("tidings-keys").start(() -> started.complete(readNow()));
    }
    return reading;
  }

  private boolean readNow() {
    boolean succeeded = false;
    try {
      accept(KeySetParser.parse(location.read(settings.timeout())));
      succeeded = true;
    } catch (IOException | RuntimeException e) {
      fail(Secrets.masked(String.valueOf(e.getMessage())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail("interrupted");
    }
    scheduleNext(succeeded);
    return succeeded;
  }

  private void accept(List<JWK> keys) {
    var former = known;
    boolean changed = former == null || !former.keys().equals(keys);
    long version = (former == null ? 0 : former.version()) + (changed ? 1 : 0);
    known = new KeySet(keys, clock.instant(), version);
    if (changed) {
      unknown.invalidateAll();
    }
    if (!reachable) {
      LOG.info(() -> "The keys of the identity provider can be read again: " + name);
    }
    reachable = true;
  }

  private void fail(String why) {
    if (reachable) {
      LOG.warning(
          () ->
              "The keys of the identity provider cannot be read: %s: %s. %s; retrying within %d s"
                  .formatted(
                      name,
                      why,
                      known == null
                          ? "Until they can, every request with a token gets 503"
                          : "The last ones stay in use for %s, and tokens of new keys get 503"
                              .formatted(settings.maxAge()),
                      RETRY.longest().toSeconds()));
    }
    reachable = false;
  }

  private synchronized void scheduleNext(boolean succeeded) {
    reading = null;
    if (closed) {
      return;
    }
    if (next != null) {
      next.cancel(false);
    }
    if (succeeded) {
      backOff.succeeded();
    }
    var pause = succeeded ? settings.refresh() : backOff.next();
    next = timer.schedule(this::start, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Stops reading. */
  @Override
  public synchronized void close() {
    closed = true;
    if (next != null) {
      next.cancel(false);
    }
  }
}
