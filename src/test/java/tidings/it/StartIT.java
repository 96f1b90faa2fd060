package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;

/** The log of a server that starts, and of one that refuses to. */
@Order(4) // much of it waits
class StartIT {

  /** By the rule not an address of this machine alone, yet no other machine can reach it. */
  private static final String ELSEWHERE = "127.0.0.2";

  private static final Duration START = Duration.ofSeconds(90);

  @Test
  @Tag("soak")
  void developmentIdentityOutsideLoopbackAndKeysThatAreNotThereStopTheStart() {
    try (var server =
        LibertyServer.named("outside")
            .at(ELSEWHERE)
            .withDevIdentity()
            .with("TIDINGS_DEV_IDENTITY_KEY", "no/such.pem")
            .withoutKeyStore()
            .launch()) {
      assertFailedStart(
          server,
          "or, to allow it, tidings.dev-identity.outside-loopback=true",
          "tidings.dev-identity.key must name a file",
          "https.port is %d, but keystore.password is not set".formatted(server.httpsPort()));
      assertTrue(server.log().contains("no/such.pem"), server::log);
    }
  }

  @Test
  void eachWrongValueIsOneLineAndTheProcessEndsWithStatusOne() {
    try (var server =
        LibertyServer.named("wrong-values")
            .with("TIDINGS_LIMITS_CONNECT_RATE", "100000/s")
            .with("TIDINGS_LIMITS_CONNECTIONS", "-1")
            .with("TIDINGS_LOG_RETAIN_PERCENT_PER_PUBLISHER", "101")
            .with("TIDINGS_HEARTBEAT", "15")
            .with("TIDINGS_CONNECTION_QUEUE_BYTES", "1 MB")
            .with("TIDINGS_OUTBOX", "perhaps")
            .with("TIDINGS_KAFKA_TOPICS", " ")
            .with("TIDINGS_MODEL_BASE_URL", "http://user:hush@[nowhere")
            .launch()) {
      assertFailedStart(
          server,
          "tidings.limits.connect-rate must be a whole number, from 1 to 2147483647, but is"
              + " '100000/s' (environment variable TIDINGS_LIMITS_CONNECT_RATE)",
          "tidings.limits.connections must be a whole number, from 1 to 2147483647, but is '-1'",
          "tidings.log.retain-percent-per-publisher must be a whole number, from 1 to 100, but is"
              + " '101'",
          "tidings.heartbeat must be a time with its unit (ms, s, m or h), such as 15s, 100ms or"
              + " more, but is '15'",
          "tidings.connection.queue-bytes must be a size, such as 65536, 64 KiB or 1 MiB, 1 or"
              + " more, but is '1 MB'",
          "tidings.outbox must be true or false, but is 'perhaps'",
          "tidings.kafka.topics must have a value (environment variable TIDINGS_KAFKA_TOPICS)",
          "tidings.model.base-url must be a URI, but is not");
      assertFalse(server.log().contains("hush"), "a secret is in the log");
      assertEquals(
          8,
          server.log().lines().filter(line -> line.contains("Tidings does not start")).count(),
          server::log);
    }
  }

  @Test
  @Tag("soak")
  void valuesThatAreWrongTogetherAndPortsThatAreTakenAreReportedInTheSameWay() throws IOException {
    try (var http = new ServerSocket(0, 1, InetAddress.getByName("localhost"));
        var https = new ServerSocket(0, 1, InetAddress.getByName("localhost"));
        var server =
            LibertyServer.named("wrong-together")
                .onPorts(http.getLocalPort(), https.getLocalPort())
                .with("TIDINGS_START_FAILURE", "stop")
                .with("TIDINGS_LIMTS_CONNECTIONS", "5")
                .with("TIDINGS_LOG", "kafka")
                .with("TIDINGS_HEALTH_SOURCES", "maybe")
                .with("TIDINGS_REDIS_STREAMS", "orders")
                .with("TIDINGS_MCP_SERVERS", "mail=htps://joe:hush@mail/mcp")
                .with("TIDINGS_TRUSTED_PROXIES", "10.0.0.0/33")
                .with("TIDINGS_TOOLS_HOSTS", "https://crm.example.com/")
                .with("TIDINGS_MODEL_BASE_URL", "hush@model/v1")
                .with("TIDINGS_DATABASE_URL", "jdbc:mysql:hush")
                .with("TIDINGS_RUNS_ROLE", "admin, publisher")
                .with("TIDINGS_SECURITY_CONTACTS", "security@example.com")
                .with("TIDINGS_REDIS_URL", "rediss://:hush@localhost")
                .with("TIDINGS_REDIS_CA_FILE", "no/such.pem")
                .with(
                    "TIDINGS_AUDIT_FILE", Path.of("pom.xml/audit.log").toAbsolutePath().toString())
                .with("MP_JWT_VERIFY_PUBLICKEY", "hush!")
                .with("MP_JWT_VERIFY_PUBLICKEY_ALGORITHM", "RS256,HS256")
                .with("TIDINGS_IDENTITY_GROUPS_SEPARATOR", "tab")
                .with("TIDINGS_IDENTITY_KEYS_MAX_AGE", "1m")
                .launch()) {
      assertFailedStart(
          server,
          "http.port is %d, and the server cannot listen on that port of localhost: "
              .formatted(http.getLocalPort()),
          "https.port is %d, and the server cannot listen on that port of localhost: "
              .formatted(https.getLocalPort()),
          "tidings.start.failure must be exit or fail, but is 'stop'",
          "tidings.log is kafka, but tidings.kafka.bootstrap-servers is not set",
          "tidings.health.sources must be down or report, but is 'maybe'",
          "tidings.mcp.servers must be a comma list of name=http(s)://… or name=stdio:command, but",
          "mp.jwt.verify.publickey cannot be read: it is neither PEM, nor a JWK, nor a JWK Set",
          "mp.jwt.verify.publickey.algorithm must be a list of RS256, RS384",
          "tidings.trusted-proxies must be a comma list of IP addresses and ranges, but"
              + " '10.0.0.0/33'",
          "tidings.tools.hosts must be a comma list of host or host:port, but has"
              + " 'https://crm.example.com/'",
          "tidings.model.base-url must be a URL such as https://api.example.com/v1, but is not",
          "tidings.database.url must begin with jdbc:postgresql: or jdbc:h2:, but is not",
          "tidings.runs.role must be one role: admin, publisher or the name of a group, but is"
              + " 'admin, publisher'",
          "tidings.security.contacts must be a list of addresses",
          "tidings.redis.ca-file: no/such.pem cannot be read",
          "tidings.audit.file must be a file that this process can write, but is",
          "tidings.identity.groups-separator must be space, comma or none, but is 'tab'",
          "tidings.identity.keys-max-age must be longer than tidings.identity.keys-refresh");
      assertFalse(server.log().contains("hush"), "a secret is in the log");
      assertThat(server.log())
          .containsOnlyOnce(
              "The configuration 'TIDINGS_LIMTS_CONNECTIONS' has no effect: no key has this name."
                  + " Did you mean tidings.limits.connections?");
    }
  }

  private static Optional<Integer> firstAnswer(LibertyServer server) {
    try {
      return Optional.of(Client.anonymous(server).get("/api/events").status());
    } catch (UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /** The process ends with status 1 within the time of a start, and its log has no stack trace. */
  private static void assertFailedStart(LibertyServer server, String... lines) {
    assertTrue(server.process().exits(START), server::log);
    assertEquals(1, server.process().exitStatus(), server::log);
    var reported = server.log().lines().filter(line -> line.contains("Tidings does not start: "));
    assertThat(reported).allSatisfy(line -> assertThat(lines).anyMatch(line::contains));
    assertThat(server.log()).contains(lines);
    assertFalse(server.log().contains("\tat "), server::log);
    assertFalse(server.log().contains("The application tidings was started"), server::log);
  }

  /**
   * Liberty opens its ports after thirty seconds at the latest, unless it is configured otherwise.
   */
  @Test
  void portOpensWhenTheApplicationAnswersHoweverLongItsStartTakes() {
    try (var server =
        LibertyServer.named("slow-start")
            .at(ELSEWHERE)
            .withDevIdentity()
            .with("TIDINGS_DEV_IDENTITY_OUTSIDE_LOOPBACK", "true")
            .with("TIDINGS_KAFKA_CLIENT_SASL_JAAS_CONFIG", "hush")
            .with("TIDINGS_KAFKA_CLIENT_SSL_KEYSTORE_KEY", "hush")
            .with("TIDINGS_MODEL_API_KEY", "hush")
            .with("TIDINGS_MCP_SERVERS", "mail=http://localhost:1/hush?key=hush")
            .with("TIDINGS_HEARTBEAT", "3s")
            .launch()) {
      Awaitility.await("the start of the application")
          .atMost(START)
          .until(() -> server.log().contains("CWWKZ0018I"));
      server.process().signal("STOP");
      Awaitility.await("more time than Liberty gives a start")
          .atMost(START)
          .pollDelay(Duration.ofSeconds(32))
          .until(() -> true);
      server.process().signal("CONT");

      var first =
          Awaitility.await("an answer")
              .atMost(START)
              .pollInterval(Duration.ofMillis(20))
              .until(() -> firstAnswer(server), Optional::isPresent);
      assertEquals(401, first.orElseThrow(), server::log);
      assertDevelopmentIdentityIsOnOutsideLoopback(server);
      assertLogsItsSettings(server);
    }
  }

  /** Because the configuration sets both keys. */
  private static void assertDevelopmentIdentityIsOnOutsideLoopback(LibertyServer server) {
    assertTrue(server.log().contains("The development identity is on"), server::log);
    assertEquals(200, Client.of(server, Claims.of("alice")).subscribe("").status());
  }

  private static void assertLogsItsSettings(LibertyServer server) {
    var line = server.log().lines().filter(text -> text.contains("Tidings starts {")).findFirst();
    var settings = Json.read(line.orElseThrow().replaceFirst("^.*Tidings starts ", ""));
    assertEquals("64 KiB", settings.get("tidings.limits.event-bytes").textValue());
    assertEquals("true", settings.get("tidings.dev.identity").textValue());
    assertEquals("3s", settings.get("tidings.heartbeat").textValue());
    assertEquals("***", settings.get("tidings.kafka.client.sasl.jaas.config").textValue());
    assertFalse(server.log().contains("hush"), "a secret is in the log");
  }
}
