package tidings.runs.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tidings.event.codec.Faults;

/**
 * Converts the caller's body to the body for the model's server. That server is called with this
 * server's key, so only known fields are passed, within limits: other fields that a server of
 * models supports may cost more, store data, or choose another model. Pure functions.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/create">OpenAI, create chat
 *     completion</a>
 */
final class CompletionBody {

  private static final JsonMapper JSON = new JsonMapper();

  /** Fields with the maximum number of tokens of a choice, the newer one first. */
  static final List<String> OUTPUT_FIELDS = List.of("max_completion_tokens", "max_tokens");

  /** Fields of OpenAI's API, and of self-hosted servers, that concern the answer alone. */
  static final Set<String> FIELDS =
      Set.of(
          "audio",
          "frequency_penalty",
          "function_call",
          "functions",
          "logit_bias",
          "logprobs",
          "max_completion_tokens",
          "max_tokens",
          "messages",
          "min_p",
          "modalities",
          "model",
          "n",
          "parallel_tool_calls",
          "prediction",
          "presence_penalty",
          "reasoning_effort",
          "repetition_penalty",
          "response_format",
          "seed",
          "stop",
          "stream",
          "temperature",
          "tool_choice",
          "tools",
          "top_k",
          "top_logprobs",
          "top_p",
          "verbosity");

  /** Fields that this server reads itself. */
  private static final Set<String> OWN =
      Set.of("background", "chat_template_kwargs", "metadata", "store", "stream_options", "user");

  private static final int MAX_TOOLS = 128;
  private static final int MAX_METADATA = 16;
  private static final int MAX_METADATA_TEXT = 512;

  /** Tools that the caller runs; the model's server would run others itself, at a cost. */
  private static final Set<String> TOOL_TYPES = Set.of("function", "custom");

  private static final int MAX_IGNORED = 20;

  private CompletionBody() {}

  /**
   * The request for the model's server.
   *
   * @param body within the limits, if there are no faults
   * @param ignored names of the fields that are not passed on, up to 20
   */
  record Upstream(ObjectNode body, List<String> ignored) {
    Upstream {
      ignored = List.copyOf(ignored);
    }
  }

  /**
   * @param asked the caller's body
   * @param faults receives the faults of the body
   */
  static Upstream of(ObjectNode asked, CompletionLimits limits, Faults faults) {
    var body = JSON.createObjectNode();
    var ignored = new TreeSet<String>();
    for (var field : asked.properties()) {
      var name = field.getKey();
      var value = field.getValue();
      if (limits.fields().contains(name) || FIELDS.contains(name)) {
        body.set(name, value);
      } else if (!OWN.contains(name)) {
        ignored.add(name);
      }
    }
    limitChoices(body, limits, faults);
    limitOutput(body, limits, faults);
    limitTools(body, "tools", faults);
    limitTools(body, "functions", faults);
    addStreamOptions(asked, body, faults);
    addMetadata(asked, body, limits, ignored, faults);
    addTemplateArguments(asked, body, ignored);
    if (asked.has("user")) {
      ignored.add("user");
      body.remove("user"); // this server names the user itself
    }
    return new Upstream(body, printable(ignored));
  }

  /** Names of fields are the caller's own text, and are sent in a header. */
  private static List<String> printable(Set<String> ignored) {
    return ignored.stream()
        .filter(name -> name.matches("[A-Za-z0-9_.-]{1,64}"))
        .limit(MAX_IGNORED)
        .toList();
  }

  private static void limitChoices(ObjectNode body, CompletionLimits limits, Faults faults) {
    var value = body.path("n");
    if (value.isNull()) {
      body.remove("n");
    } else if (!value.isMissingNode()
        && !(isWhole(value) && value.doubleValue() <= limits.choices())) {
      faults.add(
          "n",
          "must be a whole number from 1 to %d (tidings.completions.max-choices)"
              .formatted(limits.choices()));
    }
  }

  /** Whether it is a whole number of at least 1, of any size. */
  private static boolean isWhole(JsonNode value) {
    return value.isNumber() && value.canConvertToExactIntegral() && value.doubleValue() >= 1;
  }

  /** Reduces a maximum to the limit: an answer may end at its maximum in either case. */
  private static void limitOutput(ObjectNode body, CompletionLimits limits, Faults faults) {
    boolean isLimited = false;
    for (var field : OUTPUT_FIELDS) {
      var value = body.path(field);
      if (value.isNull() || value.isMissingNode()) {
        continue;
      }
      isLimited = true;
      if (!isWhole(value)) {
        faults.add(field, "must be a whole number that is at least 1");
      } else if (value.doubleValue() > limits.outputTokens()) {
        body.put(field, limits.outputTokens());
      }
    }
    if (!isLimited && limits.outputField() != null) {
      body.put(limits.outputField(), limits.outputTokens());
    }
  }

  private static void limitTools(ObjectNode body, String field, Faults faults) {
    var tools = body.path(field);
    if (tools.isNull() || tools.isMissingNode()) {
      return;
    }
    if (!tools.isArray()) {
      faults.add(field, "must be an array");
    } else if (tools.size() > MAX_TOOLS) {
      faults.add(field, "must have at most " + MAX_TOOLS + " elements");
    } else if (field.equals("tools")) {
      for (int i = 0; i < tools.size(); i++) {
        if (!TOOL_TYPES.contains(tools.get(i).path("type").asText("function"))) {
          faults.add("tools[" + i + "].type", "must be function or custom");
        }
      }
    }
  }

  /** Passes flags only; this server asks for the usage itself. */
  private static void addStreamOptions(ObjectNode asked, ObjectNode body, Faults faults) {
    var options = asked.path("stream_options");
    if (options.isNull() || options.isMissingNode()) {
      return;
    }
    if (!options.isObject()) {
      faults.add("stream_options", "must be an object");
      return;
    }
    var flags = body.putObject("stream_options");
    for (var option : options.properties()) {
      if (option.getKey().startsWith("include_") && option.getValue().isBoolean()) {
        flags.set(option.getKey(), option.getValue());
      }
    }
  }

  /**
   * OpenAI accepts metadata only for what it stores. {@code store} asks this server to continue the
   * run; it does not ask another server to store it.
   */
  private static void addMetadata(
      ObjectNode asked,
      ObjectNode body,
      CompletionLimits limits,
      Set<String> ignored,
      Faults faults) {
    if (asked.has("store") && !limits.fields().contains("store")) {
      ignored.add("store");
    }
    var metadata = asked.path("metadata");
    if (metadata.isNull() || metadata.isMissingNode()) {
      return;
    }
    if (asked.path("store").asBoolean() && !limits.fields().contains("store")) {
      ignored.add("metadata");
    } else if (isMetadata(metadata)) {
      body.set("metadata", metadata);
    } else {
      faults.add(
          "metadata",
          "must be an object of at most %d texts of at most %d characters"
              .formatted(MAX_METADATA, MAX_METADATA_TEXT));
    }
  }

  private static boolean isMetadata(JsonNode metadata) {
    if (!metadata.isObject() || metadata.size() > MAX_METADATA) {
      return false;
    }
    for (var entry : metadata.properties()) {
      if (entry.getKey().length() > MAX_METADATA_TEXT
          || !entry.getValue().isTextual()
          || entry.getValue().asText().length() > MAX_METADATA_TEXT) {
        return false;
      }
    }
    return true;
  }

  /**
   * Passes the arguments that control a model's reasoning; a chat template from the caller would be
   * a program on the model's server.
   *
   * @see <a href="https://github.com/advisories/GHSA-6fvq-23cw-5628">vLLM, CVE-2025-61620</a>
   */
  private static void addTemplateArguments(ObjectNode asked, ObjectNode body, Set<String> ignored) {
    var name = "chat_template_kwargs";
    if (body.has(name) || !asked.has(name)) {
      return;
    }
    var arguments = JSON.createObjectNode();
    for (var argument : asked.path(name).properties()) {
      if (argument.getKey().matches("[a-z_]{0,20}(think|reason)[a-z_]{0,20}")
          && argument.getValue().isValueNode()
          && argument.getValue().asText().length() <= MAX_METADATA_TEXT) {
        arguments.set(argument.getKey(), argument.getValue());
      }
    }
    if (arguments.isEmpty()) {
      ignored.add(name);
    } else {
      body.set(name, arguments);
    }
  }
}
