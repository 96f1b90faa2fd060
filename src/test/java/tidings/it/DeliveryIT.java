package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.LibertyServer;
import tidings.it.support.SharedServer;

@ResourceLock(SharedServer.LOCK)
class DeliveryIT {

  private final LibertyServer server = SharedServer.get();

  @Test
  void eventForOneUserReachesThatUserOnly() {
    var publisher = Client.publisher(server);
    try (var alice = Client.of(server, Claims.of("alice")).stream("types=greeting");
        var bob = Client.of(server, Claims.of("bob")).stream("types=greeting")) {
      publisher.publish(Map.of("type", "greeting", "user", "alice", "data", "for alice"));
      publisher.publish(Map.of("type", "greeting", "data", "for all"));

      assertEquals("\"for alice\"", alice.awaitEvents(2).getFirst().data());
      assertEquals("\"for all\"", bob.await("greeting").data());
    }
  }
}
