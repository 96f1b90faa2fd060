package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.LibertyServer;
import tidings.it.support.SharedServer;

@ResourceLock(SharedServer.LOCK)
class HeartbeatIT {

  private final LibertyServer server = SharedServer.get();

  @Test
  void beatMovesThePlaceOnAndIsNoEventOfTheApplication() {
    try (var stream = Client.of(server, Claims.of("alice")).stream("types=none")) {
      var opened = stream.await("tidings.open").lastEventId();
      Client.publisher(server).publish(Map.of("type", "other"));

      Awaitility.await("a beat after the event").until(() -> !stream.lastEventId().equals(opened));
      assertEquals(0, stream.events().size(), () -> stream.all().toString());
      assertTrue(
          stream
              .transcript()
              .endsWith("\n\nevent: tidings.beat\nid: " + stream.lastEventId() + "\ndata: {}\n\n"),
          stream::transcript);
    }
  }

  @Test
  void clientWhoVanishedIsFound() {
    double before = server.metrics().get("tidings_streams_lost_total");
    Client.of(server, Claims.of("ghost")).stream("types=none").vanish();

    Awaitility.await("the loss is counted")
        .until(() -> server.metrics().get("tidings_streams_lost_total") > before);
  }
}
