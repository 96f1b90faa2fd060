package tidings.ingress;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.event.PublisherId;
import tidings.event.codec.MessageReader;

/**
 * One message of a source.
 *
 * @param source where it came from, such as {@code redis:orders}; the {@code source} of an event
 *     that names none
 * @param publisher the publisher of its event
 * @param position its position there, the same for every reader; the {@code id} of an event without
 *     one
 * @param headers by their names in lower case; see {@link MessageReader}
 * @param payload its bytes; null for none
 */
@SuppressWarnings("ArrayRecordComponent") // passed through once, never compared or changed
public record RawInput(
    String source,
    PublisherId publisher,
    String position,
    Map<String, String> headers,
    byte @Nullable [] payload) {

  public RawInput {
    headers = Map.copyOf(headers);
  }

  /** An input of a source that does not authenticate its producers. */
  public RawInput(
      String source, String position, Map<String, String> headers, byte @Nullable [] payload) {
    this(source, PublisherId.source(source), position, headers, payload);
  }
}
