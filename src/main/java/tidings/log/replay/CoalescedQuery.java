package tidings.log.replay;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a question that many ask at once: one question is on its way at a time, and all who
 * wait share its answer. Thread-safe.
 */
public final class CoalescedQuery<T> {

  private final Supplier<CompletableFuture<T>> question;
  private final long goodForNanos;
  private @Nullable CompletableFuture<T> last;
  private @Nullable CompletableFuture<T> following;
  private long asked;
  private long askedNanos;

  /**
   * @param goodFor how old an answer may be, from when it was asked for
   */
  public CoalescedQuery(Supplier<CompletableFuture<T>> question, Duration goodFor) {
    this.question = question;
    goodForNanos = goodFor.toNanos();
  }

  /** An answer that may have been asked for a little earlier. */
  public synchronized CompletableFuture<T> recent() {
    var known = last;
    if (known != null && (!known.isDone() || isGood(known))) {
      return known;
    }
    return ask();
  }

  private boolean isGood(CompletableFuture<T> answer) {
    return !answer.isCompletedExceptionally() && System.nanoTime() - askedNanos < goodForNanos;
  }

  /** An answer that is asked for after this call. */
  public synchronized CompletableFuture<T> current() {
    var underWay = last;
    if (underWay == null || underWay.isDone()) {
      return ask();
    }
    var known = following;
    if (known == null) {
      long before = asked;
      known = underWay.handle((_, _) -> true).thenCompose(_ -> ask());
      following = asked == before ? known : null; // it may have ended, and asked, just now
    }
    return known;
  }

  private synchronized CompletableFuture<T> ask() {
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
