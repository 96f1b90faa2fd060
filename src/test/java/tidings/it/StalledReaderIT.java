package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.CrowdServer;
import tidings.it.support.Hiccups;
import tidings.it.support.HttpsClient;
import tidings.it.support.LibertyServer;
import tidings.it.support.Measured;
import tidings.it.support.Promptness;
import tidings.it.support.SseClient;
import tidings.it.support.Tokens;

/** Browsers that do not read, and disconnected browsers: no other client waits for them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated("a healthy reader that has to wait for the processors is a stalled one")
@Order(1)
class StalledReaderIT {

  private static final int EACH = Promptness.isExact() ? 20 : 10;
  private static final int EVENTS = 400;
  private static final int WARM_UP = Promptness.isExact() ? 300 : 100;

  /** Far more bytes than a stream of HTTP/2 may have in flight. */
  private static final int EVENTS_OVER_HTTP2 = 150;

  private static final int AHEAD = 20;
  private static final String DATA = "x".repeat(20_000);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int CROWD = 5_000;

  /**
   * A publisher that waits for a stalled reader waits in every round, and for seconds; a shared
   * machine delays only one of them.
   */
  private static final int ROUNDS = 3;

  private final LibertyServer server = CrowdServer.get();
  private final Client publisher = Client.publisher(server);
  private final String token = Tokens.dev(server, Claims.of("reader"));
  private final Map<String, String> bearer = Map.of("Authorization", "Bearer " + token);

  private final Hiccups hiccups = new Hiccups();

  @AfterAll
  void stop() {
    hiccups.close();
  }

  @Test
  void stalledReadersAreClosedAndDelayNoOther() {
    assertUnder(100, this::besideStalledReaders);
  }

  private Duration besideStalledReaders() {
    warmUp();
    long heapBefore = server.liveHeap();
    var healthy = new ArrayList<SseClient>();
    var stalled = new ArrayList<SseClient>();
    try {
      for (int i = 0; i < EACH; i++) {
        stalled.add(SseClient.stalled(server, "/api/events?types=bulk", bearer));
        healthy.add(SseClient.open(server, "/api/events?types=bulk", bearer));
      }

      var slowest = publishAll("bulk", EVENTS, DATA, () -> least(healthy));
      long published = System.nanoTime();
      for (var stream : healthy) {
        assertEquals(EVENTS, stream.awaitEvents(EVENTS, PATIENCE).size());
      }
      awaitConnections(EACH, Promptness.allowed(CrowdServer.WRITE_TIMEOUT));
      long closedAfter = System.nanoTime() - published;
      long heapAfter = server.liveHeap();

      Measured.print("slowest publish beside stalled readers", slowest);
      Measured.print("stalled readers closed after", Duration.ofNanos(closedAfter));
      Measured.print("heap in MiB", (heapBefore >> 20) + ", then " + (heapAfter >> 20));
      assertTrue(heapAfter - heapBefore < 32 << 20, () -> heapBefore + " to " + heapAfter);
      assertTrue(healthy.stream().noneMatch(SseClient::isEnded));
      return slowest;
    } finally {
      stalled.forEach(SseClient::close);
      healthy.forEach(SseClient::close);
    }
  }

  @Test
  void stalledStreamDelaysNoOtherOnItsHttp2Connection() {
    assertUnder(100, this::besideStalledStreams);
  }

  private Duration besideStalledStreams() {
    warmUp();
    warmUpHttp2();
    var clients = new ArrayList<HttpsClient>();
    var healthy = new ArrayList<AtomicInteger>();
    try {
      for (int i = 0; i < EACH / 5; i++) {
        var client = new HttpsClient(server);
        clients.add(client);
        for (int j = 0; j < 5; j++) {
          client.stalled("types=h2", token);
          healthy.add(client.counting("h2", "types=h2", token));
        }
      }

      var slowest = publishAll("h2", EVENTS_OVER_HTTP2, DATA, () -> leastOf(healthy));
      long published = System.nanoTime();
      Awaitility.await("all events at every healthy stream")
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertEquals(
                      List.of(EVENTS_OVER_HTTP2),
                      healthy.stream().map(AtomicInteger::get).distinct().toList()));
      awaitConnections(EACH, Promptness.allowed(CrowdServer.WRITE_TIMEOUT));
      long closedAfter = System.nanoTime() - published;

      Measured.print("slowest publish beside stalled HTTP/2 streams", slowest);
      Measured.print("stalled HTTP/2 streams closed after", Duration.ofNanos(closedAfter));
      return slowest;
    } finally {
      clients.forEach(HttpsClient::close);
    }
  }

  @Test
  @Tag("soak")
  void thousandsOfVanishedClientsDelayNoOther() {
    assertUnder(500, this::besideThousandsOfVanishedClients);
  }

  private Duration besideThousandsOfVanishedClients() {
    awaitConnections(0, PATIENCE);
    warmUp();
    var crowd = new ArrayList<SseClient>();
    var survivors = new ArrayList<SseClient>();
    try {
      for (int i = 0; i < CROWD; i++) {
        crowd.add(SseClient.open(server, "/api/events?types=mass", bearer));
      }
      for (int i = 0; i < EACH; i++) {
        survivors.add(SseClient.open(server, "/api/events?types=mass", bearer));
      }
      awaitConnections(CROWD + EACH, PATIENCE);
      int logged = server.log().length();

      crowd.forEach(SseClient::vanish);
      var slowest = publishAll("mass", 200, "x".repeat(200), () -> least(survivors));
      for (var stream : survivors) {
        assertEquals(200, stream.awaitEvents(200, PATIENCE).size());
      }
      long published = System.nanoTime();
      awaitConnections(EACH, PATIENCE);
      long reaped = System.nanoTime() - published;
      var log = server.log().substring(logged);

      Measured.print("slowest publish while " + CROWD + " vanish", slowest);
      Measured.print("all reaped after", Duration.ofNanos(reaped));
      Measured.print("lines logged", log.lines().count());
      assertTrue(log.lines().count() < 100, () -> log.lines().count() + " lines: " + log);
      return slowest;
    } finally {
      survivors.forEach(SseClient::close);
      crowd.forEach(SseClient::close);
    }
  }

  private static void assertUnder(int millis, Supplier<Duration> round) {
    var bound = Duration.ofMillis(millis);
    var slowest = round.get();
    for (int again = 1;
        again < ROUNDS && slowest.compareTo(Promptness.allowed(bound)) >= 0;
        again++) {
      slowest = round.get();
    }
    Promptness.assertWithin(bound, slowest, "slowest publish in the last round");
  }

  /** The measurement is of the server, not of the compiler of its virtual machine. */
  private void warmUp() {
    awaitConnections(0, PATIENCE);
    try (var stream = SseClient.open(server, "/api/events?types=warm", bearer)) {
      var _ = publishAll("warm", WARM_UP, DATA, () -> stream.count());
      var _ = stream.awaitEvents(WARM_UP, PATIENCE);
    }
    publisher.publish(Map.of("type", "warm"));
    awaitConnections(0, PATIENCE);
  }

  private void warmUpHttp2() {
    try (var client = new HttpsClient(server)) {
      var counts = new ArrayList<AtomicInteger>();
      for (int i = 0; i < EACH; i++) {
        counts.add(client.counting("warm", "types=warm", token));
      }
      var _ = publishAll("warm", WARM_UP / 3, DATA, () -> leastOf(counts));
    }
    publisher.publish(Map.of("type", "warm"));
    awaitConnections(0, PATIENCE);
  }

  private static int leastOf(List<AtomicInteger> counts) {
    return counts.stream().mapToInt(AtomicInteger::get).min().orElse(0);
  }

  private static int least(List<SseClient> streams) {
    return streams.stream().mapToInt(stream -> stream.count()).min().orElse(0);
  }

  /**
   * Publishes one after another, limited by how far a healthy reader may be behind; returns the
   * duration of the slowest publish, less the hiccup of the machine in it.
   */
  private Duration publishAll(String type, int count, String data, IntSupplier slowestReader) {
    long slowest = 0;
    for (int i = 0; i < count; i++) {
      int needed = i - AHEAD;
      Awaitility.await("the slowest healthy reader")
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .atMost(PATIENCE)
          .until(() -> slowestReader.getAsInt() >= needed);
      hiccups.begin();
      long start = System.nanoTime();
      publisher.publish(Map.of("type", type, "data", data));
      slowest = Math.max(slowest, System.nanoTime() - start - hiccups.longest());
    }
    return Duration.ofNanos(slowest);
  }

  private void awaitConnections(int count, Duration atMost) {
    Awaitility.await(count + " connections")
        .atMost(atMost)
        .untilAsserted(() -> assertEquals(count, server.metrics().get("tidings_connections")));
  }
}
