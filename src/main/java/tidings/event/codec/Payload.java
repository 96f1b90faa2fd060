package tidings.event.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tidings.event.Data;

/**
 * How the bytes of an event's data are read.
 *
 * @param mediaType null: none was given
 */
record Payload(@Nullable String mediaType) {

  /**
   * Whether it is JSON: by its media type, or without one (CloudEvents JSON format, section 3.1).
   */
  boolean isJson() {
    return mediaType == null || MediaTypes.isJson(mediaType);
  }

  /**
   * JSON and text as text, else Base64.
   *
   * @throws CharacterCodingException if the bytes are not in the {@link #charset}
   * @throws UnreadableEventException if they are not valid JSON
   * @throws IllegalArgumentException if the charset is unknown
   */
  Data read(byte[] bytes) throws CharacterCodingException, UnreadableEventException {
    if (isJson()) {
      return new Data.Json(JsonText.compact(utf8(bytes)));
    }
    return MediaTypes.isText(String.valueOf(mediaType))
        ? new Data.Text(text(bytes))
        : Data.Binary.of(bytes);
  }

  Charset charset() {
    return mediaType == null ? StandardCharsets.UTF_8 : MediaTypes.charset(mediaType);
  }

  private String text(byte[] bytes) throws CharacterCodingException {
    return charset().newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  /** JSON is in a Unicode encoding, which its reader detects; any other text is converted. */
  private byte[] utf8(byte[] bytes) throws CharacterCodingException {
    return charset().name().startsWith("UTF-")
        ? bytes
        : text(bytes).getBytes(StandardCharsets.UTF_8);
  }
}
