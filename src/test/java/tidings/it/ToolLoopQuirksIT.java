package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.RunStream;
import tidings.it.support.RunsServer;

/**
 * Servers that need fields of their own in the next call, and servers that refuse unknown fields.
 */
@ResourceLock(RunsServer.LOCK)
class ToolLoopQuirksIT {

  private final Client client = RunsServer.client("loops");

  private List<String> chat(String model, Map<String, ?> more) {
    var asked = new HashMap<String, Object>(RunsServer.chat(model, "loop of " + model));
    asked.put("mcp_servers", List.of("builtin"));
    asked.putAll(more);
    try (var run = RunStream.post(client, "/api/chat/completions", asked)) {
      run.whole();
      return run.data();
    }
  }

  private static String conversation(List<String> data) {
    return Json.read(data.getFirst()).path("conversation_id").asText();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "loop:reasoning_content",
        "loop:reasoning_content-empty",
        "loop:reasoning",
        "loop:reasoning_details",
        "loop:extra_content",
        "loop:provider_specific_fields"
      })
  void requiredFieldsAreReturnedToTheModel(String model) {
    var first = chat(model, Map.of());
    assertThat(String.join("", first)).contains("looped").doesNotContain("\"error\"");
    var next = chat(model, Map.of("conversation_id", conversation(first)));
    assertThat(String.join("", next))
        .as("in the next turn, too")
        .contains("looped")
        .doesNotContain("\"error\"");
  }

  @Test
  void anotherModelIsNotSentThem() {
    var first = chat("loop:extra_content", Map.of());
    chat("strict", Map.of("conversation_id", conversation(first)));
    var messages =
        RunsServer.model().seen("loop of strict").getLast().path("body").path("messages");
    assertThat(messages.toString())
        .contains("\"tool_calls\"")
        .doesNotContain("s1g")
        .doesNotContain("model_fields");
  }

  @Test
  void aServerThatRefusesStreamOptionsIsAskedWithoutThemFromThenOn() {
    for (int i = 0; i < 2; i++) {
      assertThat(String.join("", chat("no-stream-options", Map.of())))
          .contains("without")
          .doesNotContain("\"error\"");
    }
    var options =
        RunsServer.model().seen("loop of no-stream-options").stream()
            .map(request -> request.path("body").has("stream_options"))
            .toList();
    assertThat(options).containsExactly(true, false, false);
  }

  @Test
  void aServerThatRefusesItsOwnReasoningIsAskedWithoutIt() {
    assertThat(String.join("", chat("no-reasoning-back", Map.of())))
        .contains("looped")
        .doesNotContain("\"error\"");
  }
}
