package tidings.it.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;

/**
 * Models that call a tool and refuse the next call unless they receive their additional fields
 * again: {@code loop:<field>}.
 */
final class StubLoops {

  static final String PREFIX = "loop:";

  private StubLoops() {}

  static void answer(String field, JsonNode asked, StubAnswer out) throws IOException {
    for (var message : asked.path("messages")) {
      if (!message.path("tool_calls").isEmpty() && !isBack(field, message)) {
        out.refuse(400, Map.of(), "The " + field + " must be passed back to the API.");
        return;
      }
    }
    if (isAfterTool(asked)) {
      out.say("looped");
      out.finish("stop", 1, 1);
      return;
    }
    switch (field) {
      case "reasoning_content" -> {
        out.delta("reasoning_content", "I ");
        out.delta("reasoning_content", "think");
        call(out, "");
      }
      case "reasoning_content-empty" -> {
        out.delta("reasoning_content", "");
        call(out, "");
      }
      case "reasoning" -> {
        out.delta("reasoning", "I think");
        call(out, "");
      }
      case "reasoning_details" -> {
        details(out, "{\"type\":\"reasoning.text\",\"text\":\"I \",\"index\":0}");
        details(out, "{\"type\":\"reasoning.text\",\"text\":\"think\",\"index\":0}");
        details(out, "{\"type\":\"reasoning.text\",\"index\":0,\"signature\":\"s1g\"}");
        call(out, "");
      }
      case "extra_content" ->
          call(out, ",\"extra_content\":{\"google\":{\"thought_signature\":\"s1g\"}}");
      case "provider_specific_fields" ->
          call(out, ",\"provider_specific_fields\":{\"thought_signature\":\"s1g\"}");
      default -> throw new IllegalArgumentException("unknown field " + field);
    }
    out.finish("tool_calls", 1, 1);
  }

  private static boolean isBack(String field, JsonNode message) {
    var call = message.path("tool_calls").path(0);
    return switch (field) {
      case "reasoning_content" ->
          message.path("reasoning_content").asText().equals("I think")
              && !message.has("model_fields");
      case "reasoning_content-empty" -> message.path("reasoning_content").isTextual();
      case "reasoning" ->
          message.path("reasoning").asText().equals("I think") && !message.has("reasoning_content");
      case "reasoning_details" ->
          message.path("reasoning_details").size() == 1
              && message.path("reasoning_details").path(0).path("text").asText().equals("I think")
              && message.toString().contains("\"signature\":\"s1g\"");
      default -> call.path(field).toString().contains("s1g");
    };
  }

  /** A server that writes its reasoning and does not accept the field in a request. */
  static void refuseReasoning(JsonNode asked, StubAnswer out) throws IOException {
    if (asked.path("messages").toString().contains("reasoning_content")) {
      out.refuse(400, Map.of(), "property 'reasoning_content' is unsupported");
    } else if (isAfterTool(asked)) {
      out.say("looped");
      out.finish("stop", 1, 1);
    } else {
      out.delta("reasoning_content", "I think");
      call(out, "");
      out.finish("tool_calls", 1, 1);
    }
  }

  private static boolean isAfterTool(JsonNode asked) {
    var messages = asked.path("messages");
    return messages.path(messages.size() - 1).path("role").asText().equals("tool");
  }

  private static void call(StubAnswer out, String more) throws IOException {
    out.event(
        chunk(
            ("{\"tool_calls\":[{\"index\":0,\"id\":\"t1\",\"type\":\"function\",\"function\":"
                 + "{\"name\":\"calculator\",\"arguments\":\"{\\\"expression\\\":\\\"1+1\\\"}\"}%s}]}")
                .formatted(more)));
  }

  private static void details(StubAnswer out, String detail) throws IOException {
    out.event(chunk("{\"reasoning_details\":[" + detail + "]}"));
  }

  private static String chunk(String delta) {
    return "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"loop\","
        + "\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + ",\"finish_reason\":null}]}";
  }
}
