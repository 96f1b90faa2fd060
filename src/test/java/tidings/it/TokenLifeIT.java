package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import tidings.it.support.Answer;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Issuer;
import tidings.it.support.IssuerServer;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.Problem;
import tidings.it.support.Promptness;
import tidings.it.support.SseClient;
import tidings.it.support.SseEvent;

/** A stream at the end of its token. In real time, so its tests wait in parallel. */
@Order(2)
class TokenLifeIT {

  private static final Duration LIFE = Duration.ofSeconds(12);
  private static final Duration PATIENCE = LIFE.plusSeconds(10);

  private final Issuer issuer = IssuerServer.issuer();
  private final LibertyServer server = IssuerServer.get();

  @TestFactory
  Stream<DynamicTest> theLifeOfAToken() {
    return Map.<String, Executable>of(
        "streamIsWarnedAtHalfItsTokensLifeAndClosedWithinASecondAfterItsEnd",
        this::streamIsWarnedAtHalfItsTokensLifeAndClosedWithinASecondAfterItsEnd,
        "streamWithAFreshTokenGoesOnWithoutABreak",
        this::streamWithAFreshTokenGoesOnWithoutABreak,
        "sameTokenSentAgainAndAgainRenewsNothingAndIsWarnedOfOnce",
        this::sameTokenSentAgainAndAgainRenewsNothingAndIsWarnedOfOnce,
        "tokenOfAnotherUserExtendsNothing",
        this::tokenOfAnotherUserExtendsNothing)
        .entrySet()
        .stream()
        .map(test -> DynamicTest.dynamicTest(test.getKey(), start(test.getValue())))
        .toList() // all begin before the first wait
        .stream();
  }

  private static Executable start(Executable test) {
    var outcome = new FutureTask<Optional<Throwable>>(() -> outcome(test));
    Thread.startVirtualThread(outcome);
    return () -> {
      var failure = outcome.get();
      if (failure.isPresent()) {
        throw failure.get();
      }
    };
  }

  private static Optional<Throwable> outcome(Executable test) {
    try {
      test.execute();
      return Optional.empty();
    } catch (Throwable e) {
      return Optional.of(e);
    }
  }

  private void streamIsWarnedAtHalfItsTokensLifeAndClosedWithinASecondAfterItsEnd()
      throws ParseException {
    var token = ending("alice");
    // On a loaded machine the server opens the stream long before its client sees it.
    var start = Instant.now();
    try (var stream = Client.bearer(server, token).stream("")) {
      var end = end(token);
      var half = Duration.between(start, end).dividedBy(2);

      var warning = stream.await("tidings.reauth");
      assertEquals(end, Instant.parse(warning.json().get("expires").textValue()));
      assertWithinASecond(end.minus(half).minusMillis(100), arrival(warning));

      assertClosedByTheEndOf(token, stream);
    }
  }

  private void streamWithAFreshTokenGoesOnWithoutABreak() throws ParseException {
    var token = ending("bob");
    try (var stream = Client.bearer(server, token).stream("types=news")) {
      stream.await("tidings.reauth");
      var fresh = issuer.token(Claims.of("bob").inGroups("publisher"));
      var renewed = renew(fresh, stream);
      assertEquals(200, renewed.status(), renewed::body);
      assertTrue(Json.read(renewed.body()).get("renewed").booleanValue(), renewed::body);

      awaitPast(end(token).plusSeconds(2));

      Client.bearer(server, fresh).publish(Map.of("type", "news", "user", "bob", "data", 1));
      assertEquals("1", stream.await("news").data());
      assertFalse(stream.isEnded());
      assertEquals(3, stream.all().size(), () -> stream.all().toString());
    }
  }

  private void sameTokenSentAgainAndAgainRenewsNothingAndIsWarnedOfOnce() throws ParseException {
    var token = ending("dora");
    try (var stream = Client.bearer(server, token).stream("")) {
      stream.await("tidings.reauth");
      for (int i = 0; i < 20; i++) {
        var answer = renew(token, stream);
        assertEquals(200, answer.status(), answer::body);
        var connection = Json.read(answer.body());
        assertFalse(connection.get("renewed").booleanValue(), answer::body);
        assertEquals(end(token), Instant.parse(connection.get("expires").textValue()));
      }
      var older = issuer.token(Claims.of("dora").lasting(Duration.ofSeconds(2)));
      assertFalse(Json.read(renew(older, stream).body()).get("renewed").booleanValue());

      assertClosedByTheEndOf(token, stream);
      assertEquals(
          1, stream.all().stream().filter(event -> event.type().equals("tidings.reauth")).count());
    }
  }

  private void tokenOfAnotherUserExtendsNothing() throws ParseException {
    var token = ending("carol");
    try (var stream = Client.bearer(server, token).stream("")) {
      var other = issuer.token(Claims.of("mallory").inGroups("admin", "publisher"));
      Problem.of(403, renew(other, stream));

      assertClosedByTheEndOf(token, stream);
    }
  }

  private String ending(String user) {
    return issuer.token(Claims.of(user).lasting(LIFE));
  }

  private Answer renew(String token, SseClient stream) {
    var path = "/api/connections/" + stream.connection() + "/token";
    return Client.bearer(server, token).send("PUT", path, Client.JSON, new byte[0]);
  }

  private static void assertClosedByTheEndOf(String token, SseClient stream) throws ParseException {
    var close = stream.await("tidings.close", PATIENCE);
    assertWithinASecond(end(token), arrival(close));
    assertEquals(1001, close.json().get("code").intValue());
    assertEquals("token-expired", close.json().get("reason").textValue());
    assertTrue(close.json().get("reconnect").booleanValue());
    stream.awaitEnd();
    assertEquals(close, stream.all().getLast());
  }

  private static Instant end(String token) throws ParseException {
    return SignedJWT.parse(token).getJWTClaimsSet().getExpirationTime().toInstant();
  }

  private static Instant arrival(SseEvent event) {
    return Instant.now().minusNanos(System.nanoTime() - event.arrivedNanos());
  }

  private static void assertWithinASecond(Instant expected, Instant actual) {
    var late = Duration.between(expected, actual);
    assertThat(late).as("after " + expected).isGreaterThanOrEqualTo(Duration.ofMillis(-20));
    Promptness.assertWithin(Duration.ofSeconds(1), late, "after " + expected);
  }

  private static void awaitPast(Instant moment) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> Instant.now().isAfter(moment));
  }
}
