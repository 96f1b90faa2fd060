package tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tidings.client.StubServer.answer;
import static tidings.client.StubServer.close;
import static tidings.client.StubServer.event;
import static tidings.client.StubServer.json;
import static tidings.client.StubServer.open;
import static tidings.client.StubServer.openStream;
import static tidings.client.StubServer.problem;
import static tidings.client.StubServer.stream;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.client.SubscriptionStatus.State;

/** A subscription over streams that break in every way. */
@Timeout(60)
class SubscribeTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final RetryOptions QUICK =
      RetryOptions.DEFAULT.withInitialDelay(Duration.ZERO).withMaxDelay(Duration.ofMillis(1));
  private static final SubscribeOptions ALL = SubscribeOptions.builder().build();

  private final RecordingListener listener = new RecordingListener();

  private static TidingsClient.Builder client(StubServer server) {
    return TidingsClient.builder(server.url()).retry(QUICK);
  }

  private static SubscriptionStatus last(EventSubscription subscription) throws Exception {
    return subscription.completion().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static void await(String what, java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await(what).atMost(PATIENCE).until(condition);
  }

  @Test
  void aSubscriptionIsOneRequest() throws Exception {
    try (var server = new StubServer(openStream(open("1") + event("2", "a.b", "{\"x\":1}")));
        var client = client(server).token(() -> "t").build()) {
      var options =
          SubscribeOptions.builder()
              .types("a.*", "b")
              .topics("orders/**", "ü,x")
              .session("s 1")
              .cloudEvents()
              .lastEventId("0")
              .build();
      var subscription = client.subscribe(options, listener);
      await("the event", () -> listener.events.size() == 1);
      var request = server.request(0);
      assertThat(request.path())
          .isEqualTo(
              "/base/api/events?types=a.*%2Cb&topics=%5B%22orders%2F**%22%2C%22%C3%BC%2Cx%22%5D"
                  + "&session=s+1&format=cloudevents");
      assertThat(request.header("accept")).isEqualTo("text/event-stream");
      assertThat(request.header("tidings-client")).isEqualTo("java/1");
      assertThat(request.header("authorization")).isEqualTo("Bearer t");
      assertThat(request.header("last-event-id")).isEqualTo("0");
      assertThat(listener.events).containsExactly("a.b 2 {\"x\":1}");
      assertThat(listener.cursors).containsExactly("1");
      await("the cursor", () -> subscription.lastEventId().equals(java.util.Optional.of("2")));
      assertThat(subscription.status().connection()).hasValue("c-1");
      assertThat(listener.states()).containsExactly(State.CONNECTING, State.OPEN);
    }
  }

  /** Cut after each byte, also within an id, a character and a line's end. */
  @Test
  void aStreamThatIsCutAnywhereResumes() throws Exception {
    var frames = (open("1") + event("2", "a", "é") + event("3", "a", "b")).replace("\n", "\r\n");
    var bytes = frames.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    for (int cut = 0; cut < bytes.length; cut += 7) {
      var first = java.util.Arrays.copyOf(bytes, cut);
      var resumed = new AtomicReference<String>();
      StubServer.Script cutting =
          (request, response) -> response.write(StubServer.HEAD).write(first);
      StubServer.Script resuming =
          (request, response) -> {
            var from = request.header("last-event-id");
            resumed.set(from);
            response.write(StubServer.HEAD);
            response.write(from.compareTo("2") < 0 ? event("2", "a", "é") : "");
            response.write(from.compareTo("3") < 0 ? event("3", "a", "b") : "");
            response.write(close(1002, false, 0));
          };
      var seen = new RecordingListener();
      try (var server = new StubServer(cutting, resuming);
          var client = client(server).build()) {
        last(client.subscribe(ALL, seen));
        assertThat(seen.events)
            .as("cut at %d, resumed from %s", cut, resumed)
            .containsExactly("a 2 é", "a 3 b");
      }
    }
  }

  static Stream<Arguments> temporary() {
    return Stream.of(
        Arguments.of("a stream that ends", stream(open("1"))),
        Arguments.of("a stream without a frame", stream("")),
        Arguments.of("shutdown", stream(close(1000, true, 0))),
        Arguments.of("slow consumer", stream(close(1003, true, 0))),
        Arguments.of("lifetime", stream(close(1005, true, 0))),
        Arguments.of("refused for now", stream(close(1006, true, 0))),
        Arguments.of("stale", stream(close(1007, true, 0))),
        Arguments.of("a garbled close", stream("event: tidings.close\ndata: {garbled\n\n")),
        Arguments.of("408", problem(408, "")),
        Arguments.of("429", problem(429, "")),
        Arguments.of("503", problem(503, "")),
        Arguments.of("502 of a gateway", answer(502, "", "<html>")),
        Arguments.of("404 of a gateway", answer(404, "Content-Type: text/html\r\n", "x")),
        Arguments.of("403 of a gateway", json(403, "{\"status\":403}")),
        Arguments.of("a redirect", answer(302, "Location: /login\r\n", "")),
        Arguments.of("no answer", (StubServer.Script) (request, response) -> {}),
        Arguments.of("a reset", (StubServer.Script) (request, response) -> response.reset()),
        Arguments.of(
            "garbled HTTP",
            (StubServer.Script) (request, response) -> response.write("garbled\r\n\r\n")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("temporary")
  void aTemporaryEndIsFollowedByAnotherAttempt(String name, StubServer.Script end)
      throws Exception {
    try (var server =
            new StubServer(
                end, end, stream(open("1") + event("2", "a", "b") + close(1004, false, 0)));
        var client = client(server).build()) {
      var status = last(client.subscribe(ALL, listener));
      assertThat(listener.events).containsExactly("a 2 b");
      assertThat(status.state()).isEqualTo(State.CLOSED);
      assertThat(status.code()).hasValue(1004);
      assertThat(listener.states()).contains(State.RECONNECTING);
    }
  }

  static Stream<Arguments> lasting() {
    return Stream.of(
        Arguments.of("revoked", stream(open("1") + close(1002, false, 0)), State.CLOSED, 1002),
        Arguments.of("replaced", stream(open("1") + close(1004, false, 0)), State.CLOSED, 1004),
        Arguments.of("204", answer(204, "", ""), State.CLOSED, 204),
        Arguments.of("205", answer(205, "", ""), State.CLOSED, 205),
        Arguments.of("400", problem(400, ""), State.FAILED, 400),
        Arguments.of("401", problem(401, ""), State.FAILED, 401),
        Arguments.of("403", problem(403, ""), State.FAILED, 403),
        Arguments.of("a page", answer(200, "Content-Type: text/html\r\n", "x"), State.FAILED, 200),
        Arguments.of("202", answer(202, "", ""), State.FAILED, 202));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lasting")
  void aFinalEndIsNotFollowedByAnotherAttempt(
      String name, StubServer.Script end, State state, int code) throws Exception {
    try (var server = new StubServer(end);
        var client = client(server).build()) {
      var subscription = client.subscribe(ALL, listener);
      var status = last(subscription);
      assertThat(status.state()).isEqualTo(state);
      assertThat(status.isFinal()).isTrue();
      assertThat(status.code()).hasValue(code);
      assertThat(server.requests()).hasSize(1);
      assertThat(subscription.status()).isSameAs(status);
      assertThat(listener.statuses.get(listener.statuses.size() - 1)).isSameAs(status);
      assertThat(subscription.lastEventId())
          .as("the id of a close is no cursor")
          .isNotEqualTo(java.util.Optional.of("closed-1"));
    }
  }

  @Test
  void aReconnectWaitsAsLongAsTheServerRequests() throws Exception {
    try (var server =
            new StubServer(
                stream(close(1000, true, 300)),
                answer(503, "Retry-After: 1\r\n", ""),
                stream("retry: 400\n\n" + close(1005, true, 0)),
                stream(close(1002, false, 0)));
        var client = client(server).build()) {
      long start = System.nanoTime();
      last(client.subscribe(ALL, listener));
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThan(Duration.ofMillis(1300));
      var waits = listener.statuses.stream().flatMap(one -> one.nextRetryAt().stream()).toList();
      assertThat(waits).hasSize(3);
      assertThat(listener.statuses.toString()).contains("RECONNECTING 1000 r1000, retry at ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e300", "9223372036854775807", "86400001"})
  void aWaitIsAtMostADay(String after) throws Exception {
    var endless =
        "event: tidings.close\ndata: {\"code\":1000,\"reconnect\":true,\"after\":%s}\n\n"
            .formatted(after);
    try (var server = new StubServer(stream(endless));
        var client = client(server).build();
        var subscription = client.subscribe(ALL, listener)) {
      await("the wait", () -> subscription.status().nextRetryAt().isPresent());
      var wait = Duration.between(Instant.now(), subscription.status().nextRetryAt().orElseThrow());
      assertThat(wait).isBetween(Duration.ofHours(23), Duration.ofHours(25));
    }
  }

  @Test
  void attemptsAreLimited() throws Exception {
    try (var server = new StubServer(problem(503, ",\"detail\":\"at capacity\""));
        var client = client(server).retry(QUICK.withMaxAttempts(3)).build()) {
      var status = last(client.subscribe(ALL, listener));
      assertThat(status).hasToString("FAILED 503 at capacity");
      assertThat(status.attempt()).isEqualTo(3);
      assertThat(server.requests()).hasSize(3);
      assertThat(listener.errors).as("one report of one cause").hasSize(1);
    }
  }

  @Test
  void aRefusedTokenIsReplacedOnce() throws Exception {
    try (var server = new StubServer(problem(401, ",\"detail\":\"expired\""));
        var client = client(server).token(refresh -> refresh ? "new" : "old").build()) {
      assertThat(last(client.subscribe(ALL, listener))).hasToString("FAILED 401 expired");
      assertThat(server.requests().stream().map(one -> one.header("authorization")))
          .containsExactly("Bearer old", "Bearer new");
    }
  }

  @Test
  void aStreamThatEndsWithItsTokenReopensWithANewOne() throws Exception {
    try (var server =
            new StubServer(
                stream(open("1") + close(1001, true, 0)), stream(close(1002, false, 0)));
        var client = client(server).token(refresh -> refresh ? "new" : "old").build()) {
      last(client.subscribe(ALL, listener));
      assertThat(server.request(1).header("authorization")).isEqualTo("Bearer new");
      assertThat(server.request(1).header("last-event-id")).isEqualTo("closed-1");
    }
  }

  @Test
  void aTokenIsRenewedOnceForEachExpiry() throws Exception {
    var reauth = "event: tidings.reauth\ndata: {\"expires\":\"2026-01-01T00:00:00Z\"}\n\n";
    var renewed = new CountDownLatch(1);
    StubServer.Script opens =
        (request, response) -> {
          response.write(StubServer.HEAD).write(open("1") + reauth + reauth);
          renewed.await();
          for (int id = 2; ; id++) {
            response.write(event("" + id, "a", "b"));
            TimeUnit.MILLISECONDS.sleep(20);
          }
        };
    StubServer.Script refuses =
        (request, response) -> {
          problem(403, ",\"detail\":\"another user\"").answer(request, response);
          renewed.countDown();
        };
    try (var server = new StubServer(opens, refuses);
        var client = client(server).token(refresh -> refresh ? "new" : "old").build()) {
      client.subscribe(ALL, listener);
      await("the report", () -> !listener.errors.isEmpty());
      assertThat(listener.errors)
          .singleElement()
          .hasToString("tidings.client.TidingsException: another user");
      var request = server.request(1);
      assertThat(request.method() + " " + request.path())
          .isEqualTo("PUT /base/api/connections/c-1/token");
      assertThat(request.header("authorization")).isEqualTo("Bearer new");
      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void aSilentStreamIsReplaced() throws Exception {
    try (var server =
            new StubServer(
                openStream(open("1").replace("15000", "80")), stream(close(1002, false, 0)));
        var client = client(server).build()) {
      last(client.subscribe(ALL, listener));
      assertThat(listener.statuses).anyMatch(one -> one.toString().contains("RECONNECTING silent"));
      assertThat(server.request(1).header("last-event-id")).isEqualTo("1");
    }
  }

  @Test
  void aStreamWithoutAnAnswerIsReplaced() throws Exception {
    StubServer.Script silent = (request, response) -> response.awaitClose();
    StubServer.Script headAlone =
        (request, response) -> response.write(StubServer.HEAD).awaitClose();
    StubServer.Script refusalWithoutEnd =
        (request, response) ->
            response.write("HTTP/1.1 500 X\r\nContent-Length: 9\r\n\r\n").awaitClose();
    try (var server =
            new StubServer(silent, headAlone, refusalWithoutEnd, stream(close(1002, false, 0)));
        var client = client(server).build()) {
      var options = SubscribeOptions.builder().heartbeatTimeout(Duration.ofMillis(200)).build();
      assertThat(last(client.subscribe(options, listener)).code()).hasValue(1002);
      assertThat(server.requests()).hasSizeGreaterThanOrEqualTo(4);
    }
  }

  /** The JDK names no cause in its own message. */
  @Test
  void theReasonOfALostConnectionIsNamed() throws Exception {
    StubServer.Script cut =
        (request, response) ->
            response.write(
                StubServer.HEAD.replace("Connection: close", "Content-Length: 999") + open("1"));
    try (var server = new StubServer(cut, stream(close(1002, false, 0)));
        var client = client(server).build()) {
      last(client.subscribe(ALL, listener));
      assertThat(listener.statuses.toString()).contains("EOF reached while reading");
      assertThat(listener.errors).hasSize(1);
    }
  }

  @Test
  void heartbeatsAndCommentsKeepAStream() throws Exception {
    StubServer.Script beating =
        (request, response) -> {
          response.write(StubServer.HEAD).write(open("1"));
          for (int i = 2; i < 10; i++) {
            TimeUnit.MILLISECONDS.sleep(300);
            response.write(i % 2 == 0 ? ":\n" : "event: tidings.beat\nid: " + i + "\ndata: {}\n\n");
          }
          response.write(close(1002, false, 0));
        };
    try (var server = new StubServer(beating);
        var client = client(server).build()) {
      var options = SubscribeOptions.builder().heartbeatTimeout(Duration.ofMillis(1500)).build();
      last(client.subscribe(options, listener));
      assertThat(server.requests()).hasSize(1);
      assertThat(listener.cursors).containsExactly("1", "3", "5", "7", "9");
      assertThat(listener.events).isEmpty();
    }
  }

  /**
   * A listener that takes longer than the idle timeout: the stream remains, and nothing is lost.
   */
  @Test
  void theTimeOfTheListenerIsNoSilence() throws Exception {
    var slow = new RecordingListener(event -> TimeUnit.MILLISECONDS.sleep(1500));
    try (var server =
            new StubServer(
                stream(
                    open("1")
                        + event("2", "a", "b")
                        + event("3", "a", "c")
                        + close(1002, false, 0)));
        var client = client(server).build()) {
      var options = SubscribeOptions.builder().heartbeatTimeout(Duration.ofSeconds(1)).build();
      last(client.subscribe(options, slow));
      assertThat(slow.events).containsExactly("a 2 b", "a 3 c");
      assertThat(server.requests()).hasSize(1);
    }
  }

  /** The client reads no further than the buffers of the JDK and of both sockets. */
  @Test
  void aSlowListenerSlowsTheServerDown() throws Exception {
    var released = new CountDownLatch(1);
    var written = new AtomicInteger();
    StubServer.Script floods =
        (request, response) -> {
          response.write(StubServer.HEAD).write(open("1"));
          var data = "x".repeat(100_000);
          for (int i = 2; i < 1002; i++) {
            response.write(event("" + i, "a", data));
            written.set(i);
          }
          response.write(close(1002, false, 0));
        };
    var slow = new RecordingListener(event -> released.await());
    try (var server = new StubServer(floods);
        var client = client(server).build()) {
      var subscription = client.subscribe(ALL, slow);
      await("the first event", () -> slow.events.size() == 1);
      Awaitility.await("the server waits")
          .atMost(PATIENCE)
          .during(Duration.ofSeconds(1))
          .until(written::get, now -> now > 1 && now < 900);
      assertThat(slow.events).hasSize(1);
      assertThat(subscription.lastEventId()).hasValue("1");
      released.countDown();
      last(subscription);
      assertThat(slow.events).hasSize(1000);
    }
  }

  /** An event is the listener's once it has returned. */
  @Test
  void anEventThatTheListenerRejectsIsDeliveredAgainAndBlocksLaterOnes() throws Exception {
    var failures = new AtomicInteger(3);
    var cursors = new java.util.concurrent.CopyOnWriteArrayList<String>();
    var running = new AtomicReference<EventSubscription>();
    var started = new CountDownLatch(1);
    var failing =
        new RecordingListener(
            event -> {
              started.await();
              cursors.add(running.get().lastEventId().orElse("-"));
              if (failures.decrementAndGet() >= 0) {
                throw new IOException("the database is unreachable");
              }
            });
    try (var server =
            new StubServer(
                stream(
                    open("1")
                        + event("2", "a", "b")
                        + event("3", "a", "c")
                        + close(1002, false, 0)));
        var client = client(server).build()) {
      running.set(client.subscribe(ALL, failing));
      started.countDown();
      last(running.get());
      assertThat(failing.events).containsExactly("a 2 b", "a 2 b", "a 2 b", "a 2 b", "a 3 c");
      assertThat(cursors).containsExactly("1", "1", "1", "1", "2");
      assertThat(failing.errors).hasSize(3).allMatch(IOException.class::isInstance);
      assertThat(server.requests()).as("the stream remains").hasSize(1);
    }
  }

  @Test
  void aGapThatTheListenerRejectsIsDeliveredAgain() throws Exception {
    var calls = new AtomicInteger();
    SubscriptionListener failing =
        new SubscriptionListener() {
          @Override
          public void onEvent(IncomingEvent event) {}

          @Override
          public void onError(Throwable error) {}

          @Override
          public void onGap(Gap gap) throws IOException {
            if (calls.incrementAndGet() < 3) {
              throw new IOException("no reload");
            }
          }
        };
    try (var server =
            new StubServer(
                stream("event: tidings.gap\nid: 5\ndata: {}\n\n" + close(1002, false, 0)));
        var client = client(server).build()) {
      var subscription = client.subscribe(ALL, failing);
      last(subscription);
      assertThat(calls).hasValue(3);
      assertThat(subscription.lastEventId()).hasValue("5");
    }
  }

  @Test
  void anErrorOfTheVirtualMachineEndsTheSubscription() throws Exception {
    var failing =
        new RecordingListener(
            event -> {
              throw new StackOverflowError("deep");
            });
    try (var server = new StubServer(openStream(open("1") + event("2", "a", "b")));
        var client = client(server).build()) {
      var subscription = client.subscribe(ALL, failing);
      assertThat(last(subscription)).hasToString("FAILED listener: deep");
      assertThat(subscription.lastEventId()).as("it is not processed").hasValue("1");
      assertThat(failing.errors).singleElement().isInstanceOf(StackOverflowError.class);
    }
  }

  @Test
  void otherMethodsThatThrowStopNothing() throws Exception {
    var events = new AtomicInteger();
    SubscriptionListener failing =
        new SubscriptionListener() {
          @Override
          public void onEvent(IncomingEvent event) {
            events.incrementAndGet();
          }

          @Override
          public void onStatus(SubscriptionStatus status) throws IOException {
            throw new IOException("status");
          }

          @Override
          public void onCursor(String lastEventId) {
            throw new IllegalStateException("cursor");
          }

          @Override
          public void onError(Throwable error) {
            throw new IllegalStateException("error");
          }
        };
    try (var server =
            new StubServer(stream(open("1") + event("2", "a", "b") + close(1002, false, 0)));
        var client = client(server).build()) {
      assertThat(last(client.subscribe(ALL, failing)).code()).hasValue(1002);
      assertThat(events).hasValue(1);
    }
  }

  @Test
  void gapsAreReportedWithTheirReason() throws Exception {
    var overflow =
        "event: tidings.gap\n"
            + "data:"
            + " {\"reason\":\"overflow\",\"from\":\"1\",\"to\":\"2\",\"dropped\":{\"conflated\":%d,\"expired\":0,\"low\":%d}}\n\n";
    try (var server =
            new StubServer(
                stream(
                    open("1")
                        + "event: tidings.gap\n"
                        + "id: 9\n"
                        + "data: {\"reason\":\"expired\",\"from\":null,\"to\":\"9\"}\n\n"
                        + overflow.formatted(3, 0)
                        + overflow.formatted(0, 2)
                        + "event: tidings.gap\ndata: garbled\n\n"
                        + close(1002, false, 0)));
        var client = client(server).build()) {
      var subscription = client.subscribe(ALL, listener);
      last(subscription);
      assertThat(listener.gaps.stream().map(SubscriptionListener.Gap::reason))
          .containsExactly("expired", "overflow", "overflow", "unknown");
      assertThat(listener.gaps.stream().map(SubscriptionListener.Gap::needsReload))
          .containsExactly(true, false, true, true);
      assertThat(listener.gaps.get(0).to()).hasValue("9");
      assertThat(listener.gaps.get(2).drops()).isEqualTo(new SubscriptionListener.Drops(0, 0, 2));
      assertThat(subscription.lastEventId()).hasValue("9");
    }
  }

  @Test
  void aStaleServerIsAStatus() throws Exception {
    var since = "\ndata: {\"since\":\"2026-01-01T00:00:00Z\"}\n\n";
    try (var server =
            new StubServer(
                stream(
                    open("1")
                        + "event: tidings.stale"
                        + since
                        + "event: tidings.fresh"
                        + since
                        + "event: tidings.later\nid: 8\ndata: {}\n\n"
                        + close(1002, false, 0)));
        var client = client(server).build()) {
      last(client.subscribe(ALL, listener));
      assertThat(listener.statuses.stream().map(Object::toString))
          .containsExactly("CONNECTING", "OPEN", "OPEN stale", "OPEN", "CLOSED 1002 r1002");
      assertThat(listener.cursors).as("of an event of a later version").contains("8");
    }
  }

  @Test
  void oneThreadCallsTheListener() throws Exception {
    try (var server =
            new StubServer(
                stream(open("1") + event("2", "a", "b")),
                problem(503, ""),
                stream(open("3") + "event: tidings.gap\ndata: {}\n\n" + close(1002, false, 0)));
        var client = client(server).build()) {
      last(client.subscribe(ALL, listener));
      assertThat(listener.threads.stream().distinct()).hasSize(1);
      assertThat(listener.threads.get(0).isDaemon()).isTrue();
    }
  }

  @Test
  void aClosedSubscriptionCallsNobody() throws Exception {
    var endless = new AtomicInteger();
    StubServer.Script floods =
        (request, response) -> {
          response.write(StubServer.HEAD).write(open("1"));
          while (true) {
            response.write(event("" + endless.incrementAndGet(), "a", "b"));
          }
        };
    try (var server = new StubServer(floods);
        var client = client(server).build()) {
      var subscription = client.subscribe(ALL, listener);
      await("an event", () -> !listener.events.isEmpty());
      subscription.close();
      int received = listener.events.size();
      var cursor = subscription.lastEventId();
      assertThat(subscription.completion().toCompletableFuture()).isDone();
      assertThat(subscription.status()).hasToString("CLOSED closed");
      TimeUnit.MILLISECONDS.sleep(100);
      assertThat(listener.events).hasSize(received);
      assertThat(subscription.lastEventId()).isEqualTo(cursor);
      assertThat(listener.events.get(received - 1)).contains(cursor.orElseThrow());
      subscription.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"connect", "wait", "event", "listener"})
  void closeEndsEachState(String state) throws Exception {
    var reached = new CountDownLatch(1);
    StubServer.Script script =
        switch (state) {
          case "connect" ->
              (request, response) -> {
                reached.countDown();
                response.awaitClose();
              };
          case "wait" ->
              (request, response) -> {
                answer(503, "Retry-After: 3600\r\n", "").answer(request, response);
                reached.countDown();
              };
          default -> openStream(open("1") + event("2", "a", "b"));
        };
    var blocking =
        new RecordingListener(
            event -> {
              reached.countDown();
              if (state.equals("listener")) {
                throw new IOException("again and again");
              }
            });
    try (var server = new StubServer(script)) {
      var client = client(server).build();
      var subscription = client.subscribe(ALL, blocking);
      reached.await();
      long start = System.nanoTime();
      client.close();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      assertThat(last(subscription).state()).isEqualTo(State.CLOSED);
      assertThatThrownBy(() -> client.subscribe(ALL, listener))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aListenerMayCloseItsSubscription() throws Exception {
    var running = new AtomicReference<EventSubscription>();
    var started = new CountDownLatch(1);
    var closing =
        new RecordingListener(
            event -> {
              started.await();
              running.get().close();
            });
    try (var server =
            new StubServer(openStream(open("1") + event("2", "a", "b") + event("3", "a", "c")));
        var client = client(server).build()) {
      running.set(client.subscribe(ALL, closing));
      started.countDown();
      assertThat(last(running.get()).state()).isEqualTo(State.CLOSED);
      assertThat(closing.events).containsExactly("a 2 b");
      assertThat(running.get().lastEventId()).as("it has returned").hasValue("2");
    }
  }

  @Test
  void dataIsReadByTheMapper() throws Exception {
    var json = new com.fasterxml.jackson.databind.ObjectMapper();
    var read = new AtomicReference<Object>();
    SubscriptionListener reading = event -> read.set(event.data(List.class));
    try (var server = new StubServer(stream(event("2", "a", "[1,2]") + close(1002, false, 0)));
        var client =
            client(server)
                .mapper(
                    DataMapper.of(
                        json::writeValueAsString,
                        (text, type) -> json.readValue(text, json.constructType(type))))
                .build()) {
      last(client.subscribe(ALL, reading));
      assertThat(read.get()).isEqualTo(List.of(1, 2));
    }
    var event = new IncomingEvent("a", null, "x", null);
    assertThatThrownBy(() -> event.data(String.class)).hasMessageContaining("no DataMapper");
    var mapped =
        new IncomingEvent(
            "a",
            null,
            "x",
            DataMapper.of(v -> "", (t, type) -> json.readValue(t, json.constructType(type))));
    assertThatThrownBy(() -> mapped.data(Integer.class))
        .hasMessageContaining("the data of an event 'a' is not a java.lang.Integer");
  }
}
