package tidings.event;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The payload of an event, in the form in which a browser receives it. */
public sealed interface Data {

  /** The content of the {@code data} field of the event's frame. */
  String text();

  /** Size in bytes: of text as UTF-8, of bytes unencoded. */
  default int size() {
    return text().getBytes(StandardCharsets.UTF_8).length;
  }

  /** A JSON value, compact, on one line. */
  record Json(String text) implements Data {}

  /** Text of a media type that is not JSON. */
  record Text(String text) implements Data {}

  /** Bytes of a media type that is not text, as Base64 (RFC 4648, section 4). */
  record Binary(String text) implements Data {
    public static Binary of(byte[] bytes) {
      return new Binary(Base64.getEncoder().encodeToString(bytes));
    }

    public byte[] bytes() {
      return Base64.getDecoder().decode(text);
    }

    @Override
    public int size() {
      return bytes().length;
    }
  }
}
