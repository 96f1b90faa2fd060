package tidings.it;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Issuer;
import tidings.it.support.Json;
import tidings.it.support.KafkaBroker;
import tidings.it.support.LibertyServer;
import tidings.it.support.PostgresServer;
import tidings.it.support.ResumingClient;
import tidings.it.support.SseEvent;
import tidings.it.support.Tokens;

/**
 * From the package of a former version to this one, and back: {@code mvn verify -Psoak
 * -Dit.test=UpgradeIT -Dtidings.former=/path/to/the/former/tidings.zip}. Without the former package
 * it is skipped.
 */
@Tag("soak")
class UpgradeIT {

  private static final String FORMER = System.getProperty("tidings.former", "");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @BeforeEach
  void requireFormer() {
    assumeTrue(!FORMER.isEmpty(), "no former package: name one in -Dtidings.former");
  }

  private static LibertyServer.Plan former(String name) {
    return LibertyServer.named(name).fromPackage(Path.of(FORMER));
  }

  private static LibertyServer.Plan current(String name) {
    return LibertyServer.named(name).fromPackage();
  }

  private static Path key(Path folder) throws IOException {
    return Files.writeString(folder.resolve("key.pem"), new Issuer().privateKey());
  }

  private static void chat(Client caller, String prompt) {
    var body = Json.write(Map.of("user_prompt", prompt, "model_name", "scripted"));
    var answer = caller.post("/api/chat/completions", Client.JSON, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  private static int conversations(Client caller) {
    var answer = caller.get("/api/conversations");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return Json.read(answer.body()).get("conversations").size();
  }

  private static void revoke(Client admin, String user) {
    var body = "{\"user\":\"" + user + "\",\"until\":\"2099-01-01T00:00:00Z\"}";
    assertThat(admin.post("/api/admin/revocations", Client.JSON, body).status()).isEqualTo(202);
  }

  private static Map<String, Object> event(int number) {
    return Map.of(
        "type", "step", "user", "alice", "id", "e" + number, "source", "/t", "data", number);
  }

  /** Settings that a former version knows, and the folder of the files that a node leaves. */
  private static LibertyServer.Plan configured(LibertyServer.Plan plan, Path key, Path output) {
    return plan.withDevIdentity(key)
        .with("WLP_OUTPUT_DIR", output.toString())
        .with("TIDINGS_LIMITS_CONNECTIONS", "77")
        .with("TIDINGS_HEARTBEAT", "5s");
  }

  /** The log of a node in memory is lost with each restart, and its clients receive a gap. */
  @Test
  void aNodeWithH2KeepsConversationsRevocationsConfigurationAndClients(@TempDir Path folder)
      throws IOException {
    var key = key(folder);
    var output = folder.resolve("output");
    var node = configured(former("upgrade-h2-former"), key, output).start();
    var token = Tokens.dev(node, Claims.of("alice").inGroups("publisher", "admin"));
    var mallory = Tokens.dev(node, Claims.of("mallory"));
    var alice = Client.bearer(node, token);
    chat(alice, "before");
    revoke(alice, "mallory");
    try (var client = new ResumingClient(List.of(node), Map.of(node, token), "types=step", 1, 0)) {
      alice.publish(event(1));
      client.await(1, PATIENCE);
      int expected = 1;
      for (var version : List.of("current", "former", "current")) {
        node.close();
        var plan =
            version.equals("former") ? former("upgrade-h2-former") : current("upgrade-h2-current");
        node = configured(plan.inPlaceOf(node), key, output).start();
        assertThat(conversations(alice)).as(version).isEqualTo(expected);
        assertThat(Client.bearer(node, mallory).get("/api/connections").status())
            .as(version)
            .isEqualTo(401);
        assertThat(node.log()).as(version).contains("\"tidings.limits.connections\":\"77\"");
        chat(alice, version);
        expected++;
        alice.publish(event(expected));
        client.await(expected, PATIENCE);
      }
      assertThat(client.events()).extracting(SseEvent::data).containsExactly("1", "2", "3", "4");
    } finally {
      node.close();
    }
  }

  /** One node after the other, and one of them back: events cross in both directions meanwhile. */
  @Test
  void twoNodesOnKafkaAndPostgresAreUpgradedOneByOne(@TempDir Path folder) throws IOException {
    var key = key(folder);
    try (var broker = KafkaBroker.start("upgrade-kafka");
        var postgres = PostgresServer.start("upgrade-postgres")) {
      var nodes = new HashMap<String, LibertyServer>();
      for (var name : List.of("one", "two")) {
        nodes.put(name, cluster(former("upgrade-" + name), name, broker, postgres, key).start());
      }
      try {
        upgrade(nodes, broker, postgres, key);
      } finally {
        nodes.values().forEach(LibertyServer::close);
      }
    }
  }

  private static LibertyServer.Plan cluster(
      LibertyServer.Plan plan, String name, KafkaBroker broker, PostgresServer postgres, Path key) {
    return plan.withKafka(broker)
        .withDevIdentity(key)
        .with("TIDINGS_NODE", name)
        .with("TIDINGS_DATABASE_URL", postgres.url());
  }

  private static void upgrade(
      Map<String, LibertyServer> nodes, KafkaBroker broker, PostgresServer postgres, Path key) {
    var first = List.copyOf(nodes.values());
    var token = Tokens.dev(first.getFirst(), Claims.of("alice").inGroups("publisher", "admin"));
    var mallory = Tokens.dev(first.getFirst(), Claims.of("mallory"));
    var tokens = Map.of(first.get(0), token, first.get(1), token);
    try (var client = new ResumingClient(first, tokens, "types=step", 2, 4000)) {
      int sent = 0;
      int rounds = 0;
      revoke(Client.bearer(first.getFirst(), token), "mallory");
      for (var step : List.of("one current", "two current", "one former", "one current")) {
        var name = step.substring(0, 3);
        sent = publish(nodes, token, sent);
        var old = requireNonNull(nodes.get(name));
        chat(Client.bearer(old, token), step);
        rounds++;
        old.close();
        var plan =
            step.endsWith("former") ? former("upgrade-" + name) : current("upgrade-new-" + name);
        nodes.put(name, cluster(plan, name, broker, postgres, key).inPlaceOf(old).start());
        sent = publish(nodes, token, sent);
        for (var node : nodes.values()) {
          assertThat(conversations(Client.bearer(node, token))).as(step).isEqualTo(rounds);
          assertThat(Client.bearer(node, mallory).get("/api/connections").status())
              .as(step)
              .isEqualTo(401);
          assertThat(node.metrics().get("tidings_dead_letters_total{source=\"kafka\"}"))
              .as(step)
              .isZero();
        }
        client.await(sent, PATIENCE);
      }
      assertThat(client.events())
          .extracting(SseEvent::data)
          .containsExactlyElementsOf(
              IntStream.rangeClosed(1, sent).mapToObj(String::valueOf).toList());
      assertThat(client.gaps()).isEmpty();
    }
  }

  /** Publishes at each node in turn. */
  private static int publish(Map<String, LibertyServer> nodes, String token, int sent) {
    int number = sent;
    for (int i = 0; i < 10; i++) {
      for (var node : nodes.values()) {
        number++;
        Client.bearer(node, token).publish(event(number));
      }
    }
    return number;
  }
}
