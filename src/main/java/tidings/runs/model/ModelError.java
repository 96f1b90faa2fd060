package tidings.runs.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;
import tidings.event.Texts;

/**
 * An error as a model's server reports it.
 *
 * @param message the server's message
 * @param type such as {@code invalid_request_error}; null if the server names none
 * @param param the faulty field of the request; null if the server names none
 * @param code such as {@code context_length_exceeded}; null if the server names none
 */
public record ModelError(
    String message, @Nullable String type, @Nullable String param, @Nullable String code) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_TEXT = 500;

  /** Maximum length of a server's message. */
  private static final int MAX_MESSAGE = 2_000;

  private static final int MAX_WORD = 200;

  public ModelError {
    message = Texts.shortened(message, MAX_MESSAGE);
    type = word(type);
    param = word(param);
    code = word(code);
  }

  private static @Nullable String word(@Nullable String text) {
    return text == null ? null : Texts.shortened(text, MAX_WORD);
  }

  /** An error that consists of a text only. */
  public static ModelError text(String text) {
    return new ModelError(
        text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "…" : text, null, null, null);
  }

  /** Reads any error that a server sent: JSON of any of the usual forms, or text. */
  public static ModelError of(String body) {
    try {
      var json = JSON.readTree(body);
      return json.isContainerNode() ? of(json) : text(json.isTextual() ? json.asText() : body);
    } catch (JsonProcessingException e) {
      return text(body);
    }
  }

  /**
   * Reads an error in one of the usual forms: {@code {"error":{…}}}, {@code {"error":"…"}}, a list
   * of these, or an object that is the error itself.
   */
  public static ModelError of(JsonNode json) {
    if (json.isArray() && !json.isEmpty() && json.get(0).isObject()) {
      return of(json.get(0));
    }
    if (json.path("errors").path(0).isObject()) {
      return of(json.path("errors").get(0));
    }
    var error =
        json.hasNonNull("error")
            ? json.get("error")
            : json.path("base_resp").isObject() ? json.get("base_resp") : json;
    if (!error.isObject()) {
      return text(error.isTextual() ? error.asText() : error.toString());
    }
    var message = firstText(error, "message", "detail", "error", "msg", "error_msg", "status_msg");
    if (message == null) {
      message = firstText(json, "message", "detail", "msg");
    }
    return new ModelError(
        message == null ? text(json.toString()).message() : withSource(message, error),
        firstText(error, "type", "status"),
        firstText(error, "param"),
        code(error));
  }

  /** A router of models adds the message of the server behind it to its own. */
  private static String withSource(String message, JsonNode error) {
    var raw = firstText(error.path("metadata"), "raw");
    return raw == null ? message : text(message + ": " + of(raw).message()).message();
  }

  private static @Nullable String code(JsonNode error) {
    var code = error.path("code");
    return code.isNumber() ? code.asText() : firstText(error, "code");
  }

  private static @Nullable String firstText(JsonNode json, String... fields) {
    for (var field : fields) {
      if (json.path(field).isTextual() && !json.path(field).asText().isBlank()) {
        return json.path(field).asText();
      }
    }
    return null;
  }

  private static boolean isStatus(JsonNode code) {
    return code.asInt(0) != 0;
  }

  /** Whether an event is an error and not a chunk, in any form. */
  public static boolean isError(JsonNode event) {
    if (event.hasNonNull("error")) {
      var error = event.get("error");
      // Some servers have an empty error in each chunk.
      return error.isTextual() ? !error.asText().isBlank() : !error.isEmpty() || error.isNumber();
    }
    return isStatus(event.path("base_resp").path("status_code"))
        || isStatus(event.path("error_code"))
        || (!event.has("choices") && !event.path("errors").isEmpty())
        || event.path("object").asText().equals("error")
        || event.path("type").asText().equals("error")
        || (!event.has("choices") && (event.hasNonNull("detail") || event.hasNonNull("message")));
  }
}
