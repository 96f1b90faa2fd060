package tidings.ingress.redis;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.resps.StreamEntryBinary;
import tidings.event.codec.MessageReader;
import tidings.event.codec.Utf8;
import tidings.ingress.RawInput;

/**
 * One entry of a stream.
 *
 * <p>Its event is the value of the field {@code event}, else of {@code data}, else of its only
 * field. The fields {@code content-type} and {@code ce_…} are the headers of a message (binary mode
 * of CloudEvents). Other fields are ignored, and shown among the headers if the entry becomes a
 * dead letter.
 *
 * @param fields by name, in their order; null if the entry is gone
 */
record RedisEntry(StreamEntryID id, @Nullable Map<String, byte[]> fields) {

  private static final List<String> PAYLOADS = List.of("event", "data");

  /** Parses the response of {@code XRANGE} for one entry. */
  static RedisEntry of(Object raw) {
    var parts = (List<?>) raw;
    var fields = new LinkedHashMap<String, byte[]>();
    var texts = (List<?>) parts.get(1);
    if (texts == null) {
      return new RedisEntry(id(parts.get(0)), null);
    }
    for (int i = 0; i < texts.size(); i += 2) {
      fields.put(text(texts.get(i)), (byte[]) texts.get(i + 1));
    }
    return new RedisEntry(id(parts.get(0)), fields);
  }

  /** The same for {@code XREADGROUP}. */
  static RedisEntry of(StreamEntryBinary read) {
    var fields = new LinkedHashMap<String, byte[]>();
    read.getFields().forEach((name, value) -> fields.put(text(name), value));
    return new RedisEntry(read.getID(), fields);
  }

  private static StreamEntryID id(Object raw) {
    return new StreamEntryID(text(raw));
  }

  private static String text(Object raw) {
    return Utf8.decode((byte[]) raw);
  }

  /** Size of its fields, including their names. */
  long bytes() {
    return fields == null
        ? 0
        : fields.entrySet().stream()
            .mapToLong(field -> field.getKey().length() + field.getValue().length)
            .sum();
  }

  /** The input for the ingestor. Its payload is null if the entry has no event. */
  RawInput input(String source) {
    var headers = new HashMap<String, String>();
    byte[] payload = null;
    if (fields != null) {
      var chosen = payloadField(fields);
      payload = chosen == null ? null : fields.get(chosen);
      fields.forEach(
          (name, value) -> {
            if (!name.equals(chosen)) {
              headers.put(name.toLowerCase(Locale.ROOT), Utf8.decode(value));
            }
          });
    }
    return new RawInput(source, id.toString(), headers, payload);
  }

  private static @Nullable String payloadField(Map<String, byte[]> fields) {
    for (var name : PAYLOADS) {
      if (fields.containsKey(name)) {
        return name;
      }
    }
    var others = fields.keySet().stream().filter(name -> !isHeader(name)).toList();
    return others.size() == 1 ? others.getFirst() : null;
  }

  private static boolean isHeader(String name) {
    var lower = name.toLowerCase(Locale.ROOT);
    return lower.equals(MessageReader.CONTENT_TYPE) || lower.startsWith(MessageReader.PREFIX);
  }

  /** The reason why it cannot be an event, from the names of its fields; null if it may be one. */
  @Nullable String fault() {
    if (fields == null) {
      return "the entry was trimmed or deleted before it was read";
    }
    boolean binary = MessageReader.isBinaryMode(input("").headers());
    return binary || payloadField(fields) != null
        ? null
        : "the entry has neither a field 'event' nor 'data', nor only one field: "
            + fields.keySet();
  }
}
