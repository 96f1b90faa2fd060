package tidings.log.replay;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import tidings.log.ExpiredException;
import tidings.log.LogUnavailableException;

/**
 * Recently read segments. Callers that ask for the same segment share one read of it. Thread-safe.
 */
public final class Segments {

  private static final Duration KEPT = Duration.ofSeconds(30);

  private final Function<Segment.Key, CompletableFuture<Segment>> loader;
  private final Duration timeout;
  private final AsyncCache<Segment.Key, Segment> cache;

  /**
   * @param bytes memory for segments that no caller is reading
   * @param timeout maximum time that a caller waits
   */
  public Segments(
      Function<Segment.Key, CompletableFuture<Segment>> loader, long bytes, Duration timeout) {
    this.loader = loader;
    this.timeout = timeout;
    cache =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher((Segment.Key _, Segment segment) -> segment.bytes())
            .expireAfterWrite(KEPT)
            .buildAsync();
  }

  CompletableFuture<Segment> request(Segment.Key key) {
    return cache.get(key, (wanted, _) -> loader.apply(wanted));
  }

  /**
   * Waits for a segment.
   *
   * @throws LogUnavailableException if it does not arrive in time; it may still arrive later
   * @throws ExpiredException if it belongs to another log
   */
  Segment get(Segment.Key key) {
    try {
      return request(key).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ExpiredException gone
          ? new ExpiredException(String.valueOf(gone.getMessage()))
          : new LogUnavailableException("replaying from Kafka failed: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new LogUnavailableException("Kafka was not replayed within " + timeout, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LogUnavailableException("interrupted", e);
    }
  }
}
