package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.KafkaBroker;
import tidings.it.support.LibertyServer;
import tidings.it.support.LivenessProbe;
import tidings.it.support.Measured;
import tidings.it.support.SseClient;
import tidings.it.support.Tokens;

/** Thousands of clients reconnect at the same time, each with hundreds of events to replay. */
@Tag("soak")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated("it measures how long something takes")
class StormIT {

  private static final int CLIENTS = 5000;
  private static final int BEHIND = 500;
  private static final Duration COME_BACK = Duration.ofSeconds(5);
  private static final Duration CAUGHT_UP = Duration.ofSeconds(15);
  private static final Duration ALIVE = Duration.ofSeconds(1);

  private final KafkaBroker broker = KafkaBroker.start("storm-kafka");

  @AfterAll
  void stop() {
    broker.close();
  }

  private LibertyServer.Plan plan(String name) {
    return LibertyServer.named(name)
        .asShipped()
        .withDevIdentity()
        .withKafka(broker)
        .with("TIDINGS_LIMITS_CONNECTIONS_PER_USER", "20000")
        .with("TIDINGS_LIMITS_PATTERNS_PER_USER", "100000")
        .with("TIDINGS_LIMITS_CONNECTIONS_PER_ADDRESS", "20000")
        .with("TIDINGS_LIMITS_CONNECT_RATE", "20000")
        .with("TIDINGS_LIMITS_PUBLISH_RATE", "100000")
        .with("TIDINGS_LIMITS_PUBLISH_BYTE_RATE", "512 MiB");
  }

  /** Counts how often some bytes have arrived, of which only one is a line end, without parsing. */
  private static final class Reader {
    private final byte[] sought;
    private int matched;
    private int found;

    Reader(String sought) {
      this.sought = sought.getBytes(StandardCharsets.US_ASCII);
    }

    void take(ByteBuffer bytes) {
      while (bytes.hasRemaining()) {
        byte b = bytes.get();
        matched = b == sought[matched] ? matched + 1 : b == sought[0] ? 1 : 0;
        if (matched == sought.length) {
          found++;
          matched = 0;
        }
      }
    }
  }

  @Test
  void everybodyIsCaughtUpSoonAndTheNodeStaysAlive() throws IOException {
    try (var server = plan("storm").start()) {
      double reads = new Storm(server).blows("from memory");
      assertTrue(reads < 10, () -> "reads of Kafka: " + reads);
    }
  }

  /** The node retains fewer events than they missed. */
  @Test
  void everybodyIsCaughtUpSoonOutOfKafka() throws IOException {
    try (var server = plan("storm-deep").with("TIDINGS_LOG_RETAIN_EVENTS", "50").start()) {
      double reads = new Storm(server).blows("out of Kafka");
      assertTrue(reads > 0, "the events were replayed from the log");
      assertTrue(reads < 30, () -> "reads of Kafka: " + reads);
    }
  }

  /** One storm over one server. */
  private static final class Storm {
    private final LibertyServer server;
    private final String token;
    private final Client publisher;

    Storm(LibertyServer server) {
      this.server = server;
      token = Tokens.dev(server, Claims.of("alice"));
      publisher = Client.publisher(server);
    }

    /** Returns how often Kafka was read for a replay. */
    double blows(String from) throws IOException {
      warmUp();
      String place = address();
      assertEquals(CLIENTS, come(null, "\nevent: tidings.open", 1), "all were connected before");
      awaitNoClient();
      publish("storm");
      double before = server.metrics().get("tidings_replay_reads_total");

      int caughtUp;
      Duration took;
      Duration slowest;
      try (var probe = new LivenessProbe(server)) {
        long start = System.nanoTime();
        caughtUp = come(place, "\ndata: {\"text\"", BEHIND);
        took = Duration.ofNanos(System.nanoTime() - start);
        slowest = probe.slowest();
      }
      double reads = server.metrics().get("tidings_replay_reads_total") - before;
      Measured.print(CLIENTS + " clients, each " + BEHIND + " behind, caught up " + from, took);
      Measured.print("slowest /health/live", slowest);
      Measured.print("reads of Kafka", reads);
      assertEquals(CLIENTS, caughtUp);
      assertTrue(took.compareTo(CAUGHT_UP) < 0, took::toString);
      assertTrue(slowest.compareTo(ALIVE) < 0, slowest::toString);
      assertEquals(
          0, server.metrics().get("tidings_streams_closed_total{reason=\"slow-consumer\"}"));
      return reads;
    }

    /** The measurement is of the server, not of the compiler of its virtual machine. */
    private void warmUp() {
      var place = address();
      publish("warm");
      for (int i = 0; i < 200; i++) {
        var headers = Map.of("Authorization", "Bearer " + token, "Last-Event-ID", place);
        try (var stream = SseClient.open(server, "/api/events?types=warm", headers)) {
          stream.awaitEventsOrEnd(BEHIND);
        }
      }
    }

    /** Waits until the node has detected that the clients have disconnected. */
    private void awaitNoClient() {
      Awaitility.await("no client")
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                publisher.publish(Map.of("type", "storm.over"));
                return server.metrics().get("tidings_connections") == 0;
              });
    }

    private String address() {
      var headers = Map.of("Authorization", "Bearer " + token);
      try (var stream = SseClient.open(server, "/api/events", headers)) {
        return stream.await("tidings.open").lastEventId();
      }
    }

    private void publish(String type) {
      publisher.publish(
          IntStream.range(0, BEHIND)
              .mapToObj(n -> Map.of("type", type, "data", Map.of("text", n + "x".repeat(200))))
              .toList());
    }

    /**
     * Connects all clients, evenly over some seconds; returns how many have received everything in
     * time.
     */
    private int come(@Nullable String place, String sought, int count) throws IOException {
      var request =
          """
          GET /api/events?types=storm,storm.over HTTP/1.1\r
          Host: %s\r
          Accept: text/event-stream\r
          Authorization: Bearer %s\r
          %s\r
          """
              .formatted(
                  server.uri("").getAuthority(),
                  token,
                  place == null ? "" : "Last-Event-ID: " + place + "\r\n")
              .getBytes(StandardCharsets.US_ASCII);
      var address = new InetSocketAddress(server.host(), server.httpPort());
      var channels = new ArrayList<SocketChannel>();
      var buffer = ByteBuffer.allocateDirect(1 << 18);
      long start = System.nanoTime();
      int done = 0;
      try (var selector = Selector.open()) {
        while (done < CLIENTS && System.nanoTime() - start < CAUGHT_UP.toNanos()) {
          long due = (System.nanoTime() - start) * CLIENTS / COME_BACK.toNanos();
          while (channels.size() < Math.min(due, CLIENTS)) {
            var channel = SocketChannel.open(address);
            channel.write(ByteBuffer.wrap(request));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new Reader(sought));
            channels.add(channel);
          }
          selector.select(1);
          for (var key : List.copyOf(selector.selectedKeys())) {
            done += read(key, buffer, count) ? 1 : 0;
          }
          selector.selectedKeys().clear();
        }
      } finally {
        channels.forEach(StormIT::close);
      }
      return done;
    }
  }

  /** Whether the reader has just found everything. */
  private static boolean read(SelectionKey key, ByteBuffer buffer, int count) throws IOException {
    var reader = (Reader) key.attachment();
    int before = reader.found;
    buffer.clear();
    if (((SocketChannel) key.channel()).read(buffer) < 0) {
      throw new IOException("the server ended a stream after " + before + " of " + count);
    }
    reader.take(buffer.flip());
    assertTrue(reader.found <= count, "none comes twice");
    return before < count && reader.found == count;
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
