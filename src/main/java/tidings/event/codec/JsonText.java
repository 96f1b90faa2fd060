package tidings.event.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;

/** JSON as text: compact, numbers exactly as they were written. Thread-safe. */
final class JsonText {

  private static final int MAX_DEPTH = 200;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private JsonText() {}

  /** One JSON value, compact. */
  static String compact(byte[] json) {
    try (var parser = FACTORY.createParser(json)) {
      if (parser.nextToken() == null) {
        throw refused("it is empty");
      }
      var text = copy(parser);
      if (parser.nextToken() != null) {
        throw refused("unexpected text after the value");
      }
      return text;
    } catch (IOException e) {
      throw refused(e);
    }
  }

  /** Whether it is one JSON value. */
  static boolean isJson(byte[] bytes) {
    try {
      compact(bytes);
      return true;
    } catch (UnreadableEventException e) {
      return false;
    }
  }

  /** The value of a JSON string; empty if the text is not a JSON string. */
  static Optional<String> string(String json) {
    try (var parser = FACTORY.createParser(json)) {
      var text = parser.nextToken() == JsonToken.VALUE_STRING ? parser.getText() : null;
      return parser.nextToken() == null ? Optional.ofNullable(text) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The value at the parser's current token, compact; afterwards the parser is at its end. */
  static String copy(JsonParser parser) throws IOException {
    var out = new StringWriter();
    try (var generator = FACTORY.createGenerator(out)) {
      int depth = 0;
      do {
        var token = parser.currentToken();
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        copyToken(parser, token, generator);
      } while (depth > 0 && parser.nextToken() != null);
    }
    return escapeHalves(out.toString());
  }

  /** Escapes halves of surrogate pairs: they have no UTF-8 and would become question marks. */
  private static String escapeHalves(String json) {
    var escaped = new StringBuilder();
    int done = 0;
    for (int i = 0; i < json.length(); i++) {
      if (Character.isSurrogate(json.charAt(i))) {
        if (Character.isSupplementaryCodePoint(json.codePointAt(i))) {
          i++;
        } else {
          escaped.append(json, done, i).append("\\u%04X".formatted((int) json.charAt(i)));
          done = i + 1;
        }
      }
    }
    return done == 0 ? json : escaped.append(json, done, json.length()).toString();
  }

  private static void copyToken(JsonParser parser, JsonToken token, JsonGenerator generator)
      throws IOException {
    if (token.isNumeric()) {
      generator.writeNumber(parser.getText());
    } else {
      generator.copyCurrentEvent(parser);
    }
  }

  static UnreadableEventException refused(IOException e) {
    return switch (e) {
      case JsonParseException parse -> refused("not JSON: " + location(parse));
      case JsonProcessingException limit -> refused("not accepted: " + limit.getOriginalMessage());
      default -> refused("not JSON: " + e.getMessage());
    };
  }

  static UnreadableEventException refused(String message) {
    return new UnreadableEventException(List.of(new Fault("", message)));
  }

  private static String location(JsonParseException e) {
    var at = e.getLocation();
    return e.getOriginalMessage()
        + " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr());
  }
}
