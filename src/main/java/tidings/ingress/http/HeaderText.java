package tidings.ingress.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tidings.event.codec.Utf8;

/**
 * Decodes the value of an attribute from an HTTP header (CloudEvents HTTP binding, section
 * 3.1.3.2): a quoted string is unquoted, then {@code %XX} is a byte of UTF-8. Characters that a
 * producer wrote as UTF-8, without that encoding, are accepted too.
 */
final class HeaderText {

  private HeaderText() {}

  static String decode(String value) {
    return percentDecode(unquote(utf8(value)));
  }

  /** The server reads a header as ISO 8859-1: text that is UTF-8 is decoded again. */
  private static String utf8(String value) {
    boolean ascii = value.chars().allMatch(c -> c < 0x80);
    if (ascii || value.chars().anyMatch(c -> c > 0xFF)) {
      return value;
    }
    var bytes = ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1));
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      return value;
    }
  }

  /** RFC 9110, section 5.6.4. */
  private static String unquote(String value) {
    int end = value.length() - 1;
    if (end < 1 || value.charAt(0) != '"' || value.charAt(end) != '"') {
      return value;
    }
    var text = new StringBuilder(end);
    for (int i = 1; i < end; i++) {
      boolean escape = value.charAt(i) == '\\' && i + 1 < end;
      text.append(value.charAt(escape ? ++i : i));
    }
    return text.toString();
  }

  private static String percentDecode(String value) {
    if (value.indexOf('%') < 0) {
      return value;
    }
    var bytes = new ByteArrayOutputStream(value.length());
    int i = 0;
    while (i < value.length()) {
      int coded = value.charAt(i) == '%' ? decodeByte(value, i + 1) : -1;
      if (coded >= 0) {
        bytes.write(coded);
        i += 3;
      } else {
        var character = Character.toString(value.codePointAt(i));
        bytes.writeBytes(character.getBytes(StandardCharsets.UTF_8));
        i += character.length();
      }
    }
    return Utf8.decode(bytes.toByteArray());
  }

  /** The byte of two hexadecimal digits; negative if they are not hexadecimal. */
  private static int decodeByte(String value, int at) {
    if (at + 1 >= value.length()) {
      return -1;
    }
    int high = Character.digit(value.charAt(at), 16);
    int low = Character.digit(value.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }
}
