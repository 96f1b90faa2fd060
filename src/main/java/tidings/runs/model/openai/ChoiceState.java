package tidings.runs.model.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.runs.model.AnswerLimits;

/** One choice of an answer, as far as it has arrived. One thread. */
final class ChoiceState {

  private static final JsonMapper JSON = new JsonMapper();

  final ToolCallAssembler calls = new ToolCallAssembler();

  /** The chunk that ends it; null until its finish reason has arrived. */
  @Nullable ObjectNode last;

  private final Map<String, TextHalves> texts = new HashMap<>();
  private boolean isBegun;
  private boolean hasPayload;
  private boolean convertsFunctionCall;
  private String reason = "";

  /** Whether something followed the finish reason, or nothing preceded it. */
  private boolean isReasonEarly;

  /** Whether that has happened before: then a finish reason alone does not end the answer. */
  private boolean isReasonDoubtful;

  boolean hasPayload() {
    return hasPayload;
  }

  /** Whether a finish reason has arrived. */
  boolean hasReason() {
    return !reason.isEmpty();
  }

  /** Whether a finish reason has arrived that nothing has followed. */
  boolean isFinished() {
    return hasReason() && !isReasonEarly;
  }

  /** Whether its finish reason alone does not end the answer. */
  boolean isReasonDoubtful() {
    return isReasonDoubtful;
  }

  /** The delta of a choice, in whichever field a server sends it. */
  static ObjectNode delta(ObjectNode choice) {
    if (choice.get("delta") instanceof ObjectNode delta) {
      return delta;
    }
    var whole = choice.remove("message");
    var delta = whole instanceof ObjectNode message ? message : JSON.createObjectNode();
    var text = choice.remove("text"); // from the old completions API, not chat
    if (text != null && text.isTextual() && !delta.has("content")) {
      delta.set("content", text);
    }
    choice.set("delta", delta);
    return delta;
  }

  /**
   * Brings a delta into OpenAI's form.
   *
   * @param keepsFunctionCall whether the caller is answered in the old form of tool calls
   * @return whether it says something
   */
  boolean normalize(ObjectNode delta, boolean keepsFunctionCall) {
    if (delta.path("content").isContainerNode()) {
      ContentParts.flatten(delta);
    }
    if (!keepsFunctionCall && delta.remove("function_call") instanceof ObjectNode call) {
      convertsFunctionCall = true;
      delta.putArray("tool_calls").addObject().put("index", 0).set("function", call);
    }
    if (delta.path("tool_calls").isContainerNode()) {
      var pieces = calls.add(delta.get("tool_calls"));
      if (pieces.isEmpty()) {
        delta.remove("tool_calls");
      } else {
        delta.set("tool_calls", pieces);
      }
    }
    boolean speaks = false;
    for (var field : delta.properties()) {
      if (field.getValue().isTextual()) {
        var whole = texts.computeIfAbsent(field.getKey(), _ -> new TextHalves());
        AnswerLimits.require(texts.size(), AnswerLimits.FIELDS, "fields of a message");
        field.setValue(TextNode.valueOf(whole.join(field.getValue().asText())));
      }
      speaks |= !field.getKey().equals("role") && hasContent(field.getValue());
    }
    if (speaks) {
      begin(delta);
    }
    if (delta.has("role") && !delta.path("role").asText().equals("assistant")) {
      delta.put("role", "assistant");
    }
    isBegun |= delta.has("role");
    return speaks;
  }

  private static boolean hasContent(JsonNode value) {
    return value.isContainerNode()
        ? !value.isEmpty()
        : !value.isNull() && !(value.isTextual() && value.asText().isEmpty());
  }

  /** Something that it says has arrived. */
  void addPayload() {
    hasPayload = true;
    isReasonEarly |= !reason.isEmpty();
    isReasonDoubtful |= isReasonEarly;
  }

  /** The first delta of a choice carries its role. */
  void begin(ObjectNode delta) {
    if (!isBegun && !delta.has("role")) {
      delta.put("role", "assistant");
    }
    isBegun = true;
  }

  /** A finish reason has arrived. */
  void finish(String newReason) {
    reason = newReason;
    isReasonEarly = !hasPayload;
  }

  /** In OpenAI's words; some servers name another reason for tool calls. */
  String finishReason() {
    if (calls.isEmpty()) {
      return reason.isEmpty() ? "stop" : reason;
    }
    return switch (reason) {
      case "", "stop" -> "tool_calls";
      case "function_call" -> convertsFunctionCall ? "tool_calls" : reason;
      default -> reason;
    };
  }
}
