package tidings.codec;

import java.util.Locale;

/** What the codec must know of media types (RFC 6838): which are JSON and which are text. */
public final class MediaTypes {

  public static final String JSON = "application/json";
  public static final String EVENT = "application/cloudevents+json";
  public static final String BATCH = "application/cloudevents-batch+json";

  private MediaTypes() {}

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
