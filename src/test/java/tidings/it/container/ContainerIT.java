package tidings.it.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tidings.api.Published;
import tidings.event.codec.EventReader;
import tidings.log.EventLog;
import tidings.platform.security.Caller;
import tidings.platform.security.Grants;
import tidings.push.connection.Connections;
import tidings.push.connection.FrameSink;
import tidings.sse.Frame;

@ExtendWith({ContainerFolder.class, ArquillianExtension.class})
@Order(4) // much of it waits
public class ContainerIT {

  @Inject @Nullable EventLog log;
  @Inject @Nullable EventReader reader;
  @Inject @Nullable Witness witness;
  @Inject @Nullable Connections connections;

  @Deployment
  public static WebArchive tidings() {
    return Deployments.tidingsWith(
        Witness.class,
        BadObservers.class,
        TeamApi.class,
        TeamApi.Greeting.class,
        TeamApi.Open.class,
        OwnApi.class,
        OwnEndpoint.class);
  }

  /** Another application on the same server. */
  @Deployment(name = "other", order = 2, testable = false)
  public static WebArchive other() {
    return ShrinkWrap.create(WebArchive.class, "other.war")
        .addClasses(OtherApi.class, OtherApi.Hello.class);
  }

  @Test
  public void eventsOfTheLogAreFiredAtTheApplicationsBeansInOrder() throws Exception {
    assertNotNull(log);
    assertNotNull(reader);
    for (int i = 0; i < 3; i++) {
      var json = "{\"type\":\"inside\",\"user\":\"alice\",\"data\":{\"n\":%d}}".formatted(i);
      var appended =
          log.append(reader.plain(json.getBytes(StandardCharsets.UTF_8)))
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS);
      assertEquals(1, appended.accepted());

      var published = next();
      assertEquals("inside", published.event().type());
      assertEquals(appended.cursor().toString(), published.cursor());
      assertEquals("{\"n\":%d}".formatted(i), published.event().text().orElse(""));
      assertEquals(Set.of("alice"), published.event().users());
    }
  }

  /** The next event of this test: events of other tests may be among them. */
  private Published next() throws InterruptedException {
    assertNotNull(witness);
    for (var published = witness.next(); published != null; published = witness.next()) {
      if (published.event().type().equals("inside")) {
        return published;
      }
    }
    throw new AssertionError("nothing was fired");
  }

  @Test
  public void streamOfTheManagerIsDrainedClosedAndForgotten() throws Exception {
    assertNotNull(connections);
    var caller = new Caller("inside", Set.of(), Grants.NONE, null, Instant.now().plusSeconds(3600));
    var sink = new Paper();
    var connection = connections.open(caller, "nowhere", sink);
    var finished = new CountDownLatch(1);
    connection.onFinished(finished::countDown);

    connection.offer(Frame.control("data: 1\n\n".getBytes(StandardCharsets.UTF_8)));
    connection.close();

    assertTrue(finished.await(10, TimeUnit.SECONDS), "the stream was not finished");
    assertEquals(
        """
        data: 1

        event: tidings.close
        data: {"code":1005,"reason":"lifetime","reconnect":true,"after":0}

        """,
        String.join("", sink.written));
    assertTrue(sink.ended.get());
    assertTrue(connections.find(connection.id()).isEmpty());
  }

  /** A response that stores the written frames. */
  private static final class Paper implements FrameSink {
    private final Queue<String> written = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean ended = new AtomicBoolean();

    @Override
    public void write(List<Frame> frames) {
      frames.forEach(frame -> written.add(new String(frame.bytes(), StandardCharsets.UTF_8)));
    }

    @Override
    public void end() {
      ended.set(true);
    }
  }

  @Test
  @RunAsClient
  public void streamDeliversWhatIsPublished() throws Exception {
    try (var client = new ContainerClient()) {
      var token = client.token("alice", "publisher");
      var lines = client.subscribe("/api/events?types=outside", token);
      client.post("/api/events", token, "{\"type\":\"outside\",\"data\":\"hello\"}", 202);
      assertEquals(
          List.of("event: tidings.open", "event: outside"),
          lines.filter(line -> line.startsWith("event:")).limit(2).toList());
    }
  }

  @Test
  @RunAsClient
  public void observersThatThrowAndThatHangDelayNoEventOfThousands() throws Exception {
    try (var client = new ContainerClient()) {
      var token = client.token("bob", "publisher");
      var lines = client.subscribe("/api/events?types=many", token);
      long start = System.nanoTime();
      for (int batch = 0; batch < 4; batch++) {
        var events =
            IntStream.range(batch * 500, batch * 500 + 500)
                .mapToObj("{\"type\":\"many\",\"user\":\"bob\",\"data\":%d}"::formatted)
                .collect(Collectors.joining(",", "[", "]"));
        client.post("/api/events", token, events, 202);
      }
      var expected = IntStream.range(0, 2000).mapToObj(n -> "data: " + n).toList();
      var data = lines.filter(line -> line.matches("data: [0-9]+")).limit(2000).toList();
      assertEquals(expected, data);
      var took = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(took.compareTo(Duration.ofSeconds(10)) < 0, () -> "delivery took " + took);

      var bean = BadObservers.class.getName();
      for (var method : List.of("throwing", "failing", "asynchronous")) {
        client.awaitMetric("tidings_observer_failures_total", bean + "." + method, 2000);
      }
      // One is being handled, a thousand wait.
      client.awaitMetric("tidings_observer_events_dropped_total", bean + ".hanging", 2000 - 1001);
      client.awaitMetric("tidings_observer_queue_depth", bean + ".hanging", 1000);
    }
  }

  @Test
  @RunAsClient
  public void endpointOfTheApplicationSeesTheTokenAndItsRolesAreEnforced() throws Exception {
    try (var client = new ContainerClient()) {
      var token = client.token("alice", "ops");
      assertEquals("alice [ops] true true false", client.get("/own/who", token, 200));
      assertEquals("ops", client.get("/own/who/ops", token, 200));
      client.get("/own/who/admins", token, 403);
      client.get("/own/who/ops", "", 401);
    }
  }

  @Test
  @RunAsClient
  public void endpointOfTheApplicationIsBehindTheSameSignIn() throws Exception {
    try (var client = new ContainerClient()) {
      var token = client.token("carol", "admin");
      assertEquals("hello carol", client.get("/team/greeting", token, 200));
      assertProblem(client.get("/team/greeting", "", 401));
      assertProblem(client.get("/team/greeting", "no.valid.token", 401));
      assertEquals("open", client.get("/team/open", "", 200));

      var cookie = Map.of("Cookie", "tidings_token=" + token);
      assertProblem(client.post("/team/greeting", cookie, "", 403));
      assertProblem(
          client.post("/team/greeting", with(cookie, "Origin", "https://evil.example"), "", 403));
      assertEquals(
          "changed by carol",
          client.post("/team/greeting", with(cookie, "Origin", client.origin()), "", 200));

      var mallory = client.token("mallory", "publisher");
      client.get("/team/greeting", mallory, 200);
      client.post(
          "/api/admin/revocations",
          token,
          "{\"user\":\"mallory\",\"until\":\"2099-01-01T00:00:00Z\"}",
          202);
      assertProblem(client.get("/team/greeting", mallory, 401));
    }
  }

  @Test
  @RunAsClient
  public void descriptionOfTheCallsIsThereBesideAnotherApplication() throws Exception {
    try (var client = new ContainerClient()) {
      assertEquals("hello", client.getAt("/other/hello", 200));
      var document = client.getAt("/openapi?format=JSON", 200);
      assertTrue(document.contains("/api/events"), document);
      assertTrue(document.contains("\"EventType\""), document);
    }
  }

  @Test
  @RunAsClient
  public void startThatFailsLeavesTheServerToTheOtherApplications() throws Exception {
    try (var client = new ContainerClient()) {
      try (var war =
          Deployments.misconfigured("misconfigured.war")
              .as(ZipExporter.class)
              .exportAsInputStream()) {
        client.drop("misconfigured.war", war);
      }
      client.awaitLog("Tidings does not start: tidings.heartbeat must be a time");
      client.awaitLog(
          "CWWKZ0002E: An exception occurred while starting the application misconfigured");
      assertEquals("hello", client.getAt("/other/hello", 200));
      client.get("/api/connections", client.token("frank", "none"), 200);
      client.remove("misconfigured.war"); // or the server scans it each second
    }
  }

  @Test
  @RunAsClient
  public void underAContextRootTicketsWorkAndHeadersAreThoseOfTheApi() throws Exception {
    try (var client = new ContainerClient()) {
      var token = client.token("erin", "publisher");
      var ticket = client.post("/api/events/tickets", token, "", 201);
      var once = ticket.replaceFirst("^.*\"ticket\":\"([^\"]+)\".*$", "$1");
      var lines = client.subscribe("/api/events?types=none&ticket=" + once, "");
      assertEquals("event: tidings.open", lines.skip(1).findFirst().orElse(""));

      var api = client.getLater("/api/connections", token).get(20, TimeUnit.SECONDS).headers();
      assertEquals(
          "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
          api.firstValue("Content-Security-Policy").orElse(""));
      assertTrue(api.firstValue("Vary").isPresent(), api::toString);
      var page = client.getLater("/", "").get(20, TimeUnit.SECONDS).headers();
      assertTrue(
          page.firstValue("Content-Security-Policy").orElse("").startsWith("default-src 'self'"),
          page::toString);
      var asset = client.getLater("/assets/none.js", "").get(20, TimeUnit.SECONDS).headers();
      var kept = asset.firstValue("Cache-Control").orElse("");
      assertTrue(!kept.isEmpty() && !kept.contains("immutable"), asset::toString);
    }
  }

  private static void assertProblem(String body) {
    assertTrue(body.contains("\"type\":\"about:blank\""), body);
  }

  private static Map<String, String> with(Map<String, String> headers, String name, String value) {
    var more = new HashMap<>(headers);
    more.put(name, value);
    return more;
  }

  @Test
  @RunAsClient
  public void broadcastOfTheApplicationReachesStreamsAndPolls() throws Exception {
    try (var client = new ContainerClient()) {
      var token = client.token("dave", "publisher");
      var lines = client.subscribe("/api/events?types=nothing", token);
      var poll = client.getLater("/api/events/poll?timeout=20&types=nothing", token);
      client.awaitMetric("tidings_connections", null, 2);
      client.post("/team/greeting/maintenance", token, "", 200);
      assertEquals(
          List.of(
              "event: maintenance",
              "data: in five minutes",
              "data: or ten",
              "",
              "event: personal",
              "data: [\"dave\"]"),
          lines.dropWhile(line -> !line.equals("event: maintenance")).limit(6).toList());
      var answer = poll.get(20, TimeUnit.SECONDS).body();
      assertTrue(
          answer.matches(
              ".*\"type\":\"maintenance\",\"data\":\"in five minutes\\\\nor ten\","
                  + "\"text\":\"in five minutes\\\\nor ten\".*"),
          answer);
    }
  }
}
