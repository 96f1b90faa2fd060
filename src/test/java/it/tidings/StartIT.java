package it.tidings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What a server says when it starts, and when it will not. */
class StartIT {

  /** Not a name of this machine alone to the rule, yet no other machine can reach it. */
  private static final String ELSEWHERE = "127.0.0.2";

  @Test
  void developmentIdentityOutsideLoopbackStopsTheStart() {
    try (var server = LibertyServer.named("outside").at(ELSEWHERE).withDevIdentity().launch()) {
      awaitRefusal(server);

      assertTrue(
          server.log().contains("or, if you mean it, tidings.dev-identity.outside-loopback=true"),
          server::log);
      assertFalse(server.log().contains("The application tidings was started"), server::log);
    }
  }

  @Test
  void developmentKeyThatCannotBeReadStopsTheStart() {
    try (var server =
        LibertyServer.named("no-key")
            .withDevIdentity()
            .with("TIDINGS_DEV_IDENTITY_KEY", "no/such.pem")
            .launch()) {
      awaitRefusal(server);

      assertTrue(server.log().contains("tidings.dev-identity.key must name a file"), server::log);
      assertTrue(server.log().contains("no/such.pem"), server::log);
    }
  }

  private static void awaitRefusal(LibertyServer server) {
    Awaitility.await("the refusal")
        .atMost(Duration.ofSeconds(90))
        .until(() -> server.log().contains("The application tidings was not started"));
  }

  @Test
  void developmentIdentityOutsideLoopbackIsThereForWhoeverSaysSoTwice() {
    try (var server =
        LibertyServer.named("outside-meant")
            .at(ELSEWHERE)
            .withDevIdentity()
            .with("TIDINGS_DEV_IDENTITY_OUTSIDE_LOOPBACK", "true")
            .with("TIDINGS_KAFKA_CLIENT_SASL_JAAS_CONFIG", "hush")
            .with("TIDINGS_HEARTBEAT", "3s")
            .start()) {
      assertTrue(server.log().contains("The development identity is on"), server::log);
      assertEquals(200, Client.of(server, Claims.of("alice")).subscribe("").status());
      assertSaysWhatItRunsWith(server);
    }
  }

  private static void assertSaysWhatItRunsWith(LibertyServer server) {
    var line = server.log().lines().filter(text -> text.contains("Tidings starts {")).findFirst();
    var settings = Json.read(line.orElseThrow().replaceFirst("^.*Tidings starts ", ""));
    assertEquals("64 KiB", settings.get("tidings.limits.event-bytes").textValue());
    assertEquals("true", settings.get("tidings.dev.identity").textValue());
    assertEquals("3s", settings.get("tidings.heartbeat").textValue());
    assertEquals("***", settings.get("tidings.kafka.client.sasl.jaas.config").textValue());
    assertFalse(server.log().contains("hush"), "a secret is in the log");
  }
}
