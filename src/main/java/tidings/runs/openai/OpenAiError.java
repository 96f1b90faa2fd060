package tidings.runs.openai;

import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Errors in the form that OpenAI's clients read.
 *
 * @see <a href="https://platform.openai.com/docs/guides/error-codes">OpenAI, error codes</a>
 */
public final class OpenAiError {

  private static final JsonMapper JSON = new JsonMapper();

  private OpenAiError() {}

  /**
   * @param type such as {@code invalid_request_error}
   * @param param the faulty field, if there is one
   */
  public static Response.ResponseBuilder of(
      int status, String type, String message, @Nullable String param, @Nullable String code) {
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(json(type, message, param, code).getBytes(StandardCharsets.UTF_8));
  }

  /** The error as JSON; in a stream it is the data of a frame. */
  static String json(String type, String message, @Nullable String param, @Nullable String code) {
    var body = JSON.createObjectNode();
    body.putObject("error")
        .put("message", message)
        .put("type", type)
        .put("param", param)
        .put("code", code);
    return body.toString();
  }
}
