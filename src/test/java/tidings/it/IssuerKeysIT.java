package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.it.support.Answer;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Issuer;
import tidings.it.support.Json;
import tidings.it.support.KeySetStub;
import tidings.it.support.LibertyServer;
import tidings.it.support.Problem;
import tidings.it.support.SelfSigned;

/**
 * The keys of an issuer that is unreachable when the server starts, becomes available, changes its
 * keys, and disappears. One history of one server: each test continues where the previous one
 * ended.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(4) // long
class IssuerKeysIT {

  private static final Duration SOON = Duration.ofSeconds(20);

  private final SelfSigned authority = SelfSigned.in(Path.of("target/it/issuer-keys-ca"));
  private final KeySetStub stub = KeySetStub.start(authority);
  private final ECKey first = key("first");
  private final ECKey second = key("second");
  private final LibertyServer server =
      LibertyServer.named("issuer-keys")
          .with("MP_JWT_VERIFY_ISSUER", Issuer.NAME)
          .with("MP_JWT_VERIFY_AUDIENCES", "other, " + Issuer.AUDIENCE)
          .with("MP_JWT_VERIFY_PUBLICKEY_LOCATION", stub.url())
          .with(
              "TIDINGS_IDENTITY_KEYS_CA_FILE", authority.certificate().toAbsolutePath().toString())
          .with("TIDINGS_IDENTITY_KEYS_READS_PER_MINUTE", "3")
          .start();

  private static ECKey key(String kid) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JWK open(ECKey key) {
    return key.toPublicJWK();
  }

  private static String token(ECKey key, String kid, JWTClaimsSet claims) {
    try {
      var jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(kid).build(), claims);
      jwt.sign(new ECDSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private Answer request(ECKey key, String kid) {
    var token = token(key, kid, Issuer.claimsSet(Claims.of("alice")));
    return Client.bearer(server, token).get("/api/connections");
  }

  private Answer request(ECKey key) {
    return request(key, key.getKeyID());
  }

  private long linesWith(String text) {
    return server.log().lines().filter(line -> line.contains(text)).count();
  }

  @AfterAll
  void stop() {
    server.close();
    stub.close();
  }

  @Test
  @Order(0)
  void withoutKeysNoTokenIsRejected() {
    for (int i = 0; i < 3; i++) {
      var problem = Problem.of(503, request(first));
      assertEquals(5, problem.retryAfter());
      assertThat(problem.detail()).contains("keys of the identity provider");
    }
    var token = token(first, "first", Issuer.claimsSet(Claims.of("alice")));
    var openAi = Client.bearer(server, token).get("/v1/models");
    assertEquals(503, openAi.status(), openAi::body);
    assertEquals("5", openAi.header("Retry-After"));

    assertEquals(0, server.metrics().get("tidings_identity_keys_up"));
    assertThat(server.metrics().get("tidings_tokens_unverifiable_total")).isGreaterThanOrEqualTo(4);
    assertEquals(1, linesWith("The keys of the identity provider cannot be read"), server::log);
    assertEquals(200, Client.anonymous(server).get("/health/ready").status());
    assertEquals(401, Client.anonymous(server).get("/api/connections").status());
  }

  @Test
  @Order(1)
  void keysAreFoundWhenTheIssuerComes() {
    stub.publish(open(first));
    Awaitility.await().atMost(SOON).until(() -> request(first).status() == 200);
    assertEquals(1, server.metrics().get("tidings_identity_keys_up"));
    assertEquals(1, linesWith("The keys of the identity provider can be read again"), server::log);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"ops\"]", "\"ops desk\"", "[{\"name\":\"ops\"}]", "null"})
  @Order(2)
  void tokenIsTakenInTheFormsThatIssuersWrite(String groups) throws ParseException {
    var json =
        """
        {"iss":"%s","aud":["account","%s"],"sub":"Archer, Alice","name":"Alice","groups":%s,
         "iat":%d.25,"nbf":1.5,"exp":%d.75}\
        """
            .formatted(
                Issuer.NAME,
                Issuer.AUDIENCE,
                groups,
                Instant.now().getEpochSecond(),
                Instant.now().getEpochSecond() + 600);
    Awaitility.await().atMost(SOON).until(() -> request(first).status() != 503);
    var client = Client.bearer(server, token(first, "first", JWTClaimsSet.parse(json)));
    try (var stream = client.stream("")) {
      var connections = Json.read(client.get("/api/connections").body()).get("connections");
      assertThat(connections)
          .anySatisfy(
              own -> {
                assertEquals(stream.connection(), own.get("id").textValue());
                assertEquals("Archer, Alice", own.get("user").textValue());
                assertEquals("Alice", own.get("name").textValue());
              });
    }
  }

  @Test
  @Order(3)
  void newKeyIsTakenWithTheFirstTokenThatIsSignedWithIt() {
    stub.publish(open(first), open(second));
    assertEquals(200, request(second).status());
    assertEquals(200, request(first).status());
  }

  @Test
  @Order(4)
  void unknownKeysAreAskedForOnceEachAndOnlySoOften() {
    int before = stub.reads();
    for (int i = 0; i < 10; i++) {
      var answer = request(first, "unknown");
      assertThat(Problem.of(401, answer).detail()).contains("kid 'unknown'");
    }
    assertEquals(before + 1, stub.reads(), "the same key again");
    for (int i = 0; i < 20; i++) {
      assertEquals(401, request(first, "unknown-" + i).status());
    }
    assertThat(stub.reads() - before).as("twenty keys").isLessThanOrEqualTo(3);
    assertEquals(200, request(second).status());
    assertEquals(1, linesWith("Rejected a token (key)"), server::log);
  }

  @Test
  @Order(5)
  void rejectionNamesTheCheckThatFailedAndItsLineComesOnceAMinute() {
    var claims = new JWTClaimsSet.Builder(Issuer.claimsSet(Claims.of("alice")));
    var token = token(first, "first", claims.audience("somebody-else").build());
    for (int i = 0; i < 5; i++) {
      var answer = Client.bearer(server, token).get("/api/connections");
      assertThat(Problem.of(401, answer).detail()).contains("(aud)", "somebody-else");
      assertThat(answer.header("WWW-Authenticate"))
          .startsWith("Bearer realm=\"tidings\", error=\"invalid_token\", error_description=\"")
          .contains("audience (aud) is 'somebody-else'");
    }
    assertEquals(1, linesWith("Rejected a token (audience)"), server::log);
    assertEquals(5, server.metrics().get("tidings_tokens_rejected_total{check=\"audience\"}"));
    assertTrue(!server.log().contains(token.substring(token.length() - 20)), "a token is logged");

    assertThat(Client.anonymous(server).get("/api/connections").header("WWW-Authenticate"))
        .as("without a token there is no error to report")
        .isEqualTo("Bearer realm=\"tidings\"");
    var openAi = Client.bearer(server, token).get("/v1/models");
    assertThat(openAi.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
    assertThat(openAi.body()).contains("somebody-else");
  }

  @Test
  @Order(6)
  void groupsThatTheIssuerLeftOutAreSaidInTheAnswerTheLogAndAMetric() {
    var overage =
        new JWTClaimsSet.Builder(Issuer.claimsSet(Claims.of("alice")))
            .claim("groups", null)
            .claim("_claim_names", Map.of("groups", "src1"))
            .build();
    var answer = Client.bearer(server, token(first, "first", overage)).get("/api/connections");
    assertEquals(200, answer.status(), answer::body);
    assertEquals("omitted", answer.header("Tidings-Groups"));
    assertEquals("", request(first).header("Tidings-Groups"));
    assertEquals(1, server.metrics().get("tidings_tokens_groups_omitted_total"));
    assertEquals(1, linesWith("A token refers to its 'groups'"), server::log);
  }

  @Test
  @Order(7)
  void noPasswordOfAnAddressIsInTheLogTheMetricsOrTheHealth() {
    assertThat(linesWith("https://***@127.0.0.1:")).as(server.log()).isPositive();
    var nobody = Client.anonymous(server);
    for (var text :
        List.of(server.log(), nobody.get("/metrics").body(), nobody.get("/health").body())) {
      assertThat(text).doesNotContain("hunter2");
    }
  }

  @Test
  @Order(8)
  void lastKeysStayInUseWhileTheIssuerIsUnreachable() {
    stub.goAway();
    assertEquals(200, request(first).status());
    assertEquals(200, request(second).status());
  }
}
