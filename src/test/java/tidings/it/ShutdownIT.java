package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.CrowdServer;
import tidings.it.support.LinePublisher;
import tidings.it.support.Measured;
import tidings.it.support.Promptness;
import tidings.it.support.SseClient;
import tidings.it.support.Tokens;

@Isolated("it measures how long something takes")
@Order(2)
class ShutdownIT {

  private static final int STREAMS = 1000;
  private static final Duration AT_MOST = Promptness.allowed(Duration.ofSeconds(5));

  @Test
  void terminatedServerClosesAllStreamsAndEndsWithinFiveSeconds() {
    var server = CrowdServer.get();
    var streams = new ArrayList<SseClient>();
    var token = Tokens.dev(server, Claims.of("publisher").inGroups("publisher"));
    try (var publisher = LinePublisher.open(server, token)) {
      publisher.event(Map.of("type", "b"));
      publisher.await(1);
      var alice = Client.of(server, Claims.of("alice"));
      for (int i = 0; i < STREAMS; i++) {
        streams.add(alice.stream("types=a"));
      }

      long start = System.nanoTime();
      server.process().terminate();
      boolean gone = server.process().exits(AT_MOST);
      long took = (System.nanoTime() - start) / 1_000_000;
      Measured.print("gone after SIGTERM with " + STREAMS + " streams", took + " ms");

      assertTrue(gone, () -> "still there after " + took + " ms");
      var delays = new HashSet<Integer>();
      for (var stream : streams) {
        stream.awaitEnd(AT_MOST);
        var last = stream.all().getLast();
        assertEquals("tidings.close", last.type());
        assertEquals(1000, last.json().get("code").intValue());
        assertEquals("shutdown", last.json().get("reason").textValue());
        assertTrue(last.json().get("reconnect").booleanValue());
        delays.add(last.json().get("after").intValue());
      }
      var close = publisher.awaitEnd().getLast().get("close");
      assertEquals(1000, close.get("code").intValue());
      assertEquals("shutdown", close.get("reason").textValue());
      assertTrue(delays.size() > STREAMS / 10, "the herd is not spread: " + delays);
    } finally {
      streams.forEach(SseClient::close);
      server.process().kill();
    }
  }
}
