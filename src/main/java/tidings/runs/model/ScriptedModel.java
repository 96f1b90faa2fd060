package tidings.runs.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A scripted replacement for a model: it gives the same answers each time, and says so. It is used
 * until a real model is configured, and in tests. Its answer depends on words in the last message
 * of the user: {@code tool} calls a tool first, if the request offers any; {@code fail} ends with
 * an error; {@code slow} takes 20 s; {@code long} answers with 5,000 words.
 */
public final class ScriptedModel implements LanguageModel {

  public static final String NAME = "scripted";

  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PACE = Duration.ofMillis(15);
  private static final Duration SLOW_PACE = Duration.ofMillis(200);
  private static final Duration LONG_PACE = Duration.ofMillis(2);
  private static final String ASKS_FOR_TITLE = "Give what the user wrote a title";
  private static final int TITLE_WORDS = 5;
  private static final int SLOW_WORDS = 100;
  private static final int LONG_WORDS = 5000;

  private final Clock clock;

  public ScriptedModel(Clock clock) {
    this.clock = clock;
  }

  @Override
  public List<String> names() {
    return List.of(NAME);
  }

  @Override
  public void stream(ObjectNode request, Chunks chunks) throws InterruptedException {
    if (!request.path("model").asText().equals(NAME)) {
      throw ModelException.refused(
          404,
          new ModelError(
              "unknown model '%s': this server has only '%s'"
                  .formatted(request.path("model").asText(), NAME),
              "invalid_request_error",
              "model",
              "model_not_found"),
          null);
    }
    var speech = new Speech(request, chunks);
    var last = request.path("messages").path(request.path("messages").size() - 1);
    if (last.path("role").asText().equals("tool")) {
      speech.say("The tool answered: " + text(last) + ". Nothing more is in the script.");
      speech.finish("stop");
      return;
    }
    var prompt = text(last);
    if (text(request.path("messages").path(0)).startsWith(ASKS_FOR_TITLE)) {
      var firstWords = List.of(prompt.strip().split("\\s+", TITLE_WORDS + 1));
      speech.say(String.join(" ", firstWords.subList(0, Math.min(TITLE_WORDS, firstWords.size()))));
      speech.finish("stop");
      return;
    }
    var words = prompt.toLowerCase(Locale.ROOT);
    var tools = request.path("tools");
    if (!tools.isEmpty() && (words.contains("tool") || isToSubmit(tools))) {
      speech.think("The script says that a tool is to be called.");
      speech.callTool(tools.path(0).path("function"));
      speech.finish("tool_calls");
    } else if (words.contains("fail")) {
      speech.say("This answer breaks off in the");
      throw ModelException.invalidAnswer("the script says that the model fails here");
    } else {
      answer(speech, prompt, words);
    }
  }

  private static void answer(Speech speech, String prompt, String words)
      throws InterruptedException {
    if (words.contains("slow")) {
      speech.pace = SLOW_PACE;
      speech.say(counted(SLOW_WORDS));
    } else if (words.contains("long")) {
      speech.pace = LONG_PACE;
      speech.say(counted(LONG_WORDS));
    } else {
      speech.think("No model is configured, so this is the script's answer.");
      speech.say(
          "You said: “%s”. This is the **scripted model**: set `TIDINGS_MODEL_BASE_URL` for a real one."
              .formatted(prompt));
    }
    speech.finish("stop");
  }

  /** Whether an agent must submit something: it does so immediately. */
  private static boolean isToSubmit(JsonNode tools) {
    return tools.path(0).path("function").path("name").asText().startsWith("submit_");
  }

  private static String counted(int words) {
    return String.join(" ", IntStream.rangeClosed(1, words).mapToObj(Integer::toString).toList());
  }

  private static String text(JsonNode message) {
    var content = message.path("content");
    if (!content.isArray()) {
      return content.asText();
    }
    var text = new StringBuilder();
    content.forEach(part -> text.append(part.path("text").asText()));
    return text.toString();
  }

  /** One answer, chunk by chunk. */
  private final class Speech {
    private final Chunks chunks;
    private final String id = "chatcmpl-" + UUID.randomUUID();
    private final long created = clock.instant().getEpochSecond();
    private final int promptTokens;
    private Duration pace = PACE;
    private boolean started;
    private int spoken;

    Speech(ObjectNode request, Chunks chunks) {
      this.chunks = chunks;
      int words = 0;
      for (var message : request.path("messages")) {
        words += tokens(text(message));
      }
      promptTokens = words;
    }

    private static int tokens(String text) {
      return new StringTokenizer(text).countTokens();
    }

    void think(String text) throws InterruptedException {
      speak("reasoning_content", text);
    }

    void say(String text) throws InterruptedException {
      speak("content", text);
    }

    private void speak(String field, String text) throws InterruptedException {
      for (var word : text.split("(?<= )", -1)) {
        Thread.sleep(pace);
        spoken++;
        delta(JSON.createObjectNode().put(field, word), null);
      }
    }

    void callTool(JsonNode function) throws InterruptedException {
      var arguments = example(function.path("parameters")).toString();
      int half = arguments.length() / 2;
      Thread.sleep(pace);
      var first = call(JSON.createObjectNode(), arguments.substring(0, half));
      var opening = (ObjectNode) first.path("tool_calls").path(0);
      opening.put("id", "call_" + id.substring("chatcmpl-".length())).put("type", "function");
      ((ObjectNode) opening.path("function")).put("name", function.path("name").asText());
      delta(first, null);
      Thread.sleep(pace);
      delta(call(JSON.createObjectNode(), arguments.substring(half)), null);
      spoken += 2;
    }

    private static ObjectNode call(ObjectNode delta, String arguments) {
      delta
          .putArray("tool_calls")
          .addObject()
          .put("index", 0)
          .putObject("function")
          .put("arguments", arguments);
      return delta;
    }

    /** Arguments that the schema allows: its own examples where it has them. */
    private static ObjectNode example(JsonNode schema) {
      var example = JSON.createObjectNode();
      for (var name : schema.path("required")) {
        var property = schema.path("properties").path(name.asText());
        var given = property.path("examples").path(0);
        if (!given.isMissingNode()) {
          example.set(name.asText(), given);
          continue;
        }
        switch (property.path("type").asText()) {
          case "number", "integer" -> example.put(name.asText(), 1);
          case "boolean" -> example.put(name.asText(), true);
          case "array" -> example.putArray(name.asText());
          case "object" -> example.putObject(name.asText());
          default -> example.put(name.asText(), "example");
        }
      }
      return example;
    }

    void finish(String reason) {
      delta(JSON.createObjectNode(), reason);
      var usage = chunk();
      usage.putArray("choices");
      usage
          .putObject("usage")
          .put("prompt_tokens", promptTokens)
          .put("completion_tokens", spoken)
          .put("total_tokens", promptTokens + spoken);
      chunks.accept(usage);
    }

    private void delta(ObjectNode delta, @Nullable String finishReason) {
      if (!started) {
        started = true;
        delta.put("role", "assistant");
      }
      var chunk = chunk();
      var choice = chunk.putArray("choices").addObject().put("index", 0);
      choice.set("delta", delta);
      choice.put("finish_reason", finishReason);
      chunks.accept(chunk);
    }

    private ObjectNode chunk() {
      return JSON.createObjectNode()
          .put("id", id)
          .put("object", "chat.completion.chunk")
          .put("created", created)
          .put("model", NAME);
    }
  }
}
