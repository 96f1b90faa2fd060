package tidings.runs.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tidings.runs.run.RunFrame.Call;

/**
 * Parses the output of {@link RunFrameWriter}. Data that the writer would write differently is a
 * model's own chunk, which may have any field: it stays unchanged. Pure functions.
 */
public final class RunFrameReader {

  private static final JsonMapper JSON = new JsonMapper();

  private RunFrameReader() {}

  /** The frame with this data. */
  public static RunFrame frame(String data) {
    if (data.equals(RunFrameWriter.DONE)) {
      return new RunFrame.Done();
    }
    return readOwn(data)
        .filter(frame -> RunFrameWriter.data(frame).equals(data))
        .orElseGet(() -> new RunFrame.UpstreamChunk(data));
  }

  private static Optional<RunFrame> readOwn(String data) {
    try {
      return frame(JSON.readTree(data));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Optional<RunFrame> frame(JsonNode json) {
    if (json.has("type")) {
      return typed(json);
    }
    if (json.has("error")) {
      var error = json.path("error");
      return ErrorType.ofWire(error.path("type").asText())
          .map(type -> new RunFrame.Failure(type, error.path("message").asText()));
    }
    if (json.path("role").asText().equals("tool")) {
      return Optional.of(
          new RunFrame.ToolResult(
              text(json, "node_name"),
              json.path("tool_call_id").asText(),
              json.path("content").asText(),
              json.path("is_error").asBoolean()));
    }
    if (json.has("completion")) {
      var completion = json.path("completion");
      return Optional.of(
          new RunFrame.Completion(
              completion.path("message").asText(),
              text(completion, "graph_name"),
              text(completion, "tool_name")));
    }
    if (json.has("incomplete")) {
      var incomplete = json.path("incomplete");
      return Optional.of(
          new RunFrame.Incomplete(
              incomplete.path("message").asText(), texts(incomplete.path("missing_fields"))));
    }
    return Optional.of(json.has("object") ? chunk(json) : usage(json.path("usage")));
  }

  private static Optional<RunFrame> typed(JsonNode json) {
    var node = json.path("node_name").asText();
    int level = json.path("level").asInt();
    return switch (json.path("type").asText()) {
      case "run_started" ->
          Optional.of(
              new RunFrame.Started(json.path("run_id").asText(), text(json, "conversation_id")));
      case "conversation_created" ->
          Optional.of(new RunFrame.ConversationCreated(json.path("conversation_id").asText()));
      case "node_start" -> Optional.of(new RunFrame.NodeStarted(node, level));
      case "node_end" ->
          Optional.of(new RunFrame.NodeEnded(node, level, json.path("status").asText()));
      case "graph_complete" -> {
        var chain = new ArrayList<List<String>>();
        json.path("execution_chain").forEach(group -> chain.add(texts(group)));
        yield Optional.of(new RunFrame.GraphCompleted(json.path("final_result").asText(), chain));
      }
      default -> Optional.empty();
    };
  }

  private static RunFrame usage(JsonNode usage) {
    return new RunFrame.UsageTotal(
        new Usage(
            usage.path("prompt_tokens").asLong(),
            usage.path("completion_tokens").asLong(),
            usage.path("total_tokens").asLong()));
  }

  private static RunFrame chunk(JsonNode json) {
    var call =
        new Call(
            json.path("id").asText(),
            json.path("created").asLong(),
            json.path("model").asText(),
            text(json, "node_name"));
    var choice = json.path("choices").path(0);
    var delta = choice.path("delta");
    if (delta.has("content")) {
      return new RunFrame.Content(call, delta.path("content").asText());
    }
    if (delta.has("reasoning_content")) {
      return new RunFrame.Reasoning(call, delta.path("reasoning_content").asText());
    }
    if (delta.has("tool_calls")) {
      var part = delta.path("tool_calls").path(0);
      var function = part.path("function");
      return new RunFrame.ToolCallDelta(
          call,
          part.path("index").asInt(),
          text(part, "id"),
          text(function, "name"),
          function.path("arguments").asText());
    }
    return new RunFrame.Finished(call, choice.path("finish_reason").asText());
  }

  private static @Nullable String text(JsonNode json, String name) {
    var value = json.get(name);
    return value == null || value.isNull() ? null : value.asText();
  }

  private static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(value -> texts.add(value.asText()));
    return texts;
  }
}
