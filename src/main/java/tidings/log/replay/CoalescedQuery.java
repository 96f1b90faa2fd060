package tidings.log.replay;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Coalesces a query that many callers make at once: one query runs at a time, and all waiting
 * callers share its result. Thread-safe.
 */
public final class CoalescedQuery<T> {

  private final Supplier<CompletableFuture<T>> question;
  private final long goodForNanos;
  private @Nullable CompletableFuture<T> last;
  private @Nullable CompletableFuture<T> following;
  private long asked;
  private long askedNanos;

  /**
   * @param goodFor maximum age of a result, from the start of its query
   */
  public CoalescedQuery(Supplier<CompletableFuture<T>> question, Duration goodFor) {
    this.question = question;
    goodForNanos = goodFor.toNanos();
  }

  /** A result whose query may have started a little earlier. */
  public synchronized CompletableFuture<T> recent() {
    var known = last;
    if (known != null && (!known.isDone() || isRecent(known))) {
      return known;
    }
    return query();
  }

  private boolean isRecent(CompletableFuture<T> answer) {
    return !answer.isCompletedExceptionally() && System.nanoTime() - askedNanos < goodForNanos;
  }

  /** A result whose query starts after this call. */
  public synchronized CompletableFuture<T> current() {
    var underWay = last;
    if (underWay == null || underWay.isDone()) {
      return query();
    }
    var known = following;
    if (known == null) {
      long before = asked;
      known = underWay.handle((_, _) -> true).thenCompose(_ -> query());
      following = asked == before ? known : null; // it may have ended, and started again, just now
    }
    return known;
  }

  private synchronized CompletableFuture<T> query() {
    following = null;
    asked++;
    askedNanos = System.nanoTime();
    var answer = answer();
    last = answer;
    return answer;
  }

  private CompletableFuture<T> answer() {
    try {
      return question.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
