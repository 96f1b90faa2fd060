package tidings.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.run.RunFrame.Call;

/** Reads back what {@link RunFrameWriter} wrote. Pure functions. */
final class RunFrameReader {

  private static final JsonMapper JSON = new JsonMapper();

  private RunFrameReader() {}

  /**
   * @throws IllegalArgumentException if it is no frame
   */
  static RunFrame frame(String data) {
    if (data.equals(RunFrameWriter.DONE)) {
      return new RunFrame.Done();
    }
    try {
      return frame(JSON.readTree(data), data);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a frame: " + e.getOriginalMessage(), e);
    }
  }

  private static RunFrame frame(JsonNode json, String data) {
    if (json.has("type")) {
      return typed(json);
    }
    if (json.has("error")) {
      var error = json.path("error");
      return new RunFrame.Failure(
          ErrorType.ofWire(error.path("type").asText()), error.path("message").asText());
    }
    if (json.path("role").asText().equals("tool")) {
      return new RunFrame.ToolResult(
          text(json, "node_name"),
          json.path("tool_call_id").asText(),
          json.path("content").asText(),
          json.path("is_error").asBoolean());
    }
    if (json.has("completion")) {
      var completion = json.path("completion");
      return new RunFrame.Completion(
          completion.path("message").asText(),
          text(completion, "graph_name"),
          text(completion, "tool_name"));
    }
    if (json.has("incomplete")) {
      var incomplete = json.path("incomplete");
      return new RunFrame.Incomplete(
          incomplete.path("message").asText(), texts(incomplete.path("missing_fields")));
    }
    return json.has("object") ? chunk(json, data) : usage(json, data);
  }

  private static RunFrame typed(JsonNode json) {
    var node = json.path("node_name").asText();
    int level = json.path("level").asInt();
    return switch (json.path("type").asText()) {
      case "run_started" ->
          new RunFrame.Started(json.path("run_id").asText(), text(json, "conversation_id"));
      case "node_start" -> new RunFrame.NodeStarted(node, level);
      case "node_end" -> new RunFrame.NodeEnded(node, level, json.path("status").asText());
      case "graph_complete" -> {
        var chain = new ArrayList<List<String>>();
        json.path("execution_chain").forEach(group -> chain.add(texts(group)));
        yield new RunFrame.GraphCompleted(json.path("final_result").asText(), chain);
      }
      default -> throw new IllegalArgumentException("no frame has this type: " + json);
    };
  }

  private static RunFrame usage(JsonNode json, String data) {
    var usage = json.path("usage");
    return usage.isObject()
        ? new RunFrame.UsageTotal(
            new Usage(
                usage.path("prompt_tokens").asLong(),
                usage.path("completion_tokens").asLong(),
                usage.path("total_tokens").asLong()))
        : new RunFrame.Passed(data);
  }

  private static RunFrame chunk(JsonNode json, String data) {
    var call =
        new Call(
            json.path("id").asText(),
            json.path("created").asLong(),
            json.path("model").asText(),
            text(json, "node_name"));
    var choice = json.path("choices").path(0);
    var delta = choice.path("delta");
    RunFrame read;
    if (delta.has("content")) {
      read = new RunFrame.Content(call, delta.path("content").asText());
    } else if (delta.has("reasoning_content")) {
      read = new RunFrame.Reasoning(call, delta.path("reasoning_content").asText());
    } else if (delta.has("tool_calls")) {
      var part = delta.path("tool_calls").path(0);
      var function = part.path("function");
      read =
          new RunFrame.ToolCallDelta(
              call,
              part.path("index").asInt(),
              text(part, "id"),
              text(function, "name"),
              function.path("arguments").asText());
    } else {
      read = new RunFrame.Finished(call, choice.path("finish_reason").asText());
    }
    // What a model passed through has more in it than we would write: it stays as it came.
    return RunFrameWriter.data(read).equals(data) ? read : new RunFrame.Passed(data);
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
