package tidings.it.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.Tokens;

/**
 * Third-party clients of event streams, against a server with the default configuration except for
 * its times: the reaction of each to an event, a heartbeat, a broken connection, a gap, a close, a
 * refusal and a drain. All run in parallel. The limitations of each client are expected here, and
 * documented in {@code frontend/README.md}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(1) // it mostly waits, so other tests should run beside it
class SseClientsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Maximum delay of a reconnect by a client that reconnects. */
  private static final Duration RETURN = Duration.ofSeconds(20);

  /**
   * The reactions of a client.
   *
   * @param received an event arrived unchanged, once
   * @param phantom it dispatched an event that was not sent: without a name, or data
   * @param beatMoves it resumes from the last heartbeat, not from the last event
   * @param resumed the events that it missed while it was cut off arrived, once
   * @param gap it received a gap
   * @param closed it received a close
   * @param stops it does not reconnect after a close without reconnect
   * @param gaveUp it does not reconnect after a 401
   * @param survives it reconnects until another node replaces the drained one
   */
  private record Result(
      boolean received,
      boolean phantom,
      boolean beatMoves,
      boolean resumed,
      boolean gap,
      boolean closed,
      boolean stops,
      boolean gaveUp,
      boolean survives) {

    Result survives(boolean drain) {
      return new Result(received, phantom, beatMoves, resumed, gap, closed, stops, gaveUp, drain);
    }

    /** The delay of a client that always reconnects is not part of the comparison. */
    Result asFarAs(Result wanted) {
      return new Result(
          received,
          phantom,
          beatMoves,
          resumed,
          gap,
          closed,
          stops && wanted.stops,
          gaveUp && wanted.gaveUp,
          survives);
    }

    static final Result GOOD = new Result(true, false, true, true, true, true, true, true, true);

    /** Good, but it reconnects after a 401. */
    static final Result GOOD_BUT_FOR_401 =
        new Result(true, false, true, true, true, true, true, false, true);

    /** Good, but it reconnects after a 204. */
    static final Result GOOD_BUT_FOR_204 =
        new Result(true, false, true, true, true, true, false, true, true);

    /** Good, except for missing reactions: it reconnects after any answer. */
    static final Result RESTLESS =
        new Result(true, false, true, true, true, true, false, false, true);
  }

  /**
   * The reaction of a client to the heartbeats of {@code heartbeat=id}. Heartbeats of {@code
   * heartbeat=comment} have no effect on any client.
   *
   * @param phantom it dispatched an event without data
   * @param moves it resumes from the last heartbeat
   */
  private record IdForm(boolean phantom, boolean moves) {

    static final IdForm STANDARD = new IdForm(false, true);

    /** It keeps the ids of events only. */
    static final IdForm DROPPED = new IdForm(false, false);

    static final IdForm PHANTOM = new IdForm(true, true);

    static final IdForm PHANTOM_AND_DROPPED = new IdForm(true, false);
  }

  private final Map<String, SseSubject.Opener> clients = new LinkedHashMap<>();
  private final Map<String, Result> expected = new LinkedHashMap<>();
  private final Map<String, IdForm> expectedForms = new LinkedHashMap<>();
  private final Map<String, Result> results = new ConcurrentHashMap<>();
  private final Map<String, IdForm> forms = new ConcurrentHashMap<>();
  private final Map<String, String> diaries = new ConcurrentHashMap<>();
  private final LibertyServer server =
      LibertyServer.named("compat-sse")
          .withoutRuns()
          .withDevIdentity()
          .with("TIDINGS_HEARTBEAT", "1s")
          .with("TIDINGS_CONNECTION_RECONNECT_DELAY", "300ms")
          .with("TIDINGS_DRAIN_RECONNECT_SPREAD", "1s")
          .with("TIDINGS_LIMITS_CONNECT_RATE", "1000")
          .start();

  private void client(String name, SseSubject.Opener opener, Result result, IdForm form) {
    clients.put(name, opener);
    expected.put(name, result);
    expectedForms.put(name, form);
  }

  private void node(String name, Result result, IdForm form) {
    client(name, NodeSubject.script("clients.mjs", name), result, form);
  }

  private void browser(
      String name, String browser, Path executable, String what, Result result, IdForm form) {
    if (Files.isExecutable(executable) || "true".equals(System.getenv("CI"))) {
      client(
          name,
          NodeSubject.script("browser.mjs", browser, executable.toString(), what),
          result,
          form);
    }
  }

  @BeforeAll
  void play() throws InterruptedException {
    node("eventsource-4", Result.GOOD, IdForm.DROPPED);
    node("eventsource-5", Result.GOOD, IdForm.STANDARD);
    node("reconnecting-eventsource", Result.GOOD_BUT_FOR_401, IdForm.STANDARD);
    node("extended-eventsource", Result.GOOD, IdForm.PHANTOM);
    node("launchdarkly-eventsource", Result.GOOD, IdForm.DROPPED);
    node("eventsource-client", Result.GOOD_BUT_FOR_401, IdForm.DROPPED);
    node("fetch-event-source", Result.RESTLESS, IdForm.PHANTOM);
    node("@tidings/client", Result.GOOD, IdForm.STANDARD);
    client(
        "@tidings/client on the build's Node",
        NodeSubject.onTheBuildsNode("clients.mjs", "@tidings/client"),
        Result.GOOD,
        IdForm.STANDARD);
    var chromium = Path.of(setting("CHROMIUM", "/usr/bin/chromium-headless-shell"));
    var firefox = Path.of(setting("FIREFOX", "/usr/bin/firefox-esr"));
    browser(
        "EventSource of Chromium", "chromium", chromium, "native", Result.GOOD, IdForm.STANDARD);
    browser("EventSource of Firefox", "firefox", firefox, "native", Result.GOOD, IdForm.DROPPED);
    browser("sse.js in Chromium", "chromium", chromium, "sse.js", Result.RESTLESS, IdForm.STANDARD);
    client("okhttp-eventsource", JavaSubject::okHttpEventSource, Result.RESTLESS, IdForm.DROPPED);
    client(
        "Jersey's SseEventSource",
        JavaSubject::jersey,
        Result.GOOD_BUT_FOR_204,
        IdForm.PHANTOM_AND_DROPPED);
    client("Spring's WebClient", JavaSubject::webClient, Result.RESTLESS, IdForm.PHANTOM);

    var settled = new CountDownLatch(clients.size());
    var drained = new CountDownLatch(1);
    try (var players = Executors.newVirtualThreadPerTaskExecutor()) {
      clients.forEach(
          (name, opener) -> players.execute(() -> play(name, opener, settled, drained)));
      settled.await();
      Client.of(server, Claims.of("root").inGroups("admin"))
          .post("/api/admin/drain", Client.JSON, "");
      drained.countDown();
    }
  }

  private static String setting(String name, String otherwise) {
    return Optional.ofNullable(System.getenv(name)).orElse(otherwise);
  }

  private void play(
      String name, SseSubject.Opener opener, CountDownLatch settled, CountDownLatch drained) {
    var round = new Round(server, name.replaceAll("[^A-Za-z0-9]", "-"));
    boolean counted = false;
    try (var proxy = new CuttingProxy(server);
        var subject = round.open(opener, proxy)) {
      try {
        var before = round.untilTheDrain(proxy, subject);
        forms.put(name, round.idForm());
        settled.countDown();
        counted = true;
        drained.await();
        results.put(name, before.survives(round.survives(proxy)));
        diaries.put(name, proxy.requests("main") + "\n" + subject.seen() + subject.complaints());
      } catch (RuntimeException | Error e) {
        diaries.put(name, e + "\n" + subject.seen() + "\n" + subject.complaints());
      }
    } catch (IOException | RuntimeException | Error e) {
      diaries.put(name, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (!counted) {
        settled.countDown();
      }
    }
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @TestFactory
  Stream<DynamicTest> eachClientDoesWhatIsWrittenOfIt() {
    return expected.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(), () -> assertDoes(entry.getKey(), entry.getValue())));
  }

  @TestFactory
  Stream<DynamicTest> eachClientTakesTheOtherFormsOfTheHeartbeatAsIsWritten() {
    return expectedForms.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () ->
                        assertEquals(
                            entry.getValue(),
                            forms.get(entry.getKey()),
                            () -> diaries.getOrDefault(entry.getKey(), ""))));
  }

  private void assertDoes(String client, Result wanted) {
    var result = results.get(client);
    assertEquals(
        wanted,
        result == null ? null : result.asFarAs(wanted),
        () -> diaries.getOrDefault(client, ""));
  }

  /** The scenario for one client. */
  private static final class Round {
    private final LibertyServer server;
    private final String user;
    private final Client own;
    private final Client publisher;
    private IdForm idForm = IdForm.DROPPED;

    Round(LibertyServer server, String user) {
      this.server = server;
      this.user = user;
      own = Client.of(server, Claims.of(user));
      publisher = Client.publisher(server);
    }

    IdForm idForm() {
      return idForm;
    }

    SseSubject open(SseSubject.Opener opener, CuttingProxy proxy) {
      var urls = new TreeMap<String, String>();
      urls.put("main", proxy.url("main", ""));
      urls.put("id", proxy.url("id", "&heartbeat=id"));
      urls.put("comment", proxy.url("comment", "&heartbeat=comment"));
      urls.put("gap", proxy.url("gap", "&lastEventId=none"));
      urls.put("refused", proxy.url("refused", "&ticket=none"));
      urls.put("drained", proxy.url("drained", ""));
      return opener.open(new SseSubject.Task(urls, Tokens.dev(server, Claims.of(user))));
    }

    Result untilTheDrain(CuttingProxy proxy, SseSubject subject) {
      for (var stream : List.of("main", "id", "comment")) {
        until(stream + " is open", () -> count(subject, stream, "tidings.open") > 0);
      }
      publish("compat.one");
      for (var stream : List.of("main", "id", "comment")) {
        until("the event on " + stream, () -> count(subject, stream, "compat.one") > 0);
      }
      publish("unsubscribed"); // advances the log, and is not for this stream
      beats(proxy, "main");
      beats(proxy, "id");
      beats(proxy, "comment");
      boolean phantom = hasPhantom(subject, "main") || hasPhantom(subject, "comment");
      boolean idPhantom = hasPhantom(subject, "id");
      var seen = subject.seen().stream().filter(one -> one.stream().equals("main")).toList();
      var one =
          seen.stream()
              .filter(event -> event.type().equals("compat.one"))
              .findFirst()
              .orElseThrow();
      boolean intact = Json.read(one.data()).get("of").textValue().equals(user);

      int before = proxy.requests("main").size();
      proxy.cut("main");
      publish("compat.two");
      until("it reconnects", () -> proxy.requests("main").size() > before);
      var resumedFrom = proxy.requests("main").get(before).lastEventId();
      boolean beatMoves = resumedFrom.filter(id -> !id.equals(one.id())).isPresent();
      boolean resumed = within(() -> count(subject, "main", "compat.two") > 0);
      publish("unsubscribed");
      beats(proxy, "id");
      beats(proxy, "comment");
      idForm = new IdForm(idPhantom, movesByBeats(proxy, subject, "id"));
      if (proxy.requests("comment").getFirst().path().contains("heartbeat=comment")) {
        assertFalse(movesByBeats(proxy, subject, "comment"), "a comment has no id");
      }

      boolean gap = within(() -> count(subject, "gap", "tidings.gap") > 0);
      boolean gaveUp = rests(proxy, "refused");
      close();
      boolean closed = within(() -> count(subject, "main", "tidings.close") > 0);
      boolean stops = rests(proxy, "main");
      return new Result(
          intact && count(subject, "main", "compat.one") == 1,
          phantom,
          beatMoves,
          resumed && count(subject, "main", "compat.two") == 1,
          gap,
          closed,
          stops,
          gaveUp,
          false);
    }

    /** The drained node rejects it, at least twice. */
    boolean survives(CuttingProxy proxy) {
      return within(() -> proxy.requests("drained").size() > 2);
    }

    private void publish(String type) {
      publisher.publish(Map.of("type", type, "user", user, "data", Map.of("of", user)));
    }

    /** Waits for two heartbeats to the client: the first may be older than the last event. */
    private static void beats(CuttingProxy proxy, String stream) {
      int before = proxy.heartbeats(stream);
      until("heartbeats", () -> proxy.heartbeats(stream) > before + 1);
    }

    private static boolean hasPhantom(SseSubject subject, String stream) {
      return subject.seen().stream()
          .filter(one -> one.stream().equals(stream))
          .anyMatch(one -> one.type().equals("message") || one.data().isEmpty());
    }

    /** Whether it resumes from a cursor behind its last event. */
    private static boolean movesByBeats(CuttingProxy proxy, SseSubject subject, String stream) {
      var known =
          subject.seen().stream()
              .filter(one -> one.stream().equals(stream) && one.type().startsWith("compat."))
              .map(SseSubject.Seen::id)
              .toList();
      int before = proxy.requests(stream).size();
      proxy.cut(stream);
      if (!within(RETURN, () -> proxy.requests(stream).size() > before)) {
        return false;
      }
      var from = proxy.requests(stream).get(before).lastEventId();
      return from.filter(id -> !known.contains(id)).isPresent();
    }

    /**
     * Closes the stream {@code main} for good, with all of its user's streams, except on the
     * drained node.
     */
    private void close() {
      for (var stream : Json.read(own.get("/api/connections").body()).get("connections")) {
        if (stream.get("types").toString().contains("stream.main")) {
          own.send(
              "DELETE",
              "/api/connections/" + stream.get("id").textValue(),
              Client.JSON,
              new byte[0]);
        }
      }
    }

    private static long count(SseSubject subject, String stream, String type) {
      return subject.seen().stream()
          .filter(one -> one.stream().equals(stream) && one.type().equals(type))
          .count();
    }

    /**
     * Whether requests of a stream stop: at least one must arrive, and a last one may still be due.
     */
    private static boolean rests(CuttingProxy proxy, String stream) {
      until("a request", () -> !proxy.requests(stream).isEmpty());
      for (int i = 0; i < 4; i++) {
        int before = proxy.requests(stream).size();
        pass(Duration.ofSeconds(3));
        if (proxy.requests(stream).size() == before) {
          return true;
        }
      }
      return false;
    }

    /** A fixed wait, for the absence of an event. */
    private static void pass(Duration time) {
      Awaitility.await().pollDelay(time).atMost(time.plus(PATIENCE)).until(() -> true);
    }

    private static void until(String what, BooleanSupplier condition) {
      Awaitility.await(what).atMost(PATIENCE).until(condition::getAsBoolean);
    }

    private static boolean within(BooleanSupplier condition) {
      return within(PATIENCE, condition);
    }

    private static boolean within(Duration time, BooleanSupplier condition) {
      try {
        Awaitility.await().atMost(time).until(condition::getAsBoolean);
        return true;
      } catch (org.awaitility.core.ConditionTimeoutException e) {
        return false;
      }
    }
  }
}
