package tidings.runs.loop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.runs.model.MessageAssembler;
import tidings.runs.run.Run;
import tidings.runs.run.RunFrame;
import tidings.runs.run.RunFrame.Call;
import tidings.runs.run.Usage;

/**
 * Converts a model's chunks into frames, and assembles them to its reply. One thread writes; other
 * threads may call {@link #message} at any time.
 */
final class ReplyBuilder {

  private final Run run;
  private final Call call;
  private final MessageAssembler assembler = new MessageAssembler();
  private final StringBuilder content = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private String finishReason = "";
  private Usage usage = Usage.NONE;

  ReplyBuilder(Run run, Call call) {
    this.run = run;
    this.call = call;
  }

  synchronized void add(ObjectNode chunk) {
    readUsage(chunk.path("usage"));
    for (var choice : chunk.path("choices")) {
      if (choice.path("index").asInt() == 0) {
        add(choice);
      }
    }
  }

  private void add(JsonNode choice) {
    var delta = choice.path("delta");
    assembler.add(delta);
    var thought = ModelFields.reasoning(delta);
    if (!thought.isEmpty()) {
      reasoning.append(thought);
      run.emit(new RunFrame.Reasoning(call, thought));
    }
    // The text of a refusal is the model's answer.
    addText(text(delta, "content"));
    addText(text(delta, "refusal"));
    delta.path("tool_calls").forEach(this::toolCall);
    var reason = text(choice, "finish_reason");
    if (!reason.isEmpty() && finishReason.isEmpty()) {
      finishReason = reason;
      run.emit(new RunFrame.Finished(call, finishReason));
    }
  }

  private void addText(String text) {
    if (!text.isEmpty()) {
      content.append(text);
      run.emit(new RunFrame.Content(call, text));
    }
  }

  private static String text(JsonNode json, String field) {
    return json.path(field).isTextual() ? json.path(field).asText() : "";
  }

  private void readUsage(JsonNode counts) {
    if (counts.isObject()) {
      usage =
          new Usage(
              counts.path("prompt_tokens").asLong(),
              counts.path("completion_tokens").asLong(),
              counts.path("total_tokens").asLong());
    }
  }

  private void toolCall(JsonNode piece) {
    var function = piece.path("function");
    run.emit(
        new RunFrame.ToolCallDelta(
            call,
            piece.path("index").asInt(),
            optional(piece, "id"),
            optional(function, "name"),
            text(function, "arguments")));
  }

  private static @Nullable String optional(JsonNode json, String field) {
    return json.path(field).isTextual() ? json.path(field).asText() : null;
  }

  synchronized boolean isEmpty() {
    return assembler.isEmpty();
  }

  synchronized Usage usage() {
    return usage;
  }

  /** The message so far, including the fields for its model alone. */
  synchronized ObjectNode message() {
    var message = Messages.JSON.createObjectNode().put("role", "assistant");
    message.put("content", content.toString());
    if (!reasoning.isEmpty()) {
      message.put("reasoning_content", reasoning.toString());
    }
    var whole = assembler.message();
    if (whole.has("tool_calls")) {
      message.set("tool_calls", whole.get("tool_calls"));
    }
    if (call.graphNode() != null) {
      message.put("node_name", call.graphNode());
    }
    ModelFields.store(whole, call.model(), message);
    return message;
  }

  synchronized Reply reply() {
    List<Reply.ToolCall> calls = new ArrayList<>();
    for (var each : assembler.message().path("tool_calls")) {
      var function = each.path("function");
      calls.add(
          new Reply.ToolCall(
              each.path("id").asText(),
              function.path("name").asText(),
              function.path("arguments").asText()));
    }
    return new Reply(message(), calls, finishReason);
  }
}
