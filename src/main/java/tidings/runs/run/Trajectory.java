package tidings.runs.run;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tidings.runs.run.RunFrame.Call;

/**
 * The result of a run's frames: its messages, its output, its errors. A message is complete at its
 * finish reason; the text of an interrupted call is kept, too. Not thread-safe.
 */
public final class Trajectory {

  private static final JsonMapper JSON = new JsonMapper();

  private final Map<Call, AssistantMessage> assistantMessages = new LinkedHashMap<>();
  private final List<Object> messages = new ArrayList<>();
  private final List<RunFrame.Failure> failures = new ArrayList<>();
  private final List<String> passed = new ArrayList<>();
  private final List<RunFrame> results = new ArrayList<>();
  private Usage usage = Usage.NONE;

  /** An assistant's message under construction. */
  private static final class AssistantMessage {
    final Call call;
    final StringBuilder content = new StringBuilder();
    final StringBuilder reasoning = new StringBuilder();
    final TreeMap<Integer, ToolCall> toolCalls = new TreeMap<>();

    AssistantMessage(Call call) {
      this.call = call;
    }

    ObjectNode message() {
      var message = JSON.createObjectNode().put("role", "assistant");
      message.put("content", content.toString());
      if (!reasoning.isEmpty()) {
        message.put("reasoning_content", reasoning.toString());
      }
      if (!toolCalls.isEmpty()) {
        var calls = message.putArray("tool_calls");
        toolCalls
            .values()
            .forEach(
                tool -> {
                  var one = calls.addObject().put("id", tool.id).put("type", "function");
                  one.putObject("function")
                      .put("name", tool.name)
                      .put("arguments", tool.arguments.toString());
                });
      }
      return named(message, call.graphNode());
    }
  }

  private static final class ToolCall {
    String id = "";
    String name = "";
    final StringBuilder arguments = new StringBuilder();
  }

  /** Adds the next frame. */
  public void add(RunFrame frame) {
    switch (frame) {
      case RunFrame.Content content -> messageOf(content.call()).content.append(content.text());
      case RunFrame.Reasoning reasoning ->
          messageOf(reasoning.call()).reasoning.append(reasoning.text());
      case RunFrame.ToolCallDelta delta -> {
        var tool =
            messageOf(delta.call()).toolCalls.computeIfAbsent(delta.index(), _ -> new ToolCall());
        tool.id = delta.id() == null ? tool.id : delta.id();
        tool.name = delta.name() == null ? tool.name : delta.name();
        tool.arguments.append(delta.arguments());
      }
      case RunFrame.Finished finished -> messageOf(finished.call());
      case RunFrame.ToolResult result ->
          messages.add(
              named(
                  JSON.createObjectNode()
                      .put("role", "tool")
                      .put("tool_call_id", result.toolCallId())
                      .put("content", result.content()),
                  result.graphNode()));
      case RunFrame.GraphCompleted _, RunFrame.Completion _, RunFrame.Incomplete _ ->
          results.add(frame);
      case RunFrame.Failure failure -> failures.add(failure);
      case RunFrame.UsageTotal total -> usage = total.usage();
      case RunFrame.UpstreamChunk chunk -> passed.add(chunk.json());
      case RunFrame.Started _,
          RunFrame.ConversationCreated _,
          RunFrame.NodeStarted _,
          RunFrame.NodeEnded _,
          RunFrame.Done _ -> {}
    }
  }

  private AssistantMessage messageOf(Call call) {
    return assistantMessages.computeIfAbsent(
        call,
        _ -> {
          var assistant = new AssistantMessage(call);
          messages.add(assistant);
          return assistant;
        });
  }

  private static ObjectNode named(ObjectNode message, @Nullable String graphNode) {
    return graphNode == null ? message : message.put("node_name", graphNode);
  }

  /** The messages in OpenAI's form, in the order in which they began. */
  public List<ObjectNode> messages() {
    return messages.stream()
        .map(
            message ->
                message instanceof AssistantMessage assistant
                    ? assistant.message()
                    : (ObjectNode) message)
        .toList();
  }

  /** The last text of an assistant that called no tool; empty if there is none. */
  public String output() {
    for (var result : results) {
      if (result instanceof RunFrame.GraphCompleted graph) {
        return graph.finalResult();
      }
    }
    var output = "";
    for (var assistant : assistantMessages.values()) {
      if (assistant.toolCalls.isEmpty() && !assistant.content.isEmpty()) {
        output = assistant.content.toString();
      }
    }
    return output;
  }

  /** The failure of the run; empty if it did not fail. */
  public Optional<RunFrame.Failure> failure() {
    return failures.stream().findFirst();
  }

  /** The model's own chunks, of a {@link RunKind#COMPLETION}. */
  public List<String> chunks() {
    return List.copyOf(passed);
  }

  /**
   * The answer to {@code stream:false} (protocol, section 3).
   *
   * @param question messages that come before its own
   */
  public String json(RunInfo run, List<ObjectNode> question) {
    var json = JSON.createObjectNode();
    json.put("id", run.id()).put("object", "chat.completion");
    json.put("created", run.created().getEpochSecond()).put("model", run.model());
    json.put("run_id", run.id());
    if (run.conversation() != null) {
      json.put("conversation_id", run.conversation());
    }
    json.putArray("messages").addAll(question).addAll(messages());
    json.put("output", output());
    for (var result : results) {
      switch (result) {
        case RunFrame.GraphCompleted graph -> {
          json.put("final_result", graph.finalResult());
          json.set("execution_chain", JSON.valueToTree(graph.chain()));
        }
        case RunFrame.Completion _, RunFrame.Incomplete _ ->
            json.setAll((ObjectNode) tree(RunFrameWriter.data(result)));
        default -> throw new IllegalStateException("not a result: " + result);
      }
    }
    json.putObject("usage")
        .put("prompt_tokens", usage.promptTokens())
        .put("completion_tokens", usage.completionTokens())
        .put("total_tokens", usage.totalTokens());
    if (!failures.isEmpty()) {
      var errors = json.putArray("errors");
      failures.forEach(
          failure ->
              errors
                  .addObject()
                  .put("message", failure.message())
                  .put("type", failure.type().wire()));
    }
    return json.toString();
  }

  private static com.fasterxml.jackson.databind.JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException("a frame of this server is not valid JSON", e);
    }
  }
}
