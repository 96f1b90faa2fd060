package tidings.client;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Maintains one stream: opens, resumes and ends it. Its thread calls the listener; all methods of
 * the interface may be called from any thread.
 */
final class StreamSubscription implements EventSubscription, StreamAttempt.Sink {

  static final System.Logger LOG = System.getLogger("tidings.client");

  private static final Duration CLOSE_AT_MOST = Duration.ofSeconds(10);
  private static final String RESERVED = "tidings.";

  private final Options settings;
  private final SubscriptionListener listener;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CompletableFuture<SubscriptionStatus> completion = new CompletableFuture<>();

  /** An error of a renewal, which another thread found. */
  private final AtomicReference<@Nullable Throwable> renewalError = new AtomicReference<>();

  private final AtomicReference<@Nullable StreamAttempt> current = new AtomicReference<>();
  private volatile @Nullable String cursor;
  private volatile SubscriptionStatus status = SubscriptionStatus.connecting();

  // Of the thread alone.
  private int failures;
  private Duration initialDelay;
  private long openedAt;
  private boolean open;
  private @Nullable String connection;
  private @Nullable String renewed;
  private @Nullable String reported;

  /** What a subscription needs of its client. */
  record Options(
      HttpCalls calls,
      SubscribeOptions subscribe,
      RetryOptions retry,
      Duration requestTimeout,
      @Nullable DataMapper mapper,
      ScheduledExecutorService timer,
      ThreadFactory threads) {}

  /** The application closes the subscription, or interrupts its thread. */
  private static final class ClosedException extends InterruptedException {
    private static final long serialVersionUID = 1;
  }

  StreamSubscription(Options settings, SubscriptionListener listener) {
    this.settings = settings;
    this.listener = listener;
    cursor = settings.subscribe().lastEventId().orElse(null);
    initialDelay = settings.retry().initialDelay();
    thread = Objects.requireNonNull(settings.threads().newThread(this::run), "no thread");
  }

  void start() {
    thread.start();
  }

  @Override
  public Optional<String> lastEventId() {
    return cursor();
  }

  @Override
  public SubscriptionStatus status() {
    return status;
  }

  @Override
  public CompletionStage<SubscriptionStatus> completion() {
    return completion.minimalCompletionStage();
  }

  @Override
  public void close() {
    closing.countDown();
    var attempt = current.get();
    if (attempt != null) {
      attempt.cancel();
    }
    if (Thread.currentThread().equals(thread)) {
      return;
    }
    try {
      thread.join(CLOSE_AT_MOST.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void run() {
    // Remains if the listener throws an error of the virtual machine while it receives another one.
    var last = SubscriptionStatus.ended(SubscriptionStatus.State.FAILED, 0, 0, "listener");
    try {
      last = readToEnd();
      setStatus(last);
    } finally {
      closing.countDown();
      status = last;
      completion.complete(last);
    }
  }

  private SubscriptionStatus readToEnd() {
    try {
      setStatus(SubscriptionStatus.connecting());
      return readStreams();
    } catch (InterruptedException e) {
      return SubscriptionStatus.ended(SubscriptionStatus.State.CLOSED, failures, 0, "closed");
    } catch (RuntimeException | Error e) {
      // A retry would not change an error of the virtual machine, or of the client itself.
      report(e);
      var reason = "listener: " + AttemptOutcome.describe(e);
      return SubscriptionStatus.ended(SubscriptionStatus.State.FAILED, failures, 0, reason);
    }
  }

  private SubscriptionStatus readStreams() throws InterruptedException {
    boolean refresh = false;
    while (true) {
      open = false;
      var outcome = attempt(refresh);
      throwIfClosing();
      reportRenewal();
      reportOnce(outcome);
      // A stream that a new token opened may outlive that token.
      boolean mayRefresh = settings.calls().canRefresh() && !(refresh && !open);
      var next = outcome.decide(mayRefresh);
      refresh = next == AttemptOutcome.Next.REFRESH || outcome.needsToken();
      if (next == AttemptOutcome.Next.CLOSE || next == AttemptOutcome.Next.FAIL) {
        return end(next, outcome);
      }
      if (next == AttemptOutcome.Next.RETRY && !awaitRetry(outcome)) {
        return end(AttemptOutcome.Next.FAIL, outcome);
      }
    }
  }

  private SubscriptionStatus end(AttemptOutcome.Next next, AttemptOutcome outcome) {
    var state =
        next == AttemptOutcome.Next.CLOSE
            ? SubscriptionStatus.State.CLOSED
            : SubscriptionStatus.State.FAILED;
    return SubscriptionStatus.ended(state, failures, outcome.code(), outcome.reason());
  }

  private AttemptOutcome attempt(boolean refresh) throws InterruptedException {
    var attempt = new StreamAttempt(settings.calls(), settings.subscribe(), settings.timer(), this);
    current.set(attempt);
    try {
      throwIfClosing(); // a close before this line has not seen the attempt
      return attempt.run(refresh);
    } finally {
      current.set(null);
    }
  }

  private void throwIfClosing() throws ClosedException {
    if (isClosing()) {
      throw new ClosedException();
    }
  }

  /** Waits before the next attempt. Returns {@code false} if that was the last one. */
  private boolean awaitRetry(AttemptOutcome outcome) throws InterruptedException {
    var retry = settings.retry();
    if (open && System.nanoTime() - openedAt >= retry.resetAfter().toNanos()) {
      failures = 0;
    }
    failures++;
    if (failures >= retry.maxAttempts()) {
      return false;
    }
    var wait = outcome.delay().plus(jitter(retry.limit(failures, initialDelay)));
    setStatus(SubscriptionStatus.lost(failures, Instant.now().plus(wait), outcome));
    pause(wait);
    setStatus(SubscriptionStatus.lost(failures, null, outcome));
    return true;
  }

  /** A random part of it: clients that were disconnected together do not return together. */
  static Duration jitter(Duration limit) {
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(limit.toMillis() + 1));
  }

  private void pause(Duration wait) throws InterruptedException {
    if (closing.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new ClosedException();
    }
  }

  @Override
  public Optional<String> cursor() {
    return Optional.ofNullable(cursor);
  }

  @Override
  public void onRetry(Duration delay) {
    initialDelay = delay;
  }

  @Override
  public void onOpen(@Nullable String connection) {
    open = true;
    openedAt = System.nanoTime();
    this.connection = connection;
    reported = null;
    setStatus(SubscriptionStatus.open(connection, null));
  }

  @Override
  public void onFrame(SseReader.Frame frame) throws InterruptedException {
    reportRenewal();
    var text = frame.text();
    if (text == null) {
      advance(frame.id(), true);
    } else if (!frame.type().startsWith(RESERVED)) {
      var event = new IncomingEvent(frame.type(), cursorOf(frame.id()), text, settings.mapper());
      untilProcessed(() -> listener.onEvent(event));
      advance(frame.id(), false);
    } else {
      control(frame.type(), text);
      advance(frame.id(), true);
    }
  }

  private void control(String type, String text) throws InterruptedException {
    switch (type) {
      case "tidings.gap" -> untilProcessed(() -> listener.onGap(gap(text)));
      case "tidings.reauth" -> renew(text);
      case "tidings.stale" -> setStatus(SubscriptionStatus.open(connection, "stale"));
      case "tidings.fresh" -> setStatus(SubscriptionStatus.open(connection, null));
      default -> {} // a heartbeat, an open, a close, or a control event of a later version
    }
  }

  private static SubscriptionListener.Gap gap(String text) {
    var data = Json.parseObject(text);
    var dropped = Json.asObject(data.get("dropped"));
    return new SubscriptionListener.Gap(
        Json.textOf(data, "reason").orElse("unknown"),
        Json.textOf(data, "from").orElse(null),
        Json.textOf(data, "to").orElse(null),
        new SubscriptionListener.Drops(
            Json.numberOf(dropped, "conflated").orElse(0L).intValue(),
            Json.numberOf(dropped, "expired").orElse(0L).intValue(),
            Json.numberOf(dropped, "low").orElse(0L).intValue()));
  }

  /** The standard defines that an empty id resets the cursor. */
  private static @Nullable String cursorOf(@Nullable String id) {
    return id == null || id.isEmpty() ? null : id;
  }

  private void advance(@Nullable String id, boolean reports) {
    if (id == null) {
      return;
    }
    var next = cursorOf(id);
    var before = cursor;
    cursor = next;
    if (reports && next != null && !next.equals(before)) {
      reportCursor(next);
    }
  }

  private void reportCursor(String next) {
    guarded(() -> listener.onCursor(next));
  }

  /** A call of the listener. */
  @FunctionalInterface
  private interface Call {
    void run() throws Exception;
  }

  /** Repeats a call until it returns. The cursor stays before the event meanwhile. */
  private void untilProcessed(Call call) throws InterruptedException {
    for (int failed = 1; ; failed++) {
      throwIfClosing();
      try {
        call.run();
        return;
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        report(e);
      }
      pause(jitter(settings.retry().limit(failed, settings.retry().initialDelay())));
    }
  }

  private void guarded(Call call) {
    try {
      call.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      report(e);
    }
  }

  private void setStatus(SubscriptionStatus next) {
    status = next;
    guarded(() -> listener.onStatus(next));
  }

  private void reportRenewal() {
    var error = renewalError.getAndSet(null);
    if (error != null) {
      report(error);
    }
  }

  /** Reports the error of an attempt, unless it is that of the last one. */
  private void reportOnce(AttemptOutcome outcome) {
    var error = outcome.error();
    if (error != null && !outcome.reason().equals(reported)) {
      reported = outcome.reason();
      report(error);
    }
  }

  private void report(Throwable error) {
    try {
      listener.onError(error);
    } catch (RuntimeException e) {
      e.addSuppressed(error);
      LOG.log(System.Logger.Level.WARNING, "onError of a listener threw", e);
    }
  }

  /**
   * Extends the open stream to the expiry of a new token, beside the reading of the stream. After a
   * failure the stream ends with the old token, and the next stream opens with a new one.
   *
   * @param announced the data of {@code tidings.reauth}, which is not renewed twice
   */
  private void renew(String announced) {
    var id = connection;
    if (id == null || announced.equals(renewed) || !settings.calls().canRefresh()) {
      return;
    }
    renewed = announced;
    settings.threads().newThread(() -> renewStream(id)).start();
  }

  private void renewStream(String id) {
    try {
      var path = "/api/connections/" + HttpCalls.encode(id) + "/token";
      var request =
          settings.calls().request(path, true).PUT(HttpRequest.BodyPublishers.noBody()).build();
      var response = settings.calls().send(request, settings.requestTimeout());
      if (response.statusCode() != 200) {
        renewalError.set(
            HttpCalls.refusal(response.statusCode(), response.headers(), response.body()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      renewalError.set(e);
    }
  }
}
