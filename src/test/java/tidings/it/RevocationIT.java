package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Answer;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.Problem;
import tidings.it.support.SharedServer;
import tidings.it.support.Tokens;

/** A revoked user, or token: open streams end, and new ones are rejected. */
@ResourceLock(SharedServer.LOCK)
class RevocationIT {

  private static final String PATH = "/api/admin/revocations";

  private final LibertyServer server = SharedServer.get();
  private final Client admin = Client.of(server, Claims.of("revoker").inGroups("admin"));

  private Answer revoke(String field, String value, Duration time) {
    var until = Instant.now().plus(time).toString();
    return admin.post(PATH, Client.JSON, Json.write(Map.of(field, value, "until", until)));
  }

  @Test
  void revocationAffectsThatUserOnly() {
    var token = Tokens.dev(server, Claims.of("mallory"));
    var client = Client.bearer(server, token);
    try (var stream = client.stream("");
        var other = Client.of(server, Claims.of("mallory2")).stream("")) {
      assertEquals(202, revoke("user", "mallory", Duration.ofMinutes(5)).status());

      var close = Json.read(stream.await("tidings.close").data());
      assertEquals(1002, close.get("code").intValue());
      assertEquals("revoked", close.get("reason").textValue());
      assertFalse(close.get("reconnect").booleanValue());
      stream.awaitEnd();
      for (var path : List.of("/api/events", "/api/connections", "/api/conversations")) {
        assertEquals("the token is revoked", Problem.of(401, client.get(path)).detail());
      }
      var fresh = Client.of(server, Claims.of("mallory").inGroups("admin"));
      Problem.of(401, fresh.get("/api/connections"));

      Client.publisher(server).publish(Map.of("type", "still", "user", "mallory2", "data", 1));
      assertEquals("1", other.await("still").data());
    }
    assertEquals(202, revoke("user", "mallory", Duration.ofSeconds(-1)).status());
    assertEquals(200, client.get("/api/connections").status());
  }

  @Test
  void tokenIsShutOutAndNotTheUsersNext() {
    var token = Tokens.dev(server, Claims.of("careless"));
    var lost = Client.bearer(server, token);
    var next = Client.of(server, Claims.of("careless"));
    try (var stream = lost.stream("");
        var kept = next.stream("")) {
      assertEquals(202, revoke("token_id", Tokens.id(token), Duration.ofMinutes(5)).status());

      stream.await("tidings.close");
      Problem.of(401, lost.get("/api/connections"));
      Client.publisher(server).publish(Map.of("type", "kept", "user", "careless", "data", 1));
      assertEquals("1", kept.await("kept").data());
    }
  }

  @Test
  void ticketOfARevokedUserIsWorthNothing() {
    var client = Client.of(server, Claims.of("ticket-holder"));
    var ticket =
        Json.read(client.post("/api/events/tickets", Client.JSON, "").body())
            .get("ticket")
            .textValue();
    assertEquals(202, revoke("user", "ticket-holder", Duration.ofMinutes(5)).status());
    Problem.of(401, Client.anonymous(server).subscribe("ticket=" + ticket));
  }

  @Test
  void eachFaultIsNamedAndOnlyAnAdministratorRevokes() {
    var nothing = Problem.of(400, admin.post(PATH, Client.JSON, "{}"));
    assertEquals(Set.of("user", "until"), nothing.fields().keySet());
    var both = "{\"user\":\"a\",\"token_id\":\"b\",\"until\":\"tomorrow\",\"why\":1}";
    var much = Problem.of(400, admin.post(PATH, Client.JSON, both));
    assertEquals(Set.of("user", "until", "why"), much.fields().keySet());
    Problem.of(400, admin.post(PATH, Client.JSON, "[]"));
    var body = "{\"user\":\"victim\",\"until\":\"2999-01-01T00:00:00Z\"}";
    var victim = Client.of(server, Claims.of("victim").inGroups("publisher"));
    Problem.of(403, victim.post(PATH, Client.JSON, body));
    assertEquals(200, victim.get("/api/connections").status());
    assertTrue(server.log().contains("POST " + PATH));
  }
}
