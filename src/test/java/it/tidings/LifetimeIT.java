package it.tidings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A server that gives a stream two seconds ends each of them, and not all at one moment. */
class LifetimeIT {

  private static final int STREAMS = 30;
  private static final long LIFETIME_MILLIS = 2000;
  private static final long TENTH_MILLIS = 200;

  /** What connecting and a loaded machine may add. */
  private static final long SLACK_MILLIS = 1000;

  @Test
  void streamEndsAfterItsLifetimeGiveOrTakeATenthAndItsClientMayComeBack() {
    var streams = new ArrayList<SseClient>();
    var begun = new ArrayList<Long>();
    try (var server =
        LibertyServer.named("lifetime")
            .withDevIdentity()
            .with("TIDINGS_CONNECTION_LIFETIME", LIFETIME_MILLIS + "ms")
            .with("TIDINGS_LIMITS_CONNECTIONS_PER_USER", "100")
            .start()) {
      try {
        var alice = Client.of(server, Claims.of("alice").inGroups("publisher"));
        for (int i = 0; i < STREAMS; i++) {
          begun.add(System.nanoTime());
          streams.add(alice.stream(""));
        }

        var lives =
            IntStream.range(0, STREAMS)
                .mapToObj(i -> (closed(streams.get(i)) - begun.get(i)) / 1_000_000)
                .sorted()
                .toList();
        assertTrue(lives.getFirst() >= LIFETIME_MILLIS - TENTH_MILLIS, lives::toString);
        assertTrue(
            lives.getLast() < LIFETIME_MILLIS + TENTH_MILLIS + SLACK_MILLIS, lives::toString);
        assertTrue(lives.getLast() - lives.getFirst() > TENTH_MILLIS / 2, lives::toString);

        try (var again = alice.stream("")) {
          alice.publish(Map.of("type", "a", "user", "alice", "data", 1));
          assertEquals("1", again.await("a").data());
          assertFalse(again.isEnded());
        }
      } finally {
        streams.forEach(SseClient::close);
      }
    }
  }

  /** When its last event came, which is the close ({@link System#nanoTime}). */
  private static long closed(SseClient stream) {
    var close = stream.await("tidings.close");
    assertEquals(1005, close.json().get("code").intValue());
    assertEquals("lifetime", close.json().get("reason").textValue());
    assertTrue(close.json().get("reconnect").booleanValue());
    stream.awaitEnd();
    assertEquals(close, stream.all().getLast());
    return close.arrivedNanos();
  }
}
