package tidings.codec;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.event.Event;

/**
 * Reads one event out of a message with headers, such as a Kafka record: structured mode, binary
 * mode or plain JSON.
 *
 * @see <a
 *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">
 *     Kafka protocol binding for CloudEvents</a>
 */
public final class MessageReader {

  /** What the names of headers begin with that are context attributes. */
  public static final String PREFIX = "ce_";

  /** The header that names the media type of the message, or of its data in binary mode. */
  public static final String CONTENT_TYPE = "content-type";

  private MessageReader() {}

  /**
   * @param headers by their names in lower case
   * @param value null for none
   * @throws UnreadableEventException naming what is wrong with the message
   */
  public static Event read(Ingress ingress, Map<String, String> headers, byte @Nullable [] value) {
    var reader = new EventReader(ingress);
    var contentType = headers.get(CONTENT_TYPE);
    var bare = contentType == null ? "" : MediaTypes.bare(contentType);
    if (bare.equals(MediaTypes.EVENT) && value != null) {
      return reader.structured(value);
    }
    if (headers.containsKey(PREFIX + "specversion")) {
      return reader.binary(attributes(headers), contentType, value);
    }
    if (value == null) {
      throw refused("the record has no value");
    }
    var events = reader.plain(value);
    if (events.size() != 1) {
      throw refused("a record is one event, not an array of " + events.size());
    }
    return events.getFirst();
  }

  private static Map<String, String> attributes(Map<String, String> headers) {
    var attributes = new HashMap<String, String>();
    headers.forEach(
        (name, text) -> {
          if (name.startsWith(PREFIX)) {
            attributes.put(name.substring(PREFIX.length()), text);
          }
        });
    return attributes;
  }

  private static UnreadableEventException refused(String why) {
    return new UnreadableEventException(List.of(new Fault("", why)));
  }
}
