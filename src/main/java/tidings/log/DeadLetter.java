package tidings.log;

import java.time.Instant;
import java.util.Map;

/**
 * An input that could not be read.
 *
 * @param source where it came from, such as {@code kafka:tidings.events}
 * @param position its place there, such as {@code tidings.events/0/42}
 * @param reason what is wrong with it
 * @param at when it was found
 * @param headers its headers as text
 * @param payload its bytes, as Base64
 */
public record DeadLetter(
    String source,
    String position,
    String reason,
    Instant at,
    Map<String, String> headers,
    String payload) {
  public DeadLetter {
    headers = Map.copyOf(headers);
  }
}
