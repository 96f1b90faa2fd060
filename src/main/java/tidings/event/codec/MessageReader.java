package tidings.event.codec;

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

  /** Prefix of the headers that are context attributes. */
  public static final String PREFIX = "ce_";

  /** The header that names the media type of the message, or of its data in binary mode. */
  public static final String CONTENT_TYPE = "content-type";

  /** The name that Spring uses for it, {@code contentType}, in lower case. */
  private static final String SPRING_CONTENT_TYPE = "contenttype";

  /** The header in which Spring lists the headers whose values it wrote as JSON. */
  private static final String SPRING_JSON_HEADERS = "spring_json_header_types";

  /** Prefixes of context attributes: Kafka's, and HTTP's, which some producers use in Kafka too. */
  private static final List<String> PREFIXES = List.of(PREFIX, "ce-");

  /** Attributes by which a message in binary mode is recognized. */
  private static final List<String> REQUIRED = List.of("specversion", "type");

  private MessageReader() {}

  /**
   * @param headers by their names in lower case
   * @param value null for none
   * @throws UnreadableEventException naming the message's faults
   */
  public static Event read(Ingress ingress, Map<String, String> headers, byte @Nullable [] value) {
    var reader = new EventReader(ingress);
    var contentType = contentType(headers);
    var bare = contentType == null ? "" : MediaTypes.bare(contentType);
    if (contentType != null && bare.equals(MediaTypes.EVENT) && value != null) {
      return reader.structured(MediaTypes.unicode(contentType, value));
    }
    if (MediaTypes.isOtherCloudEvents(bare)) {
      throw rejection("the format " + bare + " is not supported, only " + MediaTypes.EVENT);
    }
    var prefix = prefix(headers);
    if (prefix != null) {
      return reader.binary(attributes(headers, prefix), contentType, value);
    }
    if (value == null) {
      throw rejection("the record has no value");
    }
    var events = reader.plain(MediaTypes.unicode(String.valueOf(contentType), value));
    if (events.size() != 1) {
      throw rejection("a record is one event, not an array of " + events.size());
    }
    return events.getFirst();
  }

  /** Whether a message is a CloudEvent in binary mode. */
  public static boolean isBinaryMode(Map<String, String> headers) {
    return prefix(headers) != null;
  }

  private static @Nullable String prefix(Map<String, String> headers) {
    for (var prefix : PREFIXES) {
      if (REQUIRED.stream().anyMatch(name -> headers.containsKey(prefix + name))) {
        return prefix;
      }
    }
    return null;
  }

  private static @Nullable String contentType(Map<String, String> headers) {
    var name = headers.containsKey(CONTENT_TYPE) ? CONTENT_TYPE : SPRING_CONTENT_TYPE;
    var type = headers.get(name);
    return type == null || type.isEmpty() ? null : unquote(type);
  }

  private static Map<String, String> attributes(Map<String, String> headers, String prefix) {
    boolean spring = headers.containsKey(SPRING_JSON_HEADERS);
    var attributes = new HashMap<String, String>();
    headers.forEach(
        (name, text) -> {
          if (name.startsWith(prefix)) {
            attributes.put(name.substring(prefix.length()), spring ? unquote(text) : text);
          }
        });
    return attributes;
  }

  /** The value of a JSON string; any other text unchanged. */
  private static String unquote(String text) {
    return text.startsWith("\"") ? JsonText.string(text).orElse(text) : text;
  }

  private static UnreadableEventException rejection(String why) {
    return new UnreadableEventException(List.of(new Fault("", why)));
  }
}
