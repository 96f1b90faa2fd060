package tidings.platform.http.body;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.util.List;
import tidings.event.codec.Fault;
import tidings.event.codec.RequestJson;
import tidings.platform.http.BadRequestException;

/** The body of a request as a JSON object. */
public final class JsonBody {

  private JsonBody() {}

  /** Maximum number of its tokens, as in every other body. */
  private static final int MAX_PARTS = RequestJson.MAX_TOKENS;

  /**
   * @throws BadRequestException if it is not a JSON object, or has too many tokens
   */
  public static JsonObject object(byte[] body) {
    try (var json = Json.createReader(new ByteArrayInputStream(body))) {
      requireFewParts(body);
      return json.readObject();
    } catch (RuntimeException e) { // the parser has no exception of its own for too deep nesting
      throw new BadRequestException(
          List.of(new Fault("", "the body must be a JSON object: " + e.getMessage())));
    }
  }

  /**
   * Counts before any object is created, and to the end: the reader stops after the first value.
   */
  private static void requireFewParts(byte[] body) {
    try (var parser = Json.createParser(new ByteArrayInputStream(body))) {
      for (int parts = 0; parser.hasNext(); parts++) {
        if (parts == MAX_PARTS) {
          throw new IllegalArgumentException("it has more than " + MAX_PARTS + " parts");
        }
        parser.next();
      }
    }
  }
}
