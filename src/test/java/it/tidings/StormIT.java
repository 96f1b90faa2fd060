package it.tidings;

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
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;

/** Thousands come back at once, each with hundreds of events to catch up on. */
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
  private final LibertyServer server =
      LibertyServer.named("storm")
          .asShipped()
          .withDevIdentity()
          .withKafka(broker)
          .with("TIDINGS_LIMITS_CONNECTIONS_PER_USER", "20000")
          .with("TIDINGS_LIMITS_CONNECTIONS_PER_ADDRESS", "20000")
          .with("TIDINGS_LIMITS_CONNECT_RATE", "20000")
          .with("TIDINGS_LIMITS_PUBLISH_RATE", "100000")
          .start();
  private final String token = Tokens.dev(server, Claims.of("alice"));
  private final Client publisher = Client.publisher(server);

  @AfterAll
  void stop() {
    server.close();
    broker.close();
  }

  /**
   * Reads without looking, but for how often some bytes have come, of which only one is a line's
   * end.
   */
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
    warmUp();
    String place = place();
    assertEquals(CLIENTS, come(null, "\nevent: tidings.open", 1), "all were here before");
    awaitNobody();
    publish("storm");
    double reads = server.metrics().get("tidings_recall_reads_total");

    var longestProbe = new AtomicLong();
    var probe = Thread.ofVirtual().start(() -> probe(longestProbe));
    long begun = System.nanoTime();
    int caughtUp = come(place, "\ndata: {\"text\"", BEHIND);
    var took = Duration.ofNanos(System.nanoTime() - begun);
    probe.interrupt();

    Measured.print(CLIENTS + " clients, each " + BEHIND + " behind, caught up in", took);
    Measured.print("slowest /health/live", Duration.ofNanos(longestProbe.get()));
    assertEquals(CLIENTS, caughtUp);
    assertTrue(took.compareTo(CAUGHT_UP) < 0, took::toString);
    assertTrue(longestProbe.get() < ALIVE.toNanos(), longestProbe::toString);
    assertTrue(server.metrics().get("tidings_recall_reads_total") - reads < 10);
    assertEquals(0, server.metrics().get("tidings_streams_closed_total{reason=\"slow-consumer\"}"));
  }

  /** What is measured is the server, not how long a virtual machine takes to compile it. */
  private void warmUp() {
    var place = place();
    publish("warm");
    for (int i = 0; i < 200; i++) {
      var headers = Map.of("Authorization", "Bearer " + token, "Last-Event-ID", place);
      try (var stream = SseClient.open(server, "/api/events?types=warm", headers)) {
        stream.awaitEventsOrEnd(BEHIND);
      }
    }
  }

  /** The node has found out that the clients are gone. */
  private void awaitNobody() {
    Awaitility.await("nobody")
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              publisher.publish(Map.of("type", "storm.over"));
              return server.metrics().get("tidings_connections") == 0;
            });
  }

  private String place() {
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

  private void probe(AtomicLong longest) {
    var client = Client.anonymous(server);
    while (!Thread.currentThread().isInterrupted()) {
      long begun = System.nanoTime();
      try {
        assertEquals(200, client.get("/health/live").status());
      } catch (IllegalStateException e) {
        return; // interrupted: it is over
      }
      longest.accumulateAndGet(System.nanoTime() - begun, Math::max);
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  /**
   * Lets all come, evenly over some seconds; answers how many have found all that they look for in
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
    long begun = System.nanoTime();
    int done = 0;
    try (var selector = Selector.open()) {
      while (done < CLIENTS && System.nanoTime() - begun < CAUGHT_UP.toNanos()) {
        long due = (System.nanoTime() - begun) * CLIENTS / COME_BACK.toNanos();
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

  /** Whether the reader has just found all. */
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
