package tidings.it.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.Problem;

/**
 * The tokens of a real Keycloak: those of a default client ({@code plain}) and of one with mappers
 * ({@code mapped}). One history: Tidings starts while Keycloak does not answer, then Keycloak
 * answers, rotates its keys, and stops.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(4) // after the sign-in, for it stops Keycloak
@ResourceLock(KeycloakServer.LOCK)
class KeycloakIT {

  private static final Duration SOON = Duration.ofSeconds(30);

  private final KeycloakServer keycloak = KeycloakServer.shared();

  /** Default tokens: the audience is the client, roles are where Keycloak puts them. */
  private LibertyServer plain;

  /** Tidings maps no claim. */
  private LibertyServer mapped;

  @BeforeAll
  void begin() {
    keycloak.pause();
    try {
      plain =
          LibertyServer.named("keycloak-plain")
              .withoutRuns()
              .with("MP_JWT_VERIFY_ISSUER", keycloak.issuer())
              .with("MP_JWT_VERIFY_PUBLICKEY_LOCATION", keycloak.keysUrl())
              .with("MP_JWT_VERIFY_AUDIENCES", "account,plain")
              .with("TIDINGS_IDENTITY_USER_CLAIM", "preferred_username")
              .with("TIDINGS_IDENTITY_GROUPS_CLAIMS", "groups,realm_access.roles")
              .with("TIDINGS_ROLES_ADMIN", "trader")
              .start();
      mapped =
          LibertyServer.named("keycloak-mapped")
              .withoutRuns()
              .with("MP_JWT_VERIFY_ISSUER", keycloak.issuer())
              .with("MP_JWT_VERIFY_PUBLICKEY_LOCATION", keycloak.keysUrl())
              .start();
    } finally {
      keycloak.resume();
    }
  }

  @AfterAll
  void stop() {
    plain.close();
    mapped.close();
    keycloak.stop();
  }

  private static JsonNode claims(String token) {
    var payload = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
    return Json.read(new String(payload, StandardCharsets.UTF_8));
  }

  @Test
  @Order(1)
  void tokensAreVerifiedFromWhenKeycloakHasCome() {
    var client = Client.bearer(plain, keycloak.token("plain", "bob"));
    Awaitility.await().atMost(SOON).until(() -> client.get("/api/connections").status() == 200);
    var other = Client.bearer(mapped, keycloak.token("mapped", "bob"));
    Awaitility.await().atMost(SOON).until(() -> other.get("/api/connections").status() == 200);
  }

  @Test
  @Order(2)
  void stockTokenNeedsNoClaimOfItsOwnForTidings() {
    var token = keycloak.token("plain", "bob");
    assertThat(claims(token).has("upn")).isFalse();
    assertThat(claims(token).has("groups")).isFalse();
    try (var stream = Client.bearer(plain, token).stream("")) {
      var connections = Json.read(Client.bearer(plain, token).get("/api/connections").body());
      assertThat(connections.get("connections"))
          .anySatisfy(
              own -> {
                assertEquals(stream.connection(), own.get("id").textValue());
                assertEquals("bob", own.get("user").textValue());
                assertEquals("Bob Baker", own.get("name").textValue());
              });
    }
  }

  @Test
  @Order(3)
  void realmRolesAreGroupsAndConferTheConfiguredRoles() {
    var alice = Client.bearer(plain, keycloak.token("plain", "alice"));
    var bob = Client.bearer(plain, keycloak.token("plain", "bob"));
    var admin = Client.bearer(plain, keycloak.token("plain", "admin"));
    try (var stream = bob.stream("")) {
      alice.publish(Map.of("type", "trade", "group", "trader", "data", 1));
      assertEquals("1", stream.await("trade").data());
      alice.publish(Map.of("type", "mine", "user", "bob", "data", 2));
      assertEquals("2", stream.await("mine").data());
    }
    Problem.of(403, bob.post("/api/events", Client.JSON, "{\"type\":\"a\"}"));
    assertEquals(200, bob.get("/api/admin/dead-letters").status(), "trader confers admin here");
    Problem.of(403, admin.get("/api/admin/dead-letters"));
  }

  @Test
  @Order(4)
  void tokenOfAnotherAudienceIsRefusedWithTheReason() {
    var answer = Client.bearer(mapped, keycloak.token("plain", "alice")).get("/api/connections");
    assertThat(Problem.of(401, answer).detail()).contains("audience (aud)", "must be 'tidings'");
    assertThat(answer.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
  }

  @Test
  @Order(5)
  void mappedTokenWorksWithoutMappingAtTidings() {
    var token = keycloak.token("mapped", "alice");
    var alice = Client.bearer(mapped, token);
    var user = claims(token).get("sub").textValue();
    try (var stream = alice.stream("")) {
      alice.publish(Map.of("type", "own", "user", user, "data", 3));
      assertEquals("3", stream.await("own").data());
    }
  }

  @Test
  @Order(6)
  void streamOutlivesItsTokenByAFreshOne() {
    keycloak.accessTokensLast(Duration.ofSeconds(8));
    var first = keycloak.token("mapped", "alice");
    try (var stream = Client.bearer(mapped, first).stream("")) {
      var expires = Instant.ofEpochSecond(claims(first).get("exp").longValue());
      var warned = stream.await("tidings.reauth", Duration.ofSeconds(10));
      assertEquals(expires, Instant.parse(warned.json().get("expires").textValue()));
      keycloak.accessTokensLast(Duration.ofMinutes(5));
      var path = "/api/connections/" + stream.connection() + "/token";
      var fresh = Client.bearer(mapped, keycloak.token("mapped", "alice"));
      var renewed = fresh.send("PUT", path, Client.JSON, new byte[0]);
      assertTrue(Json.read(renewed.body()).get("renewed").booleanValue(), renewed::body);

      Awaitility.await()
          .atMost(Duration.ofSeconds(15))
          .until(() -> Instant.now().isAfter(expires.plusSeconds(1)));
      assertFalse(stream.isEnded());
      assertThat(Problem.of(401, Client.bearer(mapped, first).get("/api/connections")).detail())
          .contains("expired");
    } finally {
      keycloak.accessTokensLast(Duration.ofMinutes(5));
    }
  }

  @Test
  @Order(7)
  void rotatedKeyIsTakenWithTheFirstTokenAndTheOldOneStaysGood() {
    var before = keycloak.token("mapped", "alice");
    keycloak.rotateKeys();
    var after = keycloak.token("mapped", "alice");
    assertThat(header(after)).isNotEqualTo(header(before));
    assertEquals(200, Client.bearer(mapped, after).get("/api/connections").status());
    assertEquals(200, Client.bearer(mapped, before).get("/api/connections").status());
  }

  private static String header(String token) {
    return token.split("\\.", -1)[0];
  }

  @Test
  @Order(8)
  void tokensStayValidWhileKeycloakIsUnreachable() {
    var token = keycloak.token("plain", "alice");
    var unseen = keycloak.token("plain", "bob");
    assertEquals(200, Client.bearer(plain, token).get("/api/connections").status());
    keycloak.stop();
    assertEquals(200, Client.bearer(plain, token).get("/api/connections").status());
    assertEquals(200, Client.bearer(plain, unseen).get("/api/connections").status());
  }
}
