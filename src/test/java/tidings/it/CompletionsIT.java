package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.it.support.Answer;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.RunStream;
import tidings.it.support.RunsServer;

/** {@code /v1} as OpenAI's clients see it, byte for byte. */
@ResourceLock(RunsServer.LOCK)
class CompletionsIT {

  private static final String PATH = "/v1/chat/completions";

  private final Client client = RunsServer.client("v1");

  private static Map<String, Object> asked(String model, String prompt, Map<String, ?> more) {
    var asked = new HashMap<String, Object>(more);
    asked.put("model", model);
    asked.put("messages", List.of(Map.of("role", "user", "content", prompt)));
    return asked;
  }

  private Answer post(String model, Map<String, ?> more) {
    return client.post(PATH, Client.JSON, Json.write(asked(model, "v1 " + model, more)));
  }

  private static JsonNode error(int status, Answer answer) {
    assertEquals(status, answer.status(), answer::body);
    assertEquals("application/json", answer.header("Content-Type"));
    var body = Json.read(answer.body());
    assertEquals(1, body.size(), answer::body);
    var error = body.get("error");
    for (var field : Set.of("message", "type", "param", "code")) {
      assertTrue(error.has(field), answer::body);
    }
    assertFalse(error.get("message").asText().isBlank());
    return error;
  }

  @Test
  void aStreamIsTheModelsOwnChunksAndNothingElse() {
    try (var run = RunStream.post(client, PATH, asked("plain", "raw", Map.of("stream", true)))) {
      run.whole();
      assertEquals(
          List.of(
              chunk("{\"role\":\"assistant\",\"content\":\"Hel\"}", "null"),
              chunk("{\"content\":\"lo, \"}", "null"),
              chunk("{\"content\":\"world\"}", "null"),
              chunk("{}", "\"stop\""),
              "[DONE]"),
          run.data());
    }
  }

  private static String chunk(String delta, String finish) {
    return ("{\"id\":\"chatcmpl-stub\",\"object\":\"chat.completion.chunk\",\"created\":1,"
            + "\"model\":\"plain\",\"choices\":[{\"index\":0,\"delta\":%s,\"finish_reason\":%s}]}")
        .formatted(delta, finish);
  }

  @Test
  void usageIsThereForWhoAsksForIt() {
    var more = Map.of("stream", true, "stream_options", Map.of("include_usage", true));
    try (var run = RunStream.post(client, PATH, asked("plain", "usage", more))) {
      run.whole();
      var last = Json.read(run.data().get(run.data().size() - 2));
      assertEquals(8, last.get("usage").get("total_tokens").intValue());
      assertTrue(last.get("choices").isEmpty());
    }
  }

  @Test
  void withoutAStreamTheAnswerIsOneCompletion() {
    var answer = post("plain", Map.of());
    assertEquals(200, answer.status(), answer::body);
    var whole = Json.read(answer.body());
    assertEquals("chat.completion", whole.get("object").asText());
    assertEquals("chatcmpl-stub", whole.get("id").asText());
    var choice = whole.get("choices").get(0);
    assertEquals("Hello, world", choice.get("message").get("content").asText());
    assertEquals("stop", choice.get("finish_reason").asText());
    assertEquals(8, whole.get("usage").get("total_tokens").intValue());
  }

  @Test
  void toolsReachTheModelAndItsCallsTheClient() {
    var tool =
        Map.of(
            "type",
            "function",
            "function",
            Map.of("name", "calculator", "parameters", Map.of("type", "object")));
    var more = Map.of("tools", List.of(tool), "tool_choice", "auto", "temperature", 0.5, "seed", 7);
    var whole = Json.read(post("tools", more).body());
    var message = whole.get("choices").get(0).get("message");
    assertTrue(message.get("content").isNull());
    assertEquals(
        List.of("{\"expression\":\"2+3\"}", "{\"expression\":\"4*5\"}"),
        message.get("tool_calls").findValuesAsText("arguments"));
    assertEquals(List.of("t1", "t2"), message.get("tool_calls").findValuesAsText("id"));
    assertEquals("tool_calls", whole.get("choices").get(0).get("finish_reason").asText());
    var body = RunsServer.model().seen("v1 tools").getLast().get("body");
    assertEquals(Json.read(Json.write(List.of(tool))), body.get("tools"));
    assertEquals("auto", body.get("tool_choice").asText());
    assertEquals(0.5, body.get("temperature").doubleValue());
    assertEquals(7, body.get("seed").intValue());
  }

  /**
   * Fields that concern the answer are for the model's server, which accepts them or refuses them
   * by name.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fieldsOfARequestReachTheModelAsTheyAre(boolean streams) {
    var parts =
        List.of(
            Map.of("type", "text", "text", "v1 parts " + streams),
            Map.of("type", "image_url", "image_url", Map.of("url", "data:image/png;base64,AA==")));
    var more = new HashMap<String, Object>();
    more.put("messages", List.of(Map.of("role", "user", "content", parts, "name", "al")));
    more.put("n", 2);
    more.put("logprobs", true);
    more.put("top_logprobs", 3);
    more.put("max_completion_tokens", 50);
    more.put("parallel_tool_calls", false);
    more.put("metadata", Map.of("team", "blue"));
    more.put("response_format", Map.of("type", "json_object"));
    more.put("stop", List.of("END"));
    more.put("logit_bias", Map.of("50256", -100));
    more.put("chat_template_kwargs", Map.of("enable_thinking", false));
    more.put("reasoning_effort", "low");
    var asked = new HashMap<String, Object>(more);
    asked.put("model", "plain");
    asked.put("stream", streams);
    asked.put("stream_options", Map.of("include_obfuscation", false));

    var answer = client.post(PATH, Client.JSON, Json.write(asked));

    assertEquals(200, answer.status(), answer::body);
    var body = RunsServer.model().seen("v1 parts " + streams).getLast().get("body");
    more.forEach(
        (field, value) ->
            assertEquals(Json.read(Json.write(value)), body.get(field), () -> "field " + field));
    assertFalse(body.at("/stream_options/include_obfuscation").asBoolean(true));
    assertTrue(body.at("/stream_options/include_usage").asBoolean());
  }

  /** This server's key pays for the model's server. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fieldsThatCostDoNotReachTheModelAndItsUserIsAPseudonym(boolean streams) {
    var more =
        Map.of(
            "user", "bob", "service_tier", "priority", "models", List.of("dear"), "store", false);
    var body = Json.write(asked("plain", "v1 dear " + streams, more));
    var answer =
        client.post(PATH, Client.JSON, body.replaceFirst("\\{", "{\"stream\":" + streams + ","));

    assertEquals(200, answer.status(), answer::body);
    assertEquals("models, service_tier, store, user", answer.header("Tidings-Ignored-Fields"));
    var sent = RunsServer.model().seen("v1 dear " + streams).getLast().get("body");
    for (var field : List.of("service_tier", "models", "store")) {
      assertFalse(sent.has(field), sent::toString);
    }
    assertTrue(sent.path("user").asText().matches("u-[A-Za-z0-9_-]{22}"), sent::toString);

    var chat = RunsServer.chat("plain", "v1 dear chat " + streams);
    try (var run = RunStream.post(client, "/api/chat/completions", chat)) {
      run.whole();
    }
    var other = RunsServer.client("another");
    other.post(PATH, Client.JSON, Json.write(asked("plain", "v1 other " + streams, Map.of())));
    assertEquals(
        sent.path("user"),
        RunsServer.model().seen("v1 dear chat " + streams).getFirst().at("/body/user"),
        "one user has one pseudonym, wherever it asks");
    assertFalse(
        sent.path("user")
            .equals(RunsServer.model().seen("v1 other " + streams).getLast().at("/body/user")));
  }

  @Test
  void fieldOverALimitIsRejectedByNameAndNotSent() {
    for (var more :
        List.<Map<String, ?>>of(
            Map.of("n", 128),
            Map.of("max_tokens", "all"),
            Map.of("tools", List.of(Map.of("type", "web_search"))))) {
      var field = more.keySet().iterator().next();
      var answer = client.post(PATH, Client.JSON, Json.write(asked("plain", "v1 over", more)));
      assertTrue(error(400, answer).get("param").asText().startsWith(field), answer::body);
    }
    assertTrue(RunsServer.model().seen("v1 over").isEmpty());
    var huge = Map.of("max_tokens", 1_000_000_000);
    assertEquals(
        200, client.post(PATH, Client.JSON, Json.write(asked("plain", "v1 huge", huge))).status());
    var body = RunsServer.model().seen("v1 huge").getLast().get("body");
    assertEquals(65_536, body.get("max_tokens").intValue());
  }

  @Test
  void choicesAndTheirProbabilitiesAreKeptApart() {
    var whole = Json.read(post("choices", Map.of("n", 2, "logprobs", true)).body());
    assertEquals(
        List.of("ac", "bd"),
        whole.get("choices").findValuesAsText("content").stream()
            .filter(text -> !text.isEmpty())
            .toList());
    for (var choice : whole.get("choices")) {
      assertEquals(2, choice.at("/logprobs/content").size(), choice::toString);
      assertEquals("stop", choice.get("finish_reason").asText());
    }
  }

  @Test
  void refusalsHaveTheFormOfOpenAi() {
    var anonymous = Client.anonymous(RunsServer.get());
    var unknown = anonymous.post(PATH, Client.JSON, Json.write(asked("plain", "x", Map.of())));
    assertEquals("invalid_api_key", error(401, unknown).get("code").asText());
    assertEquals(
        "model",
        error(400, client.post(PATH, Client.JSON, "{\"messages\":[{}]}")).get("param").asText());
    assertEquals(
        "messages",
        error(400, client.post(PATH, Client.JSON, "{\"model\":\"plain\"}")).get("param").asText());
    assertTrue(error(400, client.post(PATH, Client.JSON, "{")).get("param").isNull());
    assertEquals("stand_in", error(404, post("nope", Map.of())).get("type").asText());
    assertEquals("stand_in", error(502, post("broken", Map.of())).get("type").asText());
    assertEquals("server_error", error(502, post("error", Map.of())).get("type").asText());
    assertEquals("model_error", error(502, post("cut", Map.of())).get("type").asText());
    assertEquals("model_error", error(502, post("ends", Map.of())).get("type").asText());
    assertEquals("timeout_error", error(504, post("silence", Map.of())).get("type").asText());
    assertEquals("timeout_error", error(504, post("mute", Map.of())).get("type").asText());
  }

  @Test
  void aStreamThatFailsBreaksOffBehindItsError() {
    try (var run = RunStream.post(client, PATH, asked("cut", "torn", Map.of("stream", true)))) {
      run.broken();
      var error = Json.read(run.data().getLast()).get("error");
      assertEquals("model_error", error.get("type").asText());
      assertEquals(4, error.size(), error::toString);
    }
  }

  @Test
  void aStreamInTheBackgroundIsWatchedOnWhereRunsAre() {
    var asked = asked("paced", "v1-on n=40 ms=20", Map.of("stream", true, "background", true));
    String run;
    try (var stream = RunStream.post(client, PATH, asked)) {
      stream.awaitData("3@");
      run = stream.run();
    }
    try (var on = RunStream.watch(client, run)) {
      on.whole();
      assertEquals(42, on.data().size(), "40 tokens, the finish and [DONE], none merged");
      assertEquals("[DONE]", on.data().getLast());
    }
    var body = RunsServer.model().seen("v1-on").getLast().get("body");
    assertFalse(body.has("background"), "no model's server knows it");
  }

  /** To its client any other end is a success. */
  @Test
  void aStreamThatEndsWithItsTokenEndsWithAnError() {
    var brief = Client.of(RunsServer.get(), Claims.of("v1").lasting(Duration.ofSeconds(3)));
    var asked = asked("paced", "v1-brief n=100 ms=50", Map.of("stream", true));
    try (var stream = RunStream.post(brief, PATH, asked)) {
      var frames = stream.broken();
      var last = frames.getLast();
      assertEquals("message", last.type(), "OpenAI's frames have no name");
      assertEquals(
          "{\"error\":{\"message\":\"the stream ends with its token (token-expired), and the run"
              + " continues\",\"type\":\"invalid_request_error\",\"param\":null,"
              + "\"code\":\"token_expired\"}}",
          last.data());
      var before = frames.get(frames.size() - 2);
      assertEquals(before.lastEventId(), last.lastEventId(), "it is not a frame of the run");
      try (var rest = RunStream.resume(client, stream.run(), last.lastEventId())) {
        assertEquals("[DONE]", rest.whole().getLast().data());
        assertEquals(102, frames.size() - 1 + rest.data().size(), "each token once, and the end");
      }
    }
  }

  @Test
  void fieldsThatOpenAiHasNotArePassedOn() {
    try (var run = RunStream.post(client, PATH, asked("odd", "odd", Map.of("stream", true)))) {
      run.whole();
      assertTrue(run.data().getFirst().startsWith("{\"type\":\"chunk\",\"error\":null,"));
      assertEquals(5, run.data().size());
    }
    var whole = Json.read(post("odd", Map.of()).body());
    assertEquals("It is odd", whole.get("choices").get(0).get("message").get("content").asText());
  }

  @Test
  void errorOfTheModelServerIsPassedOn() {
    for (boolean streams : new boolean[] {true, false}) {
      var refused =
          client.post(
              PATH, Client.JSON, Json.write(asked("refuses", "v1 400", Map.of("stream", streams))));
      var error = error(400, refused);
      assertEquals("the model answered 400: too long", error.get("message").asText());
      assertEquals("invalid_request_error", error.get("type").asText());
      assertEquals("context_length_exceeded", error.get("code").asText());
      assertEquals("messages", error.get("param").asText());
      var busy =
          client.post(
              PATH,
              Client.JSON,
              Json.write(asked("always-busy", "v1 429", Map.of("stream", streams))));
      error(429, busy);
      assertEquals("60", busy.header("Retry-After"));
      var later =
          client.post(
              PATH,
              Client.JSON,
              Json.write(asked("busy-until", "v1 503", Map.of("stream", streams))));
      error(503, later);
      var seconds = Integer.parseInt(later.header("Retry-After"));
      assertTrue(seconds > 3000 && seconds <= 3600, "a date is read: " + seconds);
    }
  }

  /** Its message may contain a part of the key. */
  @Test
  void thatTheServerBehindDoesNotAcceptOurKeyIsNotTheCallersError() {
    var error = error(502, post("key-refused", Map.of()));
    assertFalse(error.toString().contains("sk-"), error::toString);
    assertTrue(error.get("code").isNull());
  }

  @Test
  void eachAnswerHasARequestId() {
    var whole = post("plain", Map.of());
    assertEquals(whole.header("Tidings-Run"), whole.header("x-request-id"));
    var refused = post("nope", Map.of());
    assertTrue(refused.header("x-request-id").startsWith("r-"), "that of its run");
    assertFalse(client.get("/v1/models").header("x-request-id").isEmpty());
    assertFalse(client.get("/v1/nothing").header("x-request-id").isEmpty());
    try (var run = RunStream.post(client, PATH, asked("plain", "v1 id", Map.of("stream", true)))) {
      run.whole();
      assertEquals(run.run(), run.requestId());
    }
  }

  @Test
  void unknownPathNamesTheAvailableOnes() {
    for (var path : List.of("/v1/responses", "/v1/embeddings", "/v1/chat", "/v1/", "/v1")) {
      var error = error(404, client.post(path, Client.JSON, "{}"));
      assertTrue(error.get("message").asText().contains("POST /v1/chat/completions"), path);
      assertEquals("unknown_url", error.get("code").asText());
    }
    var error = error(405, client.get(PATH));
    assertEquals("method_not_supported", error.get("code").asText());
  }

  @Test
  void modelsAreThoseOfTheServerBehind() {
    var list = Json.read(client.get("/v1/models").body());
    assertEquals("list", list.get("object").asText());
    assertEquals(
        List.of("plain", "tools", "meta/llama-3"), list.get("data").findValuesAsText("id"));
    assertEquals("plain", Json.read(client.get("/v1/models/plain").body()).get("id").asText());
    assertEquals("model_not_found", error(404, client.get("/v1/models/none")).get("code").asText());
    for (var name : List.of("meta/llama-3", "meta%2Fllama-3")) {
      assertEquals(
          "meta/llama-3", Json.read(client.get("/v1/models/" + name).body()).get("id").asText());
    }
  }
}
