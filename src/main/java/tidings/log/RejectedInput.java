package tidings.log;

import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An input that could not be read. The length of its description is limited: the middle of a longer
 * text is left out.
 *
 * @param source where it came from, such as {@code kafka:tidings.events}
 * @param position its position there, such as {@code tidings.events/0/42}
 * @param reason the error
 * @param headers its headers as text, by their names in lower case
 * @param payload its bytes, as Base64; null if it had none
 */
public record RejectedInput(
    String source,
    String position,
    String reason,
    Map<String, String> headers,
    @Nullable String payload) {

  /**
   * For a source and a position: they may become attributes, so they have the limit of attributes.
   */
  private static final int MAX_NAME = 1024;

  private static final int MAX_REASON = 4096;

  public RejectedInput {
    source = shorten(source, MAX_NAME);
    position = shorten(position, MAX_NAME);
    reason = shorten(reason, MAX_REASON);
    headers = Map.copyOf(headers);
  }

  /** Keeps both ends: the end of a position says the most, and so does the start of a reason. */
  private static String shorten(String text, int most) {
    int half = most / 2;
    return text.length() <= most
        ? text
        : text.substring(0, half - 1) + "…" + text.substring(text.length() - half);
  }

  public static RejectedInput of(
      String source,
      String position,
      String reason,
      Map<String, String> headers,
      byte @Nullable [] payload) {
    var text = payload == null ? null : Base64.getEncoder().encodeToString(payload);
    return new RejectedInput(source, position, reason, headers, text);
  }

  /** Its bytes; null if it had none. */
  public byte @Nullable [] bytes() {
    return payload == null ? null : Base64.getDecoder().decode(payload);
  }

  /** Memory that its texts take, in bytes, approximately. */
  public long size() {
    long size = (long) source.length() + position.length() + reason.length();
    for (var header : headers.entrySet()) {
      size += header.getKey().length() + header.getValue().length();
    }
    return payload == null ? size : size + payload.length();
  }

  /** The part that is stored if the whole is too large: neither headers nor payload. */
  public RejectedInput withoutContent() {
    var notice = "it was too large to be stored, so its headers and payload were discarded; ";
    return new RejectedInput(source, position, notice + reason, Map.of(), null);
  }
}
