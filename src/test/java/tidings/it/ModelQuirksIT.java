package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.it.support.BrokenAnswer;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.ModelQuirk;
import tidings.it.support.ModelQuirk.Call;
import tidings.it.support.ModelQuirk.Failure;
import tidings.it.support.ModelQuirk.Whole;
import tidings.it.support.ModelQuirks;
import tidings.it.support.RunStream;
import tidings.it.support.RunsServer;

/**
 * Each quirk of a model's server, in a chat, in a stream under {@code /v1} and in one answer there:
 * a cut answer never looks complete, and a complete one is never lost.
 */
@ResourceLock(RunsServer.LOCK)
@Order(4) // long
class ModelQuirksIT {

  private final Client client = RunsServer.client("quirks");

  static List<ModelQuirk> quirks() {
    return ModelQuirks.all();
  }

  private static Map<String, Object> asked(ModelQuirk quirk, boolean streams) {
    var asked = new HashMap<String, Object>();
    asked.put("model", ModelQuirk.PREFIX + quirk.name());
    asked.put("messages", List.of(Map.of("role", "user", "content", "go")));
    asked.put("stream", streams);
    asked.put("stream_options", Map.of("include_usage", true));
    return asked;
  }

  @ParameterizedTest
  @MethodSource("quirks")
  void aChatHasItAll(ModelQuirk quirk) {
    var asked =
        new HashMap<String, Object>(RunsServer.chat(ModelQuirk.PREFIX + quirk.name(), "go"));
    asked.put("temporary", true);
    try (var run = RunStream.post(client, "/api/chat/completions", asked)) {
      run.whole();
      var data = run.data();
      var answer = new Parts();
      for (var text : data) {
        if (text.contains("\"choices\"")) {
          answer.add(Json.read(text), 0);
        }
      }
      var error = data.stream().filter(text -> text.startsWith("{\"error\"")).findFirst();
      switch (quirk.outcome()) {
        case Whole whole -> {
          assertThat(error).isEmpty();
          // The unknown tools are refused, and the model ends its answer.
          var text = whole.calls().isEmpty() ? whole.text() : whole.text() + "done";
          assertThat(answer.text).hasToString(text);
          assertThat(answer.reasoning).hasToString(whole.reasoning());
          assertThat(answer.calls()).isEqualTo(whole.calls());
        }
        case Failure failure -> assertThat(error.orElseThrow()).contains(failure.message());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("quirks")
  void aStreamUnderV1HasItAll(ModelQuirk quirk) {
    switch (quirk.outcome()) {
      case Whole whole -> {
        try (var run = RunStream.post(client, "/v1/chat/completions", asked(quirk, true))) {
          run.whole();
          var data = run.data();
          assertThat(data.getLast()).isEqualTo("[DONE]");
          var parts = new Parts();
          data.subList(0, data.size() - 1).forEach(text -> parts.add(Json.read(text), 0));
          assertThat(parts.text).hasToString(whole.text());
          assertThat(parts.reasoning).hasToString(whole.reasoning());
          assertThat(parts.calls()).isEqualTo(whole.calls());
          assertThat(parts.finishes).containsExactly(whole.finishReason());
          assertThat(parts.tokens).isEqualTo(whole.tokens());
        }
      }
      case Failure failure -> {
        // A call that has not begun is refused; one that has begun breaks off after its error.
        var answer = new BrokenAnswer(client, asked(quirk, true));
        assertThat(answer.error()).contains(failure.message());
        assertThat(answer.isRefused() || answer.isCut()).as(answer.toString()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("quirks")
  void oneAnswerUnderV1HasItAll(ModelQuirk quirk) {
    var answer = client.post("/v1/chat/completions", Client.JSON, Json.write(asked(quirk, false)));
    var body = Json.read(answer.body());
    switch (quirk.outcome()) {
      case Whole whole -> {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(body.path("object").asText()).isEqualTo("chat.completion");
        var choice = body.path("choices").path(0);
        assertThat(choice.path("finish_reason").asText()).isEqualTo(whole.finishReason());
        var message = choice.path("message");
        var said = message.path("content").asText("") + message.path("refusal").asText("");
        assertThat(said).isEqualTo(whole.text());
        var calls = new ArrayList<Call>();
        for (var call : message.path("tool_calls")) {
          assertThat(call.path("id").asText()).isNotBlank();
          assertThat(call.path("type").asText()).isEqualTo("function");
          assertThat(call.has("index")).isFalse();
          var function = call.path("function");
          calls.add(new Call(function.path("name").asText(), function.path("arguments").asText()));
        }
        assertThat(calls).isEqualTo(whole.calls());
        assertThat(body.path("usage").path("total_tokens").asInt()).isEqualTo(whole.tokens());
      }
      case Failure failure -> {
        assertThat(answer.status()).isEqualTo(502);
        assertThat(body.path("error").path("message").asText()).contains(failure.message());
      }
    }
  }

  /** Chunks joined as any client of OpenAI's does, and no better. */
  private static final class Parts {
    final StringBuilder text = new StringBuilder();
    final StringBuilder reasoning = new StringBuilder();
    final List<String> finishes = new ArrayList<>();
    final Map<Integer, Call> calls = new TreeMap<>();
    int tokens;

    void add(JsonNode chunk, int index) {
      for (var choice : chunk.path("choices")) {
        assertThat(choice.path("index").intValue()).isEqualTo(index);
        var delta = choice.path("delta");
        text.append(delta.path("content").asText("")).append(delta.path("refusal").asText(""));
        var thought = delta.path("reasoning_content").asText(delta.path("thinking").asText(""));
        reasoning.append(thought.isEmpty() ? delta.path("reasoning").asText("") : thought);
        delta.path("tool_calls").forEach(this::addCall);
        if (choice.path("finish_reason").isTextual()) {
          finishes.add(choice.path("finish_reason").asText());
        }
      }
      tokens += chunk.path("usage").path("total_tokens").asInt();
    }

    private void addCall(JsonNode piece) {
      var function = piece.path("function");
      calls.merge(
          piece.get("index").intValue(),
          new Call(function.path("name").asText(""), function.path("arguments").asText("")),
          (before, more) ->
              new Call(before.name() + more.name(), before.arguments() + more.arguments()));
    }

    List<Call> calls() {
      return List.copyOf(calls.values());
    }
  }
}
