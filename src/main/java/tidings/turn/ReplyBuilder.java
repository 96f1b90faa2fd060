package tidings.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import tidings.run.Run;
import tidings.run.RunFrame;
import tidings.run.RunFrame.Call;
import tidings.run.Usage;

/**
 * Turns a model's chunks into frames, and puts them together to its reply. One thread writes;
 * {@link #message} may be asked for by others at any time.
 */
final class ReplyBuilder {

  private final Run run;
  private final Call call;
  private final StringBuilder content = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private final TreeMap<Integer, PartialCall> toolCalls = new TreeMap<>();
  private String finishReason = "";
  private Usage usage = Usage.NONE;

  private static final class PartialCall {
    String id = "";
    String name = "";
    final StringBuilder arguments = new StringBuilder();
  }

  ReplyBuilder(Run run, Call call) {
    this.run = run;
    this.call = call;
  }

  synchronized void add(ObjectNode chunk) {
    readUsage(chunk.path("usage"));
    var choice = chunk.path("choices").path(0);
    var delta = choice.path("delta");
    var thought = text(delta, "reasoning_content");
    if (thought.isEmpty()) {
      thought = text(delta, "reasoning");
    }
    if (!thought.isEmpty()) {
      reasoning.append(thought);
      run.emit(new RunFrame.Reasoning(call, thought));
    }
    var said = text(delta, "content");
    if (!said.isEmpty()) {
      content.append(said);
      run.emit(new RunFrame.Content(call, said));
    }
    delta.path("tool_calls").forEach(this::toolCall);
    if (choice.path("finish_reason").isTextual() && finishReason.isEmpty()) {
      finishReason = choice.path("finish_reason").asText();
      run.emit(new RunFrame.Finished(call, finishReason));
    }
  }

  private static String text(JsonNode delta, String field) {
    return delta.path(field).isTextual() ? delta.path(field).asText() : "";
  }

  /** Some servers tell the usage so far in every chunk: the last counts. */
  private void readUsage(JsonNode told) {
    if (told.isObject()) {
      usage =
          new Usage(
              told.path("prompt_tokens").asLong(),
              told.path("completion_tokens").asLong(),
              told.path("total_tokens").asLong());
    }
  }

  /**
   * Some servers number no calls: then a new id is a new call. Some send the name again with every
   * piece: who watches puts pieces together, so it goes out once.
   */
  private void toolCall(JsonNode piece) {
    var id = text(piece, "id");
    int index = piece.path("index").isInt() ? piece.path("index").asInt() : indexOf(id);
    var function = piece.path("function");
    boolean isNew = !toolCalls.containsKey(index);
    var partial = toolCalls.computeIfAbsent(index, _ -> new PartialCall());
    if (isNew) {
      partial.id = id.isEmpty() ? call.id() + "-" + index : id;
    }
    var name = partial.name.isEmpty() ? text(function, "name") : "";
    if (!name.isEmpty()) {
      partial.name = name;
    }
    var arguments = text(function, "arguments");
    partial.arguments.append(arguments);
    run.emit(
        new RunFrame.ToolCallDelta(
            call, index, isNew ? partial.id : null, name.isEmpty() ? null : name, arguments));
  }

  private int indexOf(String id) {
    int last = toolCalls.isEmpty() ? -1 : toolCalls.lastKey();
    if (id.isEmpty()) {
      return Math.max(0, last);
    }
    for (var known : toolCalls.entrySet()) {
      if (known.getValue().id.equals(id)) {
        return known.getKey();
      }
    }
    return last + 1;
  }

  synchronized boolean isEmpty() {
    return content.isEmpty() && reasoning.isEmpty() && toolCalls.isEmpty();
  }

  synchronized Usage usage() {
    return usage;
  }

  /** As far as it has come. */
  synchronized ObjectNode message() {
    var message = Messages.JSON.createObjectNode().put("role", "assistant");
    message.put("content", content.toString());
    if (!reasoning.isEmpty()) {
      message.put("reasoning_content", reasoning.toString());
    }
    if (!toolCalls.isEmpty()) {
      var calls = message.putArray("tool_calls");
      toolCalls
          .values()
          .forEach(
              partial -> {
                var one = calls.addObject().put("id", partial.id).put("type", "function");
                one.putObject("function")
                    .put("name", partial.name)
                    .put("arguments", partial.arguments.toString());
              });
    }
    if (call.graphNode() != null) {
      message.put("node_name", call.graphNode());
    }
    return message;
  }

  synchronized Reply reply() {
    List<Reply.ToolCall> calls = new ArrayList<>();
    toolCalls
        .values()
        .forEach(
            partial ->
                calls.add(
                    new Reply.ToolCall(partial.id, partial.name, partial.arguments.toString())));
    return new Reply(message(), calls, finishReason);
  }
}
