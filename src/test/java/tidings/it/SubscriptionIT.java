package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Answer;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.Problem;
import tidings.it.support.SharedServer;
import tidings.it.support.SseEvent;

/** Open streams: their owner changes, lists and closes them; of other users only an admin can. */
@ResourceLock(SharedServer.LOCK)
class SubscriptionIT {

  private final LibertyServer server = SharedServer.get();
  private final Client alice =
      Client.of(server, Claims.of("sub-alice").maySubscribe("orders/*", "news"));
  private Client publisher = alice;

  @BeforeEach
  void signIn() {
    publisher = Client.publisher(server);
  }

  @Test
  void changeTakesEffectOnTheOpenStream() {
    try (var stream = alice.stream("types=a&topics=orders/1")) {
      var path = "/api/connections/" + stream.connection();
      publishEach("before");

      var answer =
          patch(
              alice,
              path,
              """
              {"subscribe":{"types":["b"],"topics":["news"]},
               "unsubscribe":{"types":["a"],"topics":["orders/1"]}}
              """);
      assertEquals(200, answer.status(), answer::body);
      assertEquals("[\"b\"]", Json.read(answer.body()).get("types").toString());
      assertEquals("[\"news\"]", Json.read(answer.body()).get("topics").toString());
      publishEach("after");
      publisher.publish(Map.of("type", "b", "data", "last"));

      assertEquals(
          List.of("\"a before orders/1\"", "\"b after news\"", "\"last\""),
          stream.awaitEvents(3).stream().map(SseEvent::data).toList());
    }
  }

  private void publishEach(String when) {
    for (var type : List.of("a", "b")) {
      for (var topic : List.of("orders/1", "news")) {
        var data = type + " " + when + " " + topic;
        publisher.publish(Map.of("type", type, "topic", topic, "data", data));
      }
    }
  }

  @Test
  void changeGoesNoFurtherThanTheToken() {
    try (var stream = alice.stream("types=a&topics=news")) {
      var path = "/api/connections/" + stream.connection();

      var answer = patch(alice, path, "{\"subscribe\":{\"topics\":[\"secrets\"]}}");
      Problem.of(403, answer);

      publisher.publish(Map.of("type", "a", "topic", "secrets", "data", 1));
      publisher.publish(Map.of("type", "a", "topic", "news", "data", 2));
      assertEquals("2", stream.awaitEvents(1).getFirst().data());
    }
  }

  /** The same user with two tokens: neither token adds grants to the other. */
  @Test
  void streamIsChangedWithinTheNarrowerOfItsTokenAndTheRequests() {
    var narrow = Client.of(server, Claims.of("sub-alice").maySubscribe("orders/1"));
    for (var pair : List.of(List.of(alice, narrow), List.of(narrow, alice))) {
      try (var stream = pair.getFirst().stream("types=a&topics=orders/1")) {
        var path = "/api/connections/" + stream.connection();
        var other = pair.getLast();
        Problem.of(403, patch(other, path, "{\"subscribe\":{\"topics\":[\"news\"]}}"));
        Problem.of(403, patch(other, path, "{\"subscribe\":{\"topics\":[\"orders/2\"]}}"));
        var both =
            patch(other, path, "{\"subscribe\":{\"topics\":[\"orders/1\"],\"types\":[\"b\"]}}");
        assertEquals(200, both.status(), both::body);
      }
    }
  }

  @Test
  void anotherUserCanNeitherChangeNorCloseTheStream() {
    var mallory = Client.of(server, Claims.of("mallory").inGroups("publisher"));
    try (var stream = alice.stream("types=a")) {
      var path = "/api/connections/" + stream.connection();

      Problem.of(403, patch(mallory, path, "{\"subscribe\":{\"types\":[\"b\"]}}"));
      Problem.of(403, mallory.send("DELETE", path, Client.JSON, new byte[0]));
      var seen = Json.read(mallory.get("/api/connections").body()).get("connections");
      assertEquals(0, seen.size());

      publisher.publish(Map.of("type", "b"));
      publisher.publish(Map.of("type", "a", "data", 1));
      assertEquals("1", stream.awaitEvents(1).getFirst().data());
    }
  }

  @Test
  void ownerAndAdminCloseAStreamForGood() {
    var admin = Client.of(server, Claims.of("root").inGroups("admin"));
    for (var closer : List.of(alice, admin)) {
      try (var stream = alice.stream("")) {
        var path = "/api/connections/" + stream.connection();

        assertEquals(204, closer.send("DELETE", path, Client.JSON, new byte[0]).status());

        var close = stream.await("tidings.close").json();
        assertEquals(1002, close.get("code").intValue());
        assertEquals("revoked", close.get("reason").textValue());
        assertEquals(false, close.get("reconnect").booleanValue());
        stream.awaitEnd();
      }
    }
  }

  private static Answer patch(Client caller, String path, String body) {
    return caller.send("PATCH", path, Client.JSON, body.getBytes(StandardCharsets.UTF_8));
  }
}
