package tidings.runs.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import tidings.runs.run.RunFrame.Call;

/** The data of a frame: compact JSON, or {@code [DONE]}. Pure functions. */
public final class RunFrameWriter {

  public static final String DONE = "[DONE]";
  private static final JsonFactory JSON = new JsonFactory();

  private RunFrameWriter() {}

  public static String data(RunFrame frame) {
    return switch (frame) {
      case RunFrame.Done _ -> DONE;
      case RunFrame.UpstreamChunk passed -> passed.json();
      default -> json(frame);
    };
  }

  private static String json(RunFrame frame) {
    var text = new StringWriter(256);
    try (var json = JSON.createGenerator(text)) {
      json.writeStartObject();
      write(frame, json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter never throws
    }
    return text.toString();
  }

  private static void write(RunFrame frame, JsonGenerator json) throws IOException {
    switch (frame) {
      case RunFrame.Started started -> {
        json.writeStringField("type", "run_started");
        json.writeStringField("run_id", started.run());
        optional(json, "conversation_id", started.conversation());
      }
      case RunFrame.ConversationCreated created -> {
        json.writeStringField("type", "conversation_created");
        json.writeStringField("conversation_id", created.conversation());
      }
      case RunFrame.Content content -> {
        open(json, content.call());
        json.writeStringField("content", content.text());
        close(json, null);
      }
      case RunFrame.Reasoning reasoning -> {
        open(json, reasoning.call());
        json.writeStringField("reasoning_content", reasoning.text());
        close(json, null);
      }
      case RunFrame.ToolCallDelta delta -> toolCall(json, delta);
      case RunFrame.Finished finished -> {
        open(json, finished.call());
        close(json, finished.reason());
      }
      case RunFrame.ToolResult result -> {
        json.writeStringField("role", "tool");
        json.writeStringField("tool_call_id", result.toolCallId());
        json.writeStringField("content", result.content());
        optional(json, "node_name", result.graphNode());
        if (result.isError()) {
          json.writeBooleanField("is_error", true);
        }
      }
      case RunFrame.NodeStarted node -> node(json, "node_start", node.graphNode(), node.level());
      case RunFrame.NodeEnded node -> {
        node(json, "node_end", node.graphNode(), node.level());
        json.writeStringField("status", node.status());
      }
      case RunFrame.GraphCompleted graph -> graph(json, graph);
      case RunFrame.Completion completion -> {
        json.writeObjectFieldStart("completion");
        json.writeStringField("message", completion.message());
        optional(json, "graph_name", completion.graphName());
        optional(json, "tool_name", completion.toolName());
        json.writeEndObject();
      }
      case RunFrame.Incomplete incomplete -> {
        json.writeObjectFieldStart("incomplete");
        json.writeStringField("message", incomplete.message());
        json.writeArrayFieldStart("missing_fields");
        for (var field : incomplete.missingFields()) {
          json.writeString(field);
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      case RunFrame.Failure failure -> {
        json.writeObjectFieldStart("error");
        json.writeStringField("message", failure.message());
        json.writeStringField("type", failure.type().wire());
        json.writeEndObject();
      }
      case RunFrame.UsageTotal total -> {
        json.writeArrayFieldStart("choices");
        json.writeEndArray();
        json.writeObjectFieldStart("usage");
        json.writeNumberField("prompt_tokens", total.usage().promptTokens());
        json.writeNumberField("completion_tokens", total.usage().completionTokens());
        json.writeNumberField("total_tokens", total.usage().totalTokens());
        json.writeEndObject();
      }
      case RunFrame.UpstreamChunk _, RunFrame.Done _ ->
          throw new IllegalArgumentException("has no fields");
    }
  }

  private static void toolCall(JsonGenerator json, RunFrame.ToolCallDelta delta)
      throws IOException {
    open(json, delta.call());
    json.writeArrayFieldStart("tool_calls");
    json.writeStartObject();
    json.writeNumberField("index", delta.index());
    optional(json, "id", delta.id());
    if (delta.id() != null) {
      json.writeStringField("type", "function");
    }
    json.writeObjectFieldStart("function");
    optional(json, "name", delta.name());
    json.writeStringField("arguments", delta.arguments());
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndArray();
    close(json, null);
  }

  /** Writes up to the start of {@code delta}. */
  private static void open(JsonGenerator json, Call call) throws IOException {
    json.writeStringField("id", call.id());
    json.writeStringField("object", "chat.completion.chunk");
    json.writeNumberField("created", call.created());
    json.writeStringField("model", call.model());
    optional(json, "node_name", call.graphNode());
    json.writeArrayFieldStart("choices");
    json.writeStartObject();
    json.writeNumberField("index", 0);
    json.writeObjectFieldStart("delta");
  }

  private static void close(JsonGenerator json, @Nullable String finishReason) throws IOException {
    json.writeEndObject();
    json.writeStringField("finish_reason", finishReason);
    json.writeEndObject();
    json.writeEndArray();
  }

  private static void node(JsonGenerator json, String type, String name, int level)
      throws IOException {
    json.writeStringField("type", type);
    json.writeStringField("node_name", name);
    json.writeNumberField("level", level);
  }

  private static void graph(JsonGenerator json, RunFrame.GraphCompleted graph) throws IOException {
    json.writeStringField("type", "graph_complete");
    json.writeStringField("final_result", graph.finalResult());
    json.writeArrayFieldStart("execution_chain");
    for (var group : graph.chain()) {
      json.writeStartArray();
      for (var name : group) {
        json.writeString(name);
      }
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private static void optional(JsonGenerator json, String name, @Nullable String value)
      throws IOException {
    if (value != null) {
      json.writeStringField(name, value);
    }
  }
}
