package tidings.event.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.regex.Pattern;

/** The media types (RFC 6838) that the codec knows: JSON, text, and those of CloudEvents. */
public final class MediaTypes {

  public static final String JSON = "application/json";
  public static final String EVENT = "application/cloudevents+json";
  public static final String BATCH = "application/cloudevents-batch+json";

  /** Common prefix of the media types of all CloudEvents formats. */
  private static final String CLOUD_EVENTS = "application/cloudevents";

  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";\\s]+)", Pattern.CASE_INSENSITIVE);

  private MediaTypes() {}

  /** Whether it is a CloudEvents format that is not supported, such as XML, Protobuf or Avro. */
  public static boolean isOtherCloudEvents(String mediaType) {
    var bare = bare(mediaType);
    return bare.startsWith(CLOUD_EVENTS) && !bare.equals(EVENT) && !bare.equals(BATCH);
  }

  /**
   * The charset of a media type; UTF-8 if it names none.
   *
   * @throws IllegalArgumentException if it names an unknown charset
   */
  static Charset charset(String mediaType) {
    var named = CHARSET.matcher(mediaType);
    return named.find() ? Charset.forName(named.group(1)) : UTF_8;
  }

  /** Whether the charset is UTF-8. */
  public static boolean isUtf8(String mediaType) {
    try {
      return charset(mediaType).equals(UTF_8);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * A JSON text in a Unicode charset, which its reader detects.
   *
   * @throws UnreadableEventException if the media type names an unknown charset, or the bytes are
   *     not text in it
   */
  public static byte[] unicode(String mediaType, byte[] json) {
    try {
      var charset = charset(mediaType);
      return charset.name().startsWith("UTF-")
          ? json
          : charset.newDecoder().decode(ByteBuffer.wrap(json)).toString().getBytes(UTF_8);
    } catch (CharacterCodingException e) {
      throw JsonText.refused("is not in the charset that the media type names");
    } catch (IllegalArgumentException e) {
      throw JsonText.refused("the media type names an unknown charset: " + e.getMessage());
    }
  }

  /** Type and subtype, lower-case, without parameters. */
  public static String bare(String mediaType) {
    int end = mediaType.indexOf(';');
    return (end < 0 ? mediaType : mediaType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /** {@code application/json}, {@code text/json} and every {@code +json} (RFC 6839). */
  public static boolean isJson(String mediaType) {
    var bare = bare(mediaType);
    return bare.equals(JSON) || bare.equals("text/json") || bare.endsWith("+json");
  }

  /** Media types whose bytes are sent to a browser as text. */
  public static boolean isText(String mediaType) {
    var bare = bare(mediaType);
    return bare.startsWith("text/") || bare.equals("application/xml") || bare.endsWith("+xml");
  }
}
