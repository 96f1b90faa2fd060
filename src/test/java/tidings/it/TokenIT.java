package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.it.support.Answer;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Issuer;
import tidings.it.support.IssuerServer;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.Problem;
import tidings.it.support.SseClient;

/** Which tokens a server with a real issuer takes, and from where. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenIT {

  private final Issuer issuer = IssuerServer.issuer();
  private final LibertyServer server = IssuerServer.get();

  @Test
  void tokenOfTheIssuerIsTaken() {
    assertEquals(200, bearer(issuer.token(Claims.of("alice"))).subscribe("").status());
  }

  @Test
  void thereIsNoDevelopmentIdentityBesideAnIssuer() {
    var answer = Client.anonymous(server).post("/dev/token", Client.JSON, "{\"user\":\"alice\"}");

    Problem.of(404, answer);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badTokens")
  void tokenThatDoesNotHoldIsRefused(String why, String token) {
    var answer = bearer(token).subscribe("");

    Problem.of(401, answer);
    assertTrue(answer.header("WWW-Authenticate").startsWith("Bearer"), why);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badTokens")
  void cookieThatDoesNotHoldIsRefused(String why, String token) {
    Problem.of(401, cookie(token, Map.of()).subscribe(""));
  }

  Stream<Arguments> badTokens() throws JOSEException {
    var good = Issuer.claimsSet(Claims.of("alice"));
    var token = issuer.sign(good);
    return Stream.of(
        bad("ended 10 s ago", lasting(-10)),
        bad("ended 2 s ago", lasting(-2)),
        bad("without an end", issuer.sign(spoilt().expirationTime(null).build())),
        bad("another issuer", issuer.sign(spoilt().issuer("https://other.test").build())),
        bad("another audience", issuer.sign(spoilt().audience("other").build())),
        bad("without an audience", issuer.sign(spoilt().audience((String) null).build())),
        bad("without a subject", issuer.sign(spoilt().subject(null).build())),
        bad("another key", new Issuer().sign(good)),
        bad("a signature cut short", token.substring(0, token.length() - 8)),
        bad("not signed", new PlainJWT(good).serialize()),
        bad("signed with the public key as a secret", signedWithThePublicKey(good)),
        bad("no token at all", "abc"));
  }

  private static Arguments bad(String why, String token) {
    return Arguments.of(why, token);
  }

  private static JWTClaimsSet.Builder spoilt() {
    return new JWTClaimsSet.Builder(Issuer.claimsSet(Claims.of("alice")));
  }

  private String lasting(long seconds) {
    return issuer.token(Claims.of("alice").lasting(Duration.ofSeconds(seconds)));
  }

  private String signedWithThePublicKey(JWTClaimsSet claims) throws JOSEException {
    var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    jwt.sign(new MACSigner(issuer.publicKey().getBytes(StandardCharsets.UTF_8)));
    return jwt.serialize();
  }

  @Test
  void cookieSignsInAsABearerDoes() {
    var alice = cookie(issuer.token(Claims.of("alice")), Map.of());
    var publisher = bearer(issuer.token(Claims.of("bob").inGroups("publisher")));
    try (var stream = alice.stream("")) {
      publisher.publish(Map.of("type", "a", "user", "alice", "data", 1));

      assertEquals("1", stream.await("a").data());
    }
  }

  /** The name of a scheme has no case (RFC 9110, section 11.1). */
  @ParameterizedTest
  @ValueSource(strings = {"Bearer", "BEARER", "bearer"})
  void bearerWinsOverTheCookie(String scheme) {
    // A user for each case: the stream of the former case may not be closed yet.
    var user = "bearer-of-both-" + scheme;
    var bearer = scheme + " " + issuer.token(Claims.of(user));
    var both = cookie(issuer.token(Claims.of("cookie-of-both")), Map.of("Authorization", bearer));
    try (var stream = both.stream("")) {
      var own = Json.read(both.get("/api/connections").body()).get("connections");

      assertEquals(stream.connection(), own.get(0).get("id").textValue());
      assertEquals(user, own.get(0).get("user").textValue());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer", "BEARER", "bearer"})
  void badBearerIsNotSavedByAGoodCookie(String scheme) {
    var both = cookie(issuer.token(Claims.of("bob")), Map.of("Authorization", scheme + " abc"));

    Problem.of(401, both.subscribe(""));
  }

  @Test
  void cookieChangesSomethingOnlyFromThisServersPages() {
    var token = issuer.token(Claims.of("alice").inGroups("publisher"));
    var own = "http://localhost:" + server.httpPort();

    assertEquals(202, publish(cookie(token, Map.of("Origin", own))).status());
    Problem.of(403, publish(cookie(token, Map.of())));
    for (var origin :
        new String[] {"http://evil.test", own + "0", "http://localhost", "null", own + "@evil"}) {
      Problem.of(403, publish(cookie(token, Map.of("Origin", origin))));
    }
    assertEquals(202, publish(bearer(token)).status());
  }

  @Test
  void pageOfATrustedOriginMayCallAndReadTheAnswer() {
    var token = issuer.token(Claims.of("alice").inGroups("publisher"));
    var there = cookie(token, Map.of("Origin", IssuerServer.TRUSTED));

    var published = publish(there);
    assertEquals(202, published.status());
    assertMayRead(published);
    try (var stream = there.stream("")) {
      assertEquals(IssuerServer.TRUSTED, stream.header("access-control-allow-origin"));
    }
    assertMayRead(Client.with(server, Map.of("Origin", IssuerServer.TRUSTED)).get("/api/events"));
    var asked = preflight(IssuerServer.TRUSTED);
    assertMayRead(asked);
    assertEquals("GET, POST, PUT, PATCH, DELETE", asked.header("access-control-allow-methods"));
    assertTrue(asked.header("access-control-allow-headers").contains("x-stainless-os"));
  }

  private static void assertMayRead(Answer answer) {
    assertEquals(IssuerServer.TRUSTED, answer.header("access-control-allow-origin"));
    assertEquals("true", answer.header("access-control-allow-credentials"));
  }

  private Answer preflight(String origin) {
    var headers =
        Map.of(
            "Origin",
            origin,
            "Access-Control-Request-Method",
            "PATCH",
            "Access-Control-Request-Headers",
            "authorization,x-stainless-os");
    return Client.with(server, headers).send("OPTIONS", "/api/events", Client.JSON, new byte[0]);
  }

  @Test
  void pageOfAnyOtherOriginReadsNothing() {
    var token = issuer.token(Claims.of("alice"));
    for (var origin : new String[] {"https://evil.test", IssuerServer.TRUSTED + ".evil", "null"}) {
      var there = cookie(token, Map.of("Origin", origin));
      assertEquals("", there.get("/api/connections").header("access-control-allow-origin"));
      assertEquals("", preflight(origin).header("access-control-allow-origin"));
    }
  }

  private static Answer publish(Client caller) {
    return caller.post("/api/events", Client.JSON, "{\"type\":\"a\"}");
  }

  @Test
  void ticketIsGoodOnceAndIsItsOwnersIdentity() {
    var alice = bearer(issuer.token(Claims.of("alice").maySubscribe("orders/*")));
    var answer = alice.post("/api/events/tickets", Client.JSON, "");
    assertEquals(201, answer.status(), answer::body);
    var query = "topics=orders/1&ticket=" + Json.read(answer.body()).get("ticket").textValue();
    var nobody = Client.anonymous(server);

    try (var stream = nobody.stream(query)) {
      bearer(issuer.token(Claims.of("bob").inGroups("publisher")))
          .publish(Map.of("type", "a", "user", "alice", "topic", "orders/1"));
      assertFalse(stream.await("a").lastEventId().isEmpty());
    }
    Problem.of(401, nobody.subscribe(query));
    Problem.of(401, nobody.subscribe("ticket=abc"));
  }

  @Test
  void ticketPublishesNothing() {
    var alice = bearer(issuer.token(Claims.of("alice").inGroups("publisher")));
    var ticket =
        Json.read(alice.post("/api/events/tickets", Client.JSON, "").body())
            .get("ticket")
            .textValue();

    var answer =
        Client.anonymous(server)
            .post("/api/events?ticket=" + ticket, Client.JSON, "{\"type\":\"a\"}");

    Problem.of(401, answer);
  }

  @Test
  void ticketIsGoodForNothingButAStream() {
    var alice = bearer(issuer.token(Claims.of("alice")));
    var ticket =
        Json.read(alice.post("/api/events/tickets", Client.JSON, "").body())
            .get("ticket")
            .textValue();
    var nobody = Client.anonymous(server);
    for (var path :
        List.of("/api/connections", "/api/runs", "/api/conversations", "/api/events/poll")) {
      Problem.of(401, nobody.get(path + "?ticket=" + ticket));
    }
    try (var stream = SseClient.open(server, "/api/events?ticket=" + ticket, Map.of())) {
      stream.await("tidings.open"); // it was not used up
    }
  }

  private Client bearer(String token) {
    return Client.bearer(server, token);
  }

  private Client cookie(String token, Map<String, String> more) {
    var headers = new HashMap<>(more);
    headers.put("Cookie", "tidings_token=" + token);
    return Client.with(server, headers);
  }
}
