package tidings.log;

import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An input that could not be read.
 *
 * @param source where it came from, such as {@code kafka:tidings.events}
 * @param position its place there, such as {@code tidings.events/0/42}
 * @param reason what is wrong with it
 * @param headers its headers as text, by their names in lower case
 * @param payload its bytes, as Base64; null if it had none
 */
public record Unreadable(
    String source,
    String position,
    String reason,
    Map<String, String> headers,
    @Nullable String payload) {

  public Unreadable {
    headers = Map.copyOf(headers);
  }

  public static Unreadable of(
      String source,
      String position,
      String reason,
      Map<String, String> headers,
      byte @Nullable [] payload) {
    var text = payload == null ? null : Base64.getEncoder().encodeToString(payload);
    return new Unreadable(source, position, reason, headers, text);
  }

  /** Its bytes; null if it had none. */
  public byte @Nullable [] bytes() {
    return payload == null ? null : Base64.getDecoder().decode(payload);
  }
}
