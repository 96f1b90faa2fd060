package tidings.runs.loop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The answer of a model to one call.
 *
 * @param message the assistant's, with reasoning and tool calls
 * @param toolCalls in the order of their index
 * @param finishReason as the model gave it
 */
record Reply(ObjectNode message, List<ToolCall> toolCalls, String finishReason) {

  /**
   * @param arguments JSON, as the model wrote it
   */
  record ToolCall(String id, String name, String arguments) {}

  String text() {
    return message.path("content").asText("");
  }
}
