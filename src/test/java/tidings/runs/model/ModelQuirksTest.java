package tidings.runs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.it.support.FreePort;
import tidings.it.support.ModelQuirk;
import tidings.it.support.ModelQuirk.Call;
import tidings.it.support.ModelQuirks;
import tidings.it.support.OpenAiStub;
import tidings.runs.model.openai.OpenAiModel;

/** For any server, the port hands on OpenAI's own form, or reports that the model failed. */
class ModelQuirksTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int PORT = FreePort.find();

  private final OpenAiModel model =
      new OpenAiModel(
          new ModelSettings(
              URI.create("http://localhost:" + PORT + "/v1"),
              null,
              List.of(),
              Duration.ofSeconds(5),
              Duration.ofSeconds(5),
              5),
          Clock.systemUTC());

  @BeforeAll
  static void startServer() {
    Thread.ofPlatform().daemon().start(ModelQuirksTest::serve);
  }

  private static void serve() {
    try {
      OpenAiStub.main(new String[] {String.valueOf(PORT)});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<ModelQuirk> quirks() {
    return ModelQuirks.all();
  }

  @ParameterizedTest
  @MethodSource("quirks")
  void anyServersAnswerIsHandedOnInOneForm(ModelQuirk quirk) throws InterruptedException {
    var chunks = new ArrayList<ObjectNode>();
    var request = JSON.createObjectNode().put("model", ModelQuirk.PREFIX + quirk.name());
    request.putArray("messages").addObject().put("role", "user").put("content", "go");
    switch (quirk.outcome()) {
      case ModelQuirk.Failure failure ->
          assertThatThrownBy(() -> model.stream(request, chunks::add))
              .isInstanceOf(ModelException.class)
              .hasMessageContaining(failure.message());
      case ModelQuirk.Whole whole -> {
        model.stream(request, chunk -> chunks.add(chunk.deepCopy()));
        assertIs(whole, chunks);
      }
    }
  }

  private static void assertIs(ModelQuirk.Whole whole, List<ObjectNode> chunks) {
    var message = new MessageAssembler();
    var reasons = new ArrayList<String>();
    var usages = new ArrayList<Integer>();
    var start = new HashSet<Integer>();
    boolean hasRole = false;
    for (var chunk : chunks) {
      assertThat(chunk.path("object").asText()).isEqualTo("chat.completion.chunk");
      assertThat(chunk.path("choices").isArray()).isTrue();
      assertThat(chunk.hasNonNull("id") && chunk.hasNonNull("model") && chunk.has("created"))
          .as(chunk.toString())
          .isTrue();
      assertThat(chunk.path("created").isIntegralNumber() && chunk.path("id").isTextual()).isTrue();
      if (chunk.path("usage").isObject()) {
        for (var count : chunk.path("usage")) {
          assertThat(count.isIntegralNumber() || count.isObject()).as(count.toString()).isTrue();
        }
        assertThat(chunk.path("choices")).as("the chunk with the usage").isEmpty();
        usages.add(chunk.path("usage").path("total_tokens").asInt());
      }
      for (var choice : chunk.path("choices")) {
        assertThat(usages).as("usage comes last").isEmpty();
        assertThat(choice.path("index").isInt()).isTrue();
        assertThat(choice.has("finish_reason")).isTrue();
        var delta = choice.path("delta");
        assertThat(delta.isObject()).isTrue();
        assertThat(reasons).as("a finish reason comes last").isEmpty();
        if (!hasRole) {
          assertThat(delta.path("role").asText()).isEqualTo("assistant");
          hasRole = true;
        }
        assertPieces(delta.path("tool_calls"), start);
        message.add(delta);
        if (choice.path("finish_reason").isTextual()) {
          reasons.add(choice.path("finish_reason").asText());
        }
      }
    }
    assertThat(message.text("content") + message.text("refusal")).isEqualTo(whole.text());
    var thought = message.text("reasoning_content") + message.text("thinking");
    assertThat(thought.isEmpty() ? message.text("reasoning") : thought)
        .isEqualTo(whole.reasoning());
    assertThat(reasons).containsExactly(whole.finishReason());
    assertThat(usages).isEqualTo(whole.tokens() == 0 ? List.of() : List.of(whole.tokens()));
    var calls = new ArrayList<Call>();
    var ids = new HashSet<String>();
    for (var call : message.message().path("tool_calls")) {
      assertThat(ids.add(call.path("id").asText())).isTrue();
      var function = call.path("function");
      calls.add(new Call(function.path("name").asText(), function.path("arguments").asText()));
    }
    assertThat(calls).isEqualTo(whole.calls());
  }

  /** Reads the pieces like a strict client. */
  private static void assertPieces(JsonNode pieces, Set<Integer> start) {
    for (var piece : pieces) {
      int index = piece.path("index").intValue();
      if (start.add(index)) {
        assertThat(index).as("calls are counted").isEqualTo(start.size() - 1);
        assertThat(piece.path("id").asText()).isNotBlank();
        assertThat(piece.path("type").asText()).isEqualTo("function");
        assertThat(piece.path("function").path("name").asText()).isNotBlank();
      } else {
        assertThat(piece.has("id")).isFalse();
        assertThat(piece.path("function").has("name")).isFalse();
      }
      assertThat(piece.path("function").path("arguments").isTextual()).isTrue();
    }
  }
}
