package tidings.event.codec;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8 without loss. Java replaces bytes that are not UTF-8 with U+FFFD, so that different names
 * become equal, and an event reaches the wrong user. Here each such byte becomes half of a
 * surrogate pair (U+DC00 and the byte, as Python's {@code surrogateescape}), which no attribute may
 * have. Pure functions.
 */
public final class Utf8 {

  private static final int ESCAPE = 0xDC00;
  private static final char REPLACEMENT = '\uFFFD';

  private Utf8() {}

  /** The text of the bytes; {@link tidings.event.Texts#isClean} only if they are UTF-8. */
  public static String decode(byte[] bytes) {
    var text = new String(bytes, StandardCharsets.UTF_8);
    return text.indexOf(REPLACEMENT) < 0 ? text : escape(bytes);
  }

  private static String escape(byte[] bytes) {
    var decoder = StandardCharsets.UTF_8.newDecoder();
    var in = ByteBuffer.wrap(bytes);
    var out = CharBuffer.allocate(bytes.length);
    while (decoder.decode(in, out, true).isError()) {
      out.put((char) (ESCAPE + Byte.toUnsignedInt(in.get())));
      decoder.reset();
    }
    return out.flip().toString();
  }
}
