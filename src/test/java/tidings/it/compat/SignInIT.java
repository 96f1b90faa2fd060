package tidings.it.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Answer;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.Playwright;
import tidings.it.support.Problem;
import tidings.it.support.SseClient;

/** Browsers sign in at a real Keycloak, and two nodes serve their sessions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(3) // long, and much of it waits
@ResourceLock(KeycloakServer.LOCK)
class SignInIT {

  /** Life of an access token of the browsers' test, and for how long its tabs stay open (s). */
  private static final int TOKEN_LIFE = Integer.getInteger("tidings.signin.token-life", 20);

  /** Time for which Keycloak is unreachable (s), beside that of one request. */
  private static final int OUTAGE = Integer.getInteger("tidings.signin.outage", 1);

  private static final int STAY = Integer.getInteger("tidings.signin.stay", 30);

  private static final String SESSION_KEY = "a-secret-that-both-nodes-share-44-characters";

  private final KeycloakServer keycloak = KeycloakServer.shared();
  private final LibertyServer node = plan("sign-in-1").start();
  private final LibertyServer other = plan("sign-in-2").start();

  private LibertyServer.Plan plan(String name) {
    return LibertyServer.named(name)
        .withSharedKafka("sign-in")
        .with("MP_JWT_VERIFY_ISSUER", keycloak.issuer())
        .with("MP_JWT_VERIFY_PUBLICKEY_LOCATION", keycloak.keysUrl())
        .with("TIDINGS_IDENTITY_USER_CLAIM", "preferred_username")
        .with("TIDINGS_IDENTITY_GROUPS_CLAIMS", "groups,realm_access.roles")
        .with("TIDINGS_OIDC_CLIENT_ID", "console")
        .with("TIDINGS_OIDC_CLIENT_SECRET", "console-secret")
        .with("TIDINGS_OIDC_SESSION_KEYS", SESSION_KEY);
  }

  @BeforeAll
  void begin() {
    keycloak.consoleAt(node.uri("/auth/backchannel"), node.uri("/*"), other.uri("/*"));
  }

  @AfterAll
  void stop() {
    node.close();
    other.close();
  }

  private static JsonNode me(BrowserStub browser, LibertyServer server) {
    var answer = browser.get(server.uri("/auth/me"));
    assertEquals(200, answer.status(), answer::body);
    return Json.read(answer.body());
  }

  private static SseClient stream(BrowserStub browser, LibertyServer server, String query) {
    return SseClient.open(
        server,
        "/api/events?" + query,
        Map.of("Cookie", browser.cookieHeader(server.uri("/api/events"))));
  }

  private Client publisher() {
    return Client.bearer(node, keycloak.token("mapped", "admin"));
  }

  @Test
  void aUserSignsInAndReceivesTheirEvents() {
    var browser = new BrowserStub();
    var anonymous = me(browser, node);
    assertFalse(anonymous.has("user"));
    assertEquals("/auth/login", anonymous.get("signInUrl").textValue());
    Problem.of(401, browser.get(node.uri("/api/connections")));

    assertEquals(node.uri("/?page=chat"), browser.signIn(node, "alice", "/?page=chat"));

    for (var server : new LibertyServer[] {node, other}) {
      var me = me(browser, server);
      assertEquals("alice", me.get("user").textValue());
      assertEquals("Alice Archer", me.get("name").textValue());
      assertThat(me.get("groups").toString()).contains("fx", "trader");
      assertEquals("[\"publisher\"]", me.get("roles").toString());
      assertEquals("[\"orders/**\"]", me.at("/grants/subscribe").toString());
    }
    assertThat(browser.ownCookies()).containsExactly("tidings-refresh", "tidings-session");
    try (var stream = stream(browser, other, "topics=orders/*")) {
      publisher().publish(Map.of("type", "order", "topic", "orders/1", "data", 1));
      assertEquals("1", stream.await("order").data());
      publisher().publish(Map.of("type", "own", "user", "alice", "data", 2));
      assertEquals("2", stream.await("own").data());
    }
  }

  @Test
  void aRefreshOnAnotherNodeContinuesTheSession() {
    var browser = new BrowserStub();
    browser.signIn(node, "bob", "/");
    var before = Instant.parse(me(browser, node).get("expires").textValue());
    Awaitility.await()
        .until(() -> Instant.now().plus(Duration.ofMinutes(5)).isAfter(before.plusSeconds(1)));
    var refreshed = browser.post(other, "/auth/refresh");
    assertEquals(200, refreshed.status(), refreshed::body);
    var expires = Instant.parse(Json.read(refreshed.body()).get("expires").textValue());
    assertThat(expires).isAfter(before);
    assertEquals(expires, Instant.parse(me(browser, node).get("expires").textValue()));
  }

  @Test
  void aSignOutEndsTheStreamsOnEachNode() {
    var browser = new BrowserStub();
    browser.signIn(node, "alice", "/");
    var copy = browser.copy();
    try (var here = stream(browser, node, "");
        var there = stream(browser, other, "")) {
      var out = browser.post(node, "/auth/logout");
      assertEquals(200, out.status(), out::body);
      var location = URI.create(Json.read(out.body()).get("location").textValue());
      assertThat(location.toString()).startsWith(keycloak.issuer());
      for (var stream : new SseClient[] {here, there}) {
        assertEquals(1002, stream.await("tidings.close").json().get("code").intValue());
      }
      assertThat(browser.ownCookies()).isEmpty();
      assertFalse(me(copy, other).has("user"), "a copied cookie is worth nothing");
      assertThat(BrowserStub.location(browser.get(location))).isEqualTo(node.uri("/"));
    }
    assertEquals(node.uri("/"), browser.signIn(node, "alice", "/"));
    assertEquals("alice", me(browser, node).get("user").textValue());
  }

  @Test
  void aSignOutAtKeycloakEndsTheStreamsOnTheOtherNode() {
    var browser = new BrowserStub();
    browser.signIn(other, "bob", "/");
    try (var stream = stream(browser, other, "")) {
      keycloak.signOut("bob");
      assertEquals(
          1002, stream.await("tidings.close", Duration.ofSeconds(2)).json().get("code").intValue());
    }
    assertEquals(401, browser.post(other, "/auth/refresh").status());
    browser.signIn(other, "bob", "/");
    try (var stream = stream(browser, node, "")) {
      publisher().publish(Map.of("type", "again", "user", "bob", "data", 1));
      assertEquals("1", stream.await("again").data());
    }
  }

  @Test
  void aResponseIsAcceptedOnceAndInItsBrowserOnly() {
    var browser = new BrowserStub();
    var callback = browser.callback(node, "alice", "/");
    var thief = new BrowserStub().get(callback);
    assertThat(BrowserStub.location(thief)).isEqualTo(node.uri("/?sign-in=state"));
    assertEquals(node.uri("/"), BrowserStub.location(browser.get(callback)));
    assertThat(BrowserStub.location(browser.get(callback))).isEqualTo(node.uri("/?sign-in=state"));
  }

  @Test
  void aBrowserIsNotRedirectedToAnotherSite() {
    for (var path :
        new String[] {"https://evil.example/", "//evil.example", "/\\evil.example", "evil"}) {
      var browser = new BrowserStub();
      assertEquals(node.uri("/"), browser.signIn(node, "alice", path), path);
    }
  }

  /** With rotation, a refresh token that is used twice ends the session. */
  @Test
  void browsersStaySignedInAndAreOutWhenKeycloakSaysSo() {
    Playwright.requireBrowsers();
    keycloak.accessTokensLast(Duration.ofSeconds(TOKEN_LIFE));
    keycloak.rotatesRefreshTokens(true);
    try {
      var run =
          Playwright.start(
              "signin",
              "signin",
              Map.of(
                  "TIDINGS_URL", url(node),
                  "TIDINGS_OTHER_URL", url(other),
                  "TIDINGS_TOKEN_LIFE", String.valueOf(TOKEN_LIFE),
                  "TIDINGS_STAY", String.valueOf(STAY),
                  "KEYCLOAK_ISSUER", keycloak.issuer(),
                  "KEYCLOAK_OPERATOR", KeycloakServer.ADMIN));
      Playwright.passes(run)
          .output()
          .lines()
          .filter(it -> it.contains("Measured: "))
          .forEach(System.out::println);
    } finally {
      keycloak.rotatesRefreshTokens(false);
      keycloak.accessTokensLast(Duration.ofMinutes(5));
    }
  }

  private static String url(LibertyServer server) {
    return "http://localhost:" + server.httpPort();
  }

  /** Keycloak keeps the user signed in, and the next session has the same id there. */
  @Test
  void aUserSignsInAgainAfterASignOutHereAlone() {
    var browser = new BrowserStub();
    browser.signIn(node, "bob", "/");
    assertEquals(200, browser.post(node, "/auth/logout").status());
    browser.signIn(node, "bob", "/");
    for (var server : new LibertyServer[] {node, other}) {
      assertEquals("bob", me(browser, server).get("user").textValue());
    }
  }

  private void assertSmall(BrowserStub browser) {
    for (var server : new LibertyServer[] {node, other}) {
      var ofApi = browser.cookieHeader(server.uri("/api/events"));
      assertThat(ofApi.length()).isLessThan(6200);
      var ofRefresh = browser.cookieHeader(server.uri("/auth/refresh"));
      assertThat(ofRefresh.length()).isLessThan(7800);
      assertThat(ofRefresh.split("; ", -1)).allMatch(cookie -> cookie.length() <= 4096);
    }
  }

  @Test
  void aUserMayHave400Groups() {
    var desks = IntStream.range(0, 400).mapToObj("desk-%03d"::formatted).toList();
    keycloak.create("many", "publisher", desks);
    keycloak.token("mapped", "many"); // Keycloak's first one of so many groups takes long
    var browser = new BrowserStub();
    browser.signIn(node, "many", "/");
    assertSmall(browser);
    for (var server : new LibertyServer[] {node, other}) {
      var me = me(browser, server);
      assertThat(me.get("groups")).hasSizeGreaterThan(400);
      assertFalse(me.has("groupsOmitted"));
    }
  }

  private static String longName(Random random) {
    return random.longs(4).mapToObj("%016x"::formatted).collect(Collectors.joining());
  }

  @Test
  void ofGroupsThatDoNotFitThoseWithARoleStay() {
    var random = new Random(16);
    var names = Stream.generate(() -> longName(random)).limit(150).toList();
    keycloak.create("crowd", "publisher", names);
    var browser = new BrowserStub();
    browser.signIn(node, "crowd", "/");
    assertSmall(browser);
    for (var server : new LibertyServer[] {node, other}) {
      var me = me(browser, server);
      assertEquals("[\"publisher\"]", me.get("groups").toString());
      assertEquals("[\"publisher\"]", me.get("roles").toString());
      assertTrue(me.get("groupsOmitted").booleanValue());
      assertEquals(200, browser.post(server, "/auth/refresh").status());
      assertSmall(browser);
      var refused = browser.get(server.uri("/api/connections"));
      assertEquals("omitted", refused.header("Tidings-Groups"));
    }
  }

  @Test
  void newKeysOfKeycloakAreUsedWithoutARestart() {
    var before = new BrowserStub();
    before.signIn(node, "alice", "/");
    keycloak.rotateKeys();
    for (var server : new LibertyServer[] {node, other}) {
      assertEquals(200, before.post(server, "/auth/refresh").status());
      var after = new BrowserStub();
      after.signIn(server, "alice", "/");
      assertThat(me(after, server).get("groups").toString()).contains("fx", "trader");
    }
  }

  @Test
  void anIdTokenIsNoBearerToken() {
    var client = Client.bearer(node, keycloak.idToken("mapped", "alice"));
    var refused = Problem.of(401, client.get("/api/connections"));
    assertThat(refused.detail()).contains("not an access token", "typ");
  }

  @Test
  void aSessionOutlivesAnOutageOfKeycloak() {
    var browser = new BrowserStub();
    browser.signIn(node, "alice", "/");
    var publisher = publisher();
    publisher.publish(Map.of("type", "before", "user", "alice", "data", 0));
    try (var here = stream(browser, node, "");
        var there = stream(browser, other, "")) {
      keycloak.pause();
      try {
        var refused = Problem.of(503, browser.post(node, "/auth/refresh"));
        assertThat(refused.retryAfter()).isPositive();
        assertThat(refused.detail()).contains("cannot be reached");
        assertEquals("alice", me(browser, other).get("user").textValue());
        publisher.publish(Map.of("type", "during", "user", "alice", "data", 1));
        here.await("during");
        there.await("during");
        Awaitility.await()
            .during(Duration.ofSeconds(OUTAGE))
            .atMost(Duration.ofSeconds(OUTAGE + 10))
            .until(() -> me(browser, other).has("user") && !here.isEnded() && !there.isEnded());
      } finally {
        keycloak.resume();
      }
      assertEquals(200, browser.post(node, "/auth/refresh").status());
      publisher.publish(Map.of("type", "after", "user", "alice", "data", 2));
      for (var stream : new SseClient[] {here, there}) {
        stream.await("after");
        assertFalse(stream.isEnded());
      }
    }
  }

  @Test
  void signInsAndSignOutsAreAudited() throws IOException {
    var browser = new BrowserStub();
    var callback = browser.callback(node, "admin", "/");
    new BrowserStub().get(callback);
    browser.get(callback);
    browser.post(node, "/auth/logout");
    browser.post(node, "/auth/refresh");
    var log =
        Path.of("target/it/sign-in-1/servers/defaultServer/logs").resolve("audit-activity.log");
    var lines = Files.readAllLines(log).stream().map(Json::read).toList();
    assertThat(lines)
        .filteredOn(line -> line.path("user").asText().equals("admin"))
        .extracting(
            line -> line.path("kind").asText() + " " + line.path("call").asText(),
            line -> line.path("outcome").asText())
        .containsExactly(
            tuple("sign-in GET /auth/callback", "success"),
            tuple("sign-in POST /auth/logout", "success"));
    assertThat(lines)
        .anySatisfy(
            line -> {
              assertEquals("GET /auth/callback", line.path("call").asText());
              assertEquals("refused", line.path("outcome").asText());
              assertEquals("state", line.path("target").asText());
            })
        .anySatisfy(
            line -> {
              assertEquals("POST /auth/refresh", line.path("call").asText());
              assertEquals("ended", line.path("target").asText());
            });
  }

  @Test
  @Order(Integer.MAX_VALUE) // the other node does not come back
  void aNodeThatIsKilledLeavesItsSessionsToTheOther() {
    var browser = new BrowserStub();
    browser.signIn(other, "alice", "/");
    var session = me(browser, other);
    other.process().kill();
    assertEquals(session.get("groups"), me(browser, node).get("groups"));
    assertEquals(200, browser.post(node, "/auth/refresh").status());
    try (var stream = stream(browser, node, "")) {
      publisher().publish(Map.of("type", "survived", "user", "alice", "data", 1));
      stream.await("survived");
    }
  }

  @Test
  void aForgedLogoutTokenEndsNothing() {
    var forged = Map.of("logout_token", keycloak.token("mapped", "alice"));
    Answer answer = new BrowserStub().post(node.uri("/auth/backchannel"), forged);
    assertThat(Problem.of(400, answer).fields().get("logout_token")).contains("not valid");
    Problem.of(400, new BrowserStub().post(node.uri("/auth/backchannel"), Map.of()));
  }
}
