package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.Problem;
import tidings.it.support.SharedServer;
import tidings.it.support.SseEvent;

/** A policy grants topics, types and sources on a running server, and changes there. */
@ResourceLock(SharedServer.LOCK)
class PolicyIT {

  private static final String RULES =
      """
      rules:
        - name: everyone's own
          subscribe: ["policy/users/{user}"]
        - name: risk desk
          when: {groups: [policy-desk]}
          subscribe:
            - policy/orders/**
            - topics: ["policy/limits/*"]
              types: [limit.breached]
              sources: ["/risk/**"]
          publish:
            - topics: ["policy/notes/*"]
              types: ["note.*"]
              sources: [/desk]
      """;

  private final LibertyServer server = SharedServer.get();
  private final Client admin = Client.of(server, Claims.of("policy-admin").inGroups("admin"));
  private final Client publisher = Client.publisher(server);
  private final Client desk =
      Client.of(server, Claims.of("policy-dana").inGroups("policy-desk", "policy-other"));
  private final Client other = Client.of(server, Claims.of("policy-olga"));

  @BeforeEach
  void write() {
    use(RULES, 2);
  }

  @AfterAll
  static void clear() {
    write("rules: []\n");
  }

  private static void write(String content) {
    try {
      Files.writeString(SharedServer.POLICY, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void use(String content, int rules) {
    write(content);
    await()
        .until(
            () -> {
              var state = policy("");
              return state.get("rules").intValue() == rules && !state.has("fault");
            });
  }

  private JsonNode policy(String query) {
    var answer = admin.get("/api/admin/policy" + query);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return Json.read(answer.body());
  }

  private void publish(String topic, String type, String source) {
    publisher.publish(
        Map.of("topic", topic, "type", type, "source", source, "data", topic + " " + type));
  }

  @Test
  void aGroupReceivesTheTopicsTypesAndSourcesThatAreGrantedToIt() {
    try (var stream = desk.stream("topics=policy/orders/**,policy/limits/*")) {
      publish("policy/limits/1", "limit.lifted", "/risk/eu");
      publish("policy/limits/1", "limit.breached", "/fraud");
      publish("policy/limits/1", "limit.breached", "/risk/eu");
      publish("policy/orders/1/lines", "any", "/any");
      assertThat(stream.awaitEvents(2))
          .extracting(SseEvent::data)
          .containsExactly("\"policy/limits/1 limit.breached\"", "\"policy/orders/1/lines any\"");
    }
    assertThat(Problem.of(403, other.subscribe("topics=policy/orders/1")).detail())
        .isEqualTo("topics: 'policy/orders/1' is not granted");
  }

  @Test
  void aResumedStreamIsWithinThePolicyToo() {
    String cursor;
    try (var stream = desk.stream("topics=policy/limits/*")) {
      publish("policy/limits/9", "limit.breached", "/risk/eu");
      cursor = stream.awaitEvents(1).getFirst().lastEventId();
    }
    publish("policy/limits/9", "limit.lifted", "/risk/eu");
    publish("policy/limits/9", "limit.breached", "/fraud");
    publish("policy/limits/9", "limit.breached", "/risk/us");
    var resume = "topics=policy/limits/*&lastEventId=" + cursor;
    try (var stream = desk.stream(resume)) {
      publish("policy/limits/9", "limit.breached", "/risk/last");
      assertThat(stream.awaitEvents(2)).hasSize(2);
    }
  }

  @Test
  void aUserHasATopicOfTheirOwn() {
    try (var stream = other.stream("topics=policy/users/policy-olga")) {
      publish("policy/users/policy-dana", "t", "/s");
      publish("policy/users/policy-olga", "t", "/s");
      assertThat(stream.awaitEvents(1).getFirst().data())
          .isEqualTo("\"policy/users/policy-olga t\"");
    }
    Problem.of(403, other.subscribe("topics=policy/users/policy-dana"));
  }

  @ParameterizedTest
  @CsvSource({
    "policy/notes/1, note.added, /desk, 202, ",
    "policy/notes/1, note.added, /elsewhere, 403, source",
    "policy/notes/1, order.placed, /desk, 403, type",
    "policy/orders/1, note.added, /desk, 403, topic"
  })
  void aGroupPublishesWhatIsGrantedToIt(
      String topic, String type, String source, int status, String named) {
    var event = Map.of("topic", topic, "type", type, "source", source, "data", 1);
    var answer = desk.post("/api/events", Client.JSON, Json.write(event));
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    if (named != null) {
      assertThat(Problem.of(status, answer).detail()).startsWith(named + ": ");
    }
    assertThat(other.post("/api/events", Client.JSON, Json.write(event)).status()).isEqualTo(403);
  }

  @Test
  void aChangeTakesEffectOnOpenStreamsWithoutANewToken() {
    try (var stream = desk.stream("topics=policy/orders/**,policy/limits/*")) {
      use(
          RULES
                  .replace("policy/orders/**", "policy/bills/**")
                  .replace("limit.breached", "limit.lifted")
              + "  - {name: third, subscribe: [x]}\n",
          3);
      publish("policy/orders/1", "t", "/s");
      publish("policy/limits/1", "limit.breached", "/risk/eu");
      publish("policy/limits/1", "limit.lifted", "/risk/eu");
      assertThat(stream.awaitEvents(1).getFirst().data())
          .isEqualTo("\"policy/limits/1 limit.lifted\"");
    }
    Problem.of(403, desk.subscribe("topics=policy/orders/1"));
    assertThat(desk.subscribe("topics=policy/bills/1").status()).isEqualTo(200);
  }

  @Test
  void aWrongFileChangesNothingAndSaysSo() {
    write("rules: [{name: empty}]");
    await().until(() -> policy("").has("fault"));
    assertThat(policy("").get("fault").textValue())
        .isEqualTo("rules[0] ('empty'): grants nothing: it needs 'subscribe' or 'publish'");
    assertThat(policy("").get("rules").intValue()).isEqualTo(2);
    assertThat(desk.subscribe("topics=policy/orders/1").status()).isEqualTo(200);
    assertThat(server.metrics().get("tidings_policy_up")).isZero();
    assertThat(server.log()).contains("stays in force: rules[0] ('empty'): grants nothing");
  }

  @Test
  void theExplanationNamesTheRule() {
    try (var stream = desk.stream("topics=policy/orders/**")) {
      assertThat(stream.connection()).isNotEmpty();
      var view =
          policy("?user=policy-dana&topic=policy/limits/1&type=limit.breached&source=/risk/eu");
      assertThat(view.get("from").textValue()).isEqualTo("stream");
      assertThat(view.get("explanation"))
          .isEqualTo(
              Json.read(
                  "[{\"applies\":true,\"reason\":\"every caller\",\"rule\":\"everyone's own\"},"
                      + "{\"applies\":true,\"reason\":\"group 'policy-desk'\","
                      + "\"rule\":\"risk desk\"}]"));
      assertThat(view.at("/decision/subscribe"))
          .isEqualTo(Json.read("{\"by\":[\"rule risk desk\"],\"granted\":true}"));
      assertThat(view.at("/decision/publish/granted").booleanValue()).isFalse();
    }
    var olga = policy("?user=policy-olga&topic=policy/notes/1&groups=policy-desk");
    assertThat(olga.get("from").textValue()).isEqualTo("request");
    assertThat(olga.at("/decision/publish/by/0").textValue()).isEqualTo("rule risk desk");
    assertThat(policy("?user=policy-olga&groups=x").at("/explanation/1/reason").textValue())
        .isEqualTo("needs group 'policy-desk'");
  }

  @Test
  void onlyAdministratorsSeeItAndAFaultyParameterIsNamed() {
    Problem.of(403, desk.get("/api/admin/policy"));
    assertThat(Problem.of(400, admin.get("/api/admin/policy?topic=a")).fields())
        .containsKey("user");
    assertThat(Problem.of(400, admin.get("/api/admin/policy?user=a&claims=b")).fields())
        .containsKey("claims");
  }

  @Test
  void theCallerSeesItsGrants() {
    var me = Json.read(desk.get("/auth/me").body());
    assertThat(me.at("/grants/subscribe/0").textValue()).isEqualTo("policy/users/policy-dana");
    assertThat(me.at("/grants/subscribe/2"))
        .isEqualTo(
            Json.read(
                "{\"sources\":[\"/risk/**\"],\"topics\":[\"policy/limits/*\"],"
                    + "\"types\":[\"limit.breached\"]}"));
  }
}
