package tidings.client;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Publishes events, each request repeatedly until it is answered. The bytes of a request are made
 * once: each attempt has the same ids, so that the server counts an event once. Thread-safe.
 */
final class EventSender implements AutoCloseable {

  /** Events that may wait for {@link #sendLater}. */
  static final int QUEUE = 1000;

  private static final String ONE = "application/cloudevents+json";
  private static final String BATCH = "application/cloudevents-batch+json";
  private static final Duration IDLE_THREAD = Duration.ofSeconds(10);

  /** Statuses that concern the event itself, also from a gateway: a retry would not change them. */
  private static final Set<Integer> EVENT_ERRORS = Set.of(400, 403, 413, 414, 415, 431);

  private final HttpCalls calls;
  private final Options options;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ThreadPoolExecutor queue;

  /**
   * @param source of events without one
   * @param requestTimeout for one attempt
   * @param publishTimeout for all attempts
   */
  record Options(
      String source,
      @Nullable DataMapper mapper,
      RetryOptions retry,
      Duration requestTimeout,
      Duration publishTimeout) {}

  /**
   * One request, as it is sent each time.
   *
   * @param deadline by {@link System#nanoTime}
   */
  private record Post(String body, String contentType, long deadline) {

    Duration remaining() {
      return Duration.ofNanos(deadline - System.nanoTime());
    }
  }

  EventSender(HttpCalls calls, Options options, ThreadFactory threads) {
    this.calls = calls;
    this.options = options;
    queue =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_THREAD.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(QUEUE),
            threads);
    queue.allowCoreThreadTimeOut(true);
  }

  /** Sends events, and waits for the receipt. */
  PublishReceipt send(List<OutgoingEvent> events) {
    return send(post(events));
  }

  /** Sends events after those of earlier calls, in their order. */
  CompletableFuture<PublishReceipt> sendLater(List<OutgoingEvent> events) {
    var delivery = new Delivery(post(events));
    try {
      queue.execute(delivery);
    } catch (RejectedExecutionException e) {
      delivery.receipt.completeExceptionally(
          isClosed()
              ? closed()
              : TidingsException.unanswered(
                  "the publish queue is full: at most " + QUEUE + " requests wait", e));
    }
    return delivery.receipt;
  }

  private final class Delivery implements Runnable {
    final CompletableFuture<PublishReceipt> receipt = new CompletableFuture<>();
    private final Post post;

    Delivery(Post post) {
      this.post = post;
    }

    @Override
    public void run() {
      if (receipt.isDone()) {
        return; // cancelled
      }
      try {
        receipt.complete(send(post));
      } catch (RuntimeException | Error e) {
        receipt.completeExceptionally(e);
      }
    }
  }

  private Post post(List<OutgoingEvent> events) {
    if (events.isEmpty()) {
      throw new IllegalArgumentException("there is no event to publish");
    }
    var body = new StringBuilder();
    boolean one = events.size() == 1;
    body.append(one ? "" : "[");
    for (int i = 0; i < events.size(); i++) {
      body.append(i == 0 ? "" : ",");
      events.get(i).write(body, options.source(), options.mapper());
    }
    body.append(one ? "" : "]");
    long deadline = System.nanoTime() + options.publishTimeout().toNanos();
    return new Post(body.toString(), one ? ONE : BATCH, deadline);
  }

  private PublishReceipt send(Post post) {
    boolean refresh = false;
    boolean refreshed = false;
    for (int failures = 0; ; ) {
      try {
        return attempt(post, refresh);
      } catch (TidingsException e) {
        refresh = e.status() == 401 && calls.canRefresh() && !refreshed;
        refreshed |= refresh;
        if (!refresh) {
          failures++;
          awaitRetry(post, e, failures);
        }
      }
    }
  }

  /**
   * Waits before the next attempt.
   *
   * @throws TidingsException if there is none
   */
  private void awaitRetry(Post post, TidingsException error, int failures) {
    if (!isRetryable(error)) {
      throw error;
    }
    var retry = options.retry();
    var limit = retry.limit(failures, retry.initialDelay());
    var wait = error.retryAfter().orElse(Duration.ZERO).plus(StreamSubscription.jitter(limit));
    if (failures >= retry.maxAttempts() || wait.compareTo(post.remaining()) >= 0) {
      throw error.last(
          "The server has not confirmed the events after %d attempts. It may have them: publish them again with the same ids. %s"
              .formatted(failures, error.getMessage()));
    }
    pause(wait);
  }

  private void pause(Duration wait) {
    try {
      if (closing.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        throw closed();
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static TidingsException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return TidingsException.unanswered("interrupted before the server confirmed the events", e);
  }

  private static TidingsException closed() {
    return TidingsException.unanswered("the client is closed", null);
  }

  private boolean isClosed() {
    return closing.getCount() == 0;
  }

  /**
   * Whether to send events again: no answer, a temporary status, or an answer that is not from
   * Tidings. In all of these cases it is unknown whether the server has the events.
   */
  private boolean isRetryable(TidingsException error) {
    if (error.status() == 0) {
      return !isClosed() && !(error.getCause() instanceof InterruptedException);
    }
    return error.isTransient() || !(error.isOwn() || EVENT_ERRORS.contains(error.status()));
  }

  private PublishReceipt attempt(Post post, boolean refresh) {
    if (isClosed()) {
      throw closed();
    }
    try {
      var request =
          calls
              .request("/api/events", refresh)
              .setHeader("Content-Type", post.contentType())
              .POST(HttpRequest.BodyPublishers.ofString(post.body()))
              .build();
      var atMost =
          post.remaining().compareTo(options.requestTimeout()) < 0
              ? post.remaining()
              : options.requestTimeout();
      var response = calls.send(request, atMost);
      if (response.statusCode() / 100 != 2) {
        throw HttpCalls.refusal(response.statusCode(), response.headers(), response.body());
      }
      return receipt(response.body());
    } catch (HttpCalls.NoTokenException e) {
      throw TidingsException.unanswered("no token: " + e.getMessage(), e);
    } catch (IOException e) {
      throw TidingsException.unanswered("no answer: " + AttemptOutcome.describe(e), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static PublishReceipt receipt(String body) {
    var answer = Json.parseObject(body);
    var cursor =
        Json.textOf(answer, "cursor")
            .orElseThrow(
                () -> TidingsException.unanswered("the answer is not a receipt of Tidings", null));
    return new PublishReceipt(
        Json.numberOf(answer, "accepted").orElse(0L).intValue(),
        Json.numberOf(answer, "duplicates").orElse(0L).intValue(),
        cursor);
  }

  /** Ends each wait, and fails what is queued. */
  @Override
  public void close() {
    closing.countDown();
    for (var waiting : queue.shutdownNow()) {
      if (waiting instanceof Delivery delivery) {
        delivery.receipt.completeExceptionally(closed());
      }
    }
  }
}
