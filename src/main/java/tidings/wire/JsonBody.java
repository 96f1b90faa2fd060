package tidings.wire;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.util.List;
import tidings.codec.Fault;

/** The body of a request as a JSON object. */
final class JsonBody {

  private JsonBody() {}

  /**
   * @throws BadRequestException if it is none
   */
  static JsonObject object(byte[] body) {
    try (var json = Json.createReader(new ByteArrayInputStream(body))) {
      return json.readObject();
    } catch (RuntimeException e) { // the parser has no type of its own for too deep a nesting
      throw new BadRequestException(
          List.of(new Fault("", "the body must be a JSON object: " + e.getMessage())));
    }
  }
}
