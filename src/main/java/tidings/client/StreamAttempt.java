package tidings.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Opens one stream, and reads it to its end. One thread runs it, any may cancel it. */
final class StreamAttempt {

  private static final String EVENT_STREAM = "text/event-stream";

  /** The server's default heartbeat, assumed until the server announces its own. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** The idle timeout in tenths of a heartbeat. */
  private static final int TENTHS_OF_BEAT = 25;

  /** The server sends the first frame within a second. */
  private static final Duration FIRST_FRAME = Duration.ofSeconds(10);

  /**
   * A heartbeat that a server of Tidings may have; any other is a fault of something in between.
   */
  private static final Duration LONGEST_HEARTBEAT = Duration.ofHours(1);

  private static final Duration LONGEST_WAIT = Duration.ofDays(1);
  private static final int MAX_REFUSAL = 64 << 10;
  private static final int CHECKS_PER_TIMEOUT = 8;

  private final HttpCalls calls;
  private final SubscribeOptions options;
  private final ScheduledExecutorService timer;
  private final Sink sink;
  private @Nullable CompletableFuture<HttpResponse<InputStream>> answer;
  private @Nullable InputStream body;
  private boolean cancelled;

  /** Receives what a stream delivers. */
  interface Sink {
    /** The cursor to resume from. */
    Optional<String> cursor();

    /** The stream is open; the connection is its id at the server. */
    void onOpen(@Nullable String connection);

    /** Any other frame, a close included. */
    void onFrame(SseReader.Frame frame) throws InterruptedException;

    /** The server set its reconnection time. */
    void onRetry(Duration delay);
  }

  StreamAttempt(
      HttpCalls calls, SubscribeOptions options, ScheduledExecutorService timer, Sink sink) {
    this.calls = calls;
    this.options = options;
    this.timer = timer;
    this.sink = sink;
  }

  /** Ends the attempt, from any thread. */
  void cancel() {
    CompletableFuture<HttpResponse<InputStream>> pending;
    InputStream open;
    synchronized (this) {
      cancelled = true;
      pending = answer;
      open = body;
    }
    if (pending != null) {
      abandon(pending);
    }
    if (open != null) {
      closeQuietly(open);
    }
  }

  private synchronized boolean isCancelled() {
    return cancelled;
  }

  /** Cancels an exchange, also one that is answered at this moment. */
  @SuppressWarnings("FutureReturnValueIgnored") // without an answer there is nothing to close
  private static void abandon(CompletableFuture<HttpResponse<InputStream>> answer) {
    if (!answer.cancel(true)) {
      answer.thenAccept(response -> closeQuietly(response.body()));
    }
  }

  private static void closeQuietly(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      StreamSubscription.LOG.log(System.Logger.Level.DEBUG, "A stream was closed with an error", e);
    }
  }

  /** Runs the attempt. An error is its outcome. */
  AttemptOutcome run(boolean refresh) throws InterruptedException {
    HttpRequest request;
    try {
      request = request(refresh);
    } catch (HttpCalls.NoTokenException e) {
      return AttemptOutcome.withoutToken(e);
    }
    HttpResponse<InputStream> response;
    try {
      response = send(request);
    } catch (IOException | CancellationException e) {
      return AttemptOutcome.unreachable(e);
    }
    try (var watched = new WatchedBody(response.body())) {
      synchronized (this) {
        body = response.body();
        if (cancelled) {
          return AttemptOutcome.ended(null);
        }
      }
      return read(response, watched);
    } catch (IOException e) {
      return AttemptOutcome.ended(e);
    }
  }

  private HttpRequest request(boolean refresh) throws HttpCalls.NoTokenException {
    var request = calls.request("/api/events" + query(), refresh).setHeader("Accept", EVENT_STREAM);
    sink.cursor().ifPresent(cursor -> request.setHeader("Last-Event-ID", cursor));
    return request.GET().build();
  }

  private String query() {
    var query = new StringBuilder();
    append(query, "types", HttpCalls.list(options.types()));
    append(query, "topics", HttpCalls.list(options.topics()));
    append(query, "session", options.session().orElse(""));
    append(query, "format", options.isCloudEvents() ? "cloudevents" : "");
    return query.toString();
  }

  private static void append(StringBuilder query, String name, String value) {
    if (!value.isEmpty()) {
      query.append(query.isEmpty() ? '?' : '&').append(name).append('=');
      query.append(HttpCalls.encode(value));
    }
  }

  private HttpResponse<InputStream> send(HttpRequest request)
      throws IOException, InterruptedException {
    var sent = calls.http().sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
    synchronized (this) {
      answer = sent;
    }
    try {
      if (isCancelled()) {
        throw new CancellationException("closed");
      }
      return HttpCalls.await(sent, idleTimeout(HEARTBEAT));
    } catch (IOException | InterruptedException | CancellationException e) {
      abandon(sent);
      throw e;
    }
  }

  private Duration idleTimeout(Duration heartbeat) {
    return options
        .heartbeatTimeout()
        .orElseGet(() -> heartbeat.multipliedBy(TENTHS_OF_BEAT).dividedBy(10));
  }

  private AttemptOutcome read(HttpResponse<InputStream> response, WatchedBody watched)
      throws IOException, InterruptedException {
    var first = idleTimeout(HEARTBEAT);
    watched.watch(first.compareTo(FIRST_FRAME) < 0 ? first : FIRST_FRAME);
    try {
      return response.statusCode() == 200 && HttpCalls.isOfType(response.headers(), EVENT_STREAM)
          ? readFrames(watched)
          : mismatch(response, watched);
    } catch (IOException e) {
      if (watched.isExpired()) {
        return AttemptOutcome.idle();
      }
      throw e;
    }
  }

  private AttemptOutcome mismatch(HttpResponse<InputStream> response, InputStream in)
      throws IOException {
    int status = response.statusCode();
    if (status == 204 || status == 205) {
      return AttemptOutcome.nothing(status);
    }
    if (status >= 200 && status < 300) {
      var type = response.headers().firstValue("Content-Type").orElse("no media type");
      return AttemptOutcome.unexpected(status, "200 " + EVENT_STREAM, status + " " + type);
    }
    var text = new String(in.readNBytes(MAX_REFUSAL), StandardCharsets.UTF_8);
    return AttemptOutcome.refused(HttpCalls.refusal(status, response.headers(), text));
  }

  private AttemptOutcome readFrames(WatchedBody watched) throws IOException, InterruptedException {
    LongConsumer onRetry = delay -> sink.onRetry(Duration.ofMillis(delay));
    var frames = new SseReader(watched, onRetry);
    for (var frame = frames.next(); frame != null; frame = frames.next()) {
      if (isCancelled()) {
        break;
      }
      var text = frame.text();
      if (frame.type().equals("tidings.open") && text != null) {
        var data = Json.parseObject(text);
        var heartbeat = Json.numberOf(data, "heartbeat").map(Duration::ofMillis);
        watched.watch(idleTimeout(heartbeat.filter(StreamAttempt::isUsable).orElse(HEARTBEAT)));
        sink.onOpen(Json.textOf(data, "connection").orElse(null));
      }
      var close = closeOf(frame);
      sink.onFrame(close.isPresent() ? withUsableId(frame, close.get()) : frame);
      if (close.isPresent()) {
        return close.get();
      }
    }
    return AttemptOutcome.ended(null);
  }

  private static boolean isUsable(Duration heartbeat) {
    return !heartbeat.isNegative()
        && !heartbeat.isZero()
        && heartbeat.compareTo(LONGEST_HEARTBEAT) <= 0;
  }

  /** The close that a frame is. One whose data cannot be read counts as the stream's end. */
  private static Optional<AttemptOutcome> closeOf(SseReader.Frame frame) {
    var text = frame.text();
    if (!frame.type().equals("tidings.close") || text == null) {
      return Optional.empty();
    }
    var data = Json.parseObject(text);
    int code = Json.numberOf(data, "code").orElse(0L).intValue();
    return Optional.of(
        AttemptOutcome.closed(
            code,
            Json.textOf(data, "reason").orElse("ended"),
            !Boolean.FALSE.equals(data.get("reconnect")),
            after(Json.numberOf(data, "after").orElse(0L))));
  }

  /** A wait beyond that of any server is a fault of something in between. */
  private static Duration after(long millis) {
    return Duration.ofMillis(Math.max(0, Math.min(millis, LONGEST_WAIT.toMillis())));
  }

  /** The id of a close without reconnect is for clients that do not read it: it is no cursor. */
  private static SseReader.Frame withUsableId(SseReader.Frame frame, AttemptOutcome close) {
    return close.kind() == AttemptOutcome.Kind.CLOSED_FOR_GOOD
        ? new SseReader.Frame(null, frame.type(), frame.text())
        : frame;
  }

  /** Closes a body for which a read waits too long. The time of the listener does not count. */
  private final class WatchedBody extends FilterInputStream {
    private volatile long timeout;
    private volatile long waitsSince;
    private volatile boolean expired;
    private @Nullable ScheduledFuture<?> check;

    WatchedBody(InputStream body) {
      super(body);
    }

    /** Sets the idle timeout. The reading thread calls it. */
    void watch(Duration idle) {
      stop();
      timeout = idle.toNanos();
      long period = Math.max(1_000_000, timeout / CHECKS_PER_TIMEOUT);
      check = timer.scheduleWithFixedDelay(this::check, period, period, TimeUnit.NANOSECONDS);
    }

    private void stop() {
      if (check != null) {
        check.cancel(false);
      }
    }

    private void check() {
      long since = waitsSince;
      if (since != 0 && System.nanoTime() - since > timeout) {
        expired = true;
        closeQuietly(in);
      }
    }

    boolean isExpired() {
      return expired;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      waitsSince = System.nanoTime() | 1;
      try {
        return in.read(bytes, offset, length);
      } finally {
        waitsSince = 0;
      }
    }

    @Override
    public void close() throws IOException {
      stop();
      in.close();
    }
  }
}
