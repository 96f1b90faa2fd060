package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.Measured;
import tidings.it.support.RawSocket;
import tidings.it.support.SseClient;
import tidings.it.support.Tokens;

/**
 * Ordinary users, and clients without a token, attack all limits at the same time, for minutes, on
 * a node with the least memory of the image: well-behaved clients notice nothing.
 */
@Tag("soak")
@Isolated("it measures how long something takes")
class CombinedAttackIT {

  private static final Duration LENGTH =
      Duration.ofSeconds(Integer.getInteger("tidings.attack.seconds", 300));

  private static final int HEALTHY = 200;
  private static final int MAX_LATE_MILLIS = 2_000;
  private static final int MAX_LIVE_MILLIS = 1_000;
  private static final int MAX_LOG_BYTES = 5_000_000;
  private static final int BODY_BYTES = 4 << 20;
  private static final Duration EVENT_EVERY = Duration.ofMillis(200);

  private final AtomicBoolean running = new AtomicBoolean(true);
  private final AtomicLong attacks = new AtomicLong();

  private interface Attack {
    void once();
  }

  private void repeat(ExecutorService threads, int times, Attack attack) {
    for (int i = 0; i < times; i++) {
      var _ =
          threads.submit(
              () -> {
                while (running.get()) {
                  try {
                    attack.once();
                  } catch (UncheckedIOException | IllegalStateException e) {
                    rest(100); // it was refused by the socket
                  }
                  attacks.incrementAndGet();
                }
              });
    }
  }

  private static void rest(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] emptyObjects() {
    var nodes = String.join(",", Collections.nCopies(BODY_BYTES / 3 - 20, "{}"));
    return ("{\"name\":\"g\",\"nodes\":[" + nodes + "]}").getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] largeTool() {
    var description = "d".repeat(3 << 20);
    var tool = Map.of("description", description, "method", "GET", "url", "http://localhost/x");
    return Json.write(tool).getBytes(StandardCharsets.UTF_8);
  }

  private static String manyPatterns() {
    return IntStream.range(0, 100)
        .mapToObj(i -> "\"" + "a.*.".repeat(7) + "b" + i + ".**\"")
        .collect(Collectors.joining(",", "{\"subscribe\":{\"types\":[", "]}}"));
  }

  private void begin(ExecutorService threads, LibertyServer server) {
    var objects = emptyObjects();
    var tool = largeTool();
    var patterns = manyPatterns().getBytes(StandardCharsets.UTF_8);
    var users =
        IntStream.range(0, 8).mapToObj(i -> Client.of(server, Claims.of("attacker-" + i))).toList();
    var tokens =
        IntStream.range(0, 8)
            .mapToObj(i -> Tokens.dev(server, Claims.of("attacker-" + i)))
            .toList();

    // 5: bodies of more than a million faults
    repeat(threads, 2, () -> any(users).send("POST", "/api/graphs", Client.JSON, objects));
    // 6: as many patterns as are allowed, changed as fast as possible
    for (var user : users) {
      repeat(
          threads,
          1,
          () -> {
            try (var stream = user.stream("types=none")) {
              var path = "/api/connections/" + stream.connection();
              for (int i = 0; i < 20 && running.get(); i++) {
                user.send("PATCH", path, Client.JSON, patterns);
                rest(100);
              }
            }
          });
    }
    // 7: tools of megabytes, and searches
    repeat(
        threads,
        2,
        () -> {
          var user = any(users);
          user.send("PUT", "/api/tools/own/t" + random(200), Client.JSON, tool);
          user.get("/api/tools");
          user.get("/api/conversations?q=%25%25%25a" + random(1000));
        });
    // 8: bodies that arrive byte by byte
    repeat(threads, 300, () -> drip(server, any(tokens)));
    // 9: sockets that send nothing, and sockets that send half a head
    repeat(threads, 300, () -> openIdleConnection(server));
  }

  private static int random(int bound) {
    return ThreadLocalRandom.current().nextInt(bound);
  }

  private static <T> T any(List<T> of) {
    return of.get(random(of.size()));
  }

  private void drip(LibertyServer server, String token) {
    try (var socket = RawSocket.to(server)) {
      socket.write(
          """
          POST /api/graphs HTTP/1.1\r
          Host: x\r
          Authorization: Bearer %s\r
          Content-Type: application/json\r
          Content-Length: %d\r
          \r
          """
              .formatted(token, BODY_BYTES));
      for (int i = 0; i < 60 && running.get(); i++) {
        socket.write(" ");
        rest(1_000);
      }
    }
  }

  private void openIdleConnection(LibertyServer server) {
    try (var socket = RawSocket.to(server)) {
      if (random(2) == 0) {
        socket.write("GET /api/events HTTP/1.1\r\nHost: x\r\nX-");
      }
      for (int i = 0; i < 60 && running.get(); i++) {
        rest(1_000);
      }
    }
  }

  @Test
  void wellBehavedClientsNoticeNothing() throws InterruptedException, ExecutionException {
    var plan = LibertyServer.named("attacked").asShipped().withDevIdentity();
    try (var server =
        plan.with("JVM_ARGS", "-Xmx614m")
            .with("TIDINGS_LIMITS_CONNECTIONS_PER_USER", "500")
            .with("TIDINGS_LIMITS_CONNECT_RATE", "500")
            .start()) {
      var reader = Client.of(server, Claims.of("reader"));
      var publisher = Client.publisher(server);
      var healthy = new ArrayList<SseClient>();
      var threads = Executors.newVirtualThreadPerTaskExecutor();
      try {
        for (int i = 0; i < HEALTHY; i++) {
          healthy.add(reader.stream("types=healthy"));
        }
        // The measurement is of a node that has run for a while, not of its first answers.
        for (int i = 0; i < 50; i++) {
          publisher.publish(Map.of("type", "warm"));
          assertThat(Client.anonymous(server).get("/health/live").status()).isEqualTo(200);
        }
        begin(threads, server);
        var liveness = new Slowest();
        var answers = new AtomicLong();
        var probe = threads.submit(() -> probeLiveness(server, liveness, answers));
        var lateness = new Slowest();
        int events = publish(publisher, healthy, lateness);
        running.set(false);
        probe.get();

        Measured.print("attacks", attacks.get());
        Measured.print("events to each of " + HEALTHY, events);
        Measured.print("latest event", lateness);
        Measured.print("slowest /health/live", liveness);
        Measured.print("bytes of log", server.log().length());
        Measured.print("heap in MiB", server.liveHeap() >> 20);
        assertThat(healthy).allMatch(stream -> !stream.isEnded());
        assertThat(healthy).allMatch(stream -> stream.count() == events);
        assertThat(lateness.millis).isLessThan(MAX_LATE_MILLIS);
        assertThat(answers.get()).isPositive();
        assertThat(liveness.millis).isLessThan(MAX_LIVE_MILLIS);
        assertThat(server.log().length()).isLessThan(MAX_LOG_BYTES);
        assertThat(server.log()).doesNotContain("OutOfMemoryError");
      } finally {
        running.set(false);
        healthy.forEach(SseClient::close);
        threads.shutdownNow();
      }
    }
  }

  /** Checks like an orchestrator: an answer other than 200, or none, fails the test. */
  private void probeLiveness(LibertyServer server, Slowest liveness, AtomicLong answers) {
    while (running.get()) {
      liveness.time(
          () -> assertThat(Client.anonymous(server).get("/health/live").status()).isEqualTo(200));
      answers.incrementAndGet();
      rest(500);
    }
  }

  /** Publishes one event after another, each as soon as all have received the one before. */
  private static int publish(Client publisher, List<SseClient> healthy, Slowest lateness) {
    long end = System.nanoTime() + LENGTH.toNanos();
    int events = 0;
    while (System.nanoTime() < end) {
      int number = ++events;
      lateness.time(
          () -> {
            publisher.publish(Map.of("type", "healthy", "data", number));
            for (var stream : healthy) {
              stream.awaitEvents(number, Duration.ofSeconds(30));
            }
          });
      rest(EVENT_EVERY.toMillis());
    }
    return events;
  }

  /** The longest duration, and its time. Confined to one thread. */
  private static final class Slowest {
    private final long started = System.nanoTime();
    private long millis;
    private long atSecond;

    void time(Runnable work) {
      long before = System.nanoTime();
      work.run();
      long took = (System.nanoTime() - before) / 1_000_000;
      if (took > millis) {
        millis = took;
        atSecond = (before - started) / 1_000_000_000;
      }
    }

    @Override
    public String toString() {
      return millis + " ms, in second " + atSecond;
    }
  }
}
