package tidings.log.kafka;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import tidings.event.Data;
import tidings.event.Event;
import tidings.event.codec.EventWriter;
import tidings.event.codec.Ingress;
import tidings.event.codec.MediaTypes;
import tidings.event.codec.MessageReader;
import tidings.event.codec.UnreadableEventException;
import tidings.event.codec.Utf8;
import tidings.log.LogSettings;
import tidings.log.RejectedInput;

/**
 * Events as Kafka records. Reads structured mode, binary mode and plain JSON; writes binary mode,
 * and structured mode where binary would change the data.
 *
 * @see <a
 *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">
 *     Kafka protocol binding for CloudEvents</a>
 */
public final class KafkaRecords {

  private static final String PREFIX = MessageReader.PREFIX;
  private static final String CONTENT_TYPE = MessageReader.CONTENT_TYPE;

  private KafkaRecords() {}

  public static ProducerRecord<byte[], byte[]> write(String topic, Event event) {
    var key = event.partitionKey().getBytes(StandardCharsets.UTF_8);
    if (!EventWriter.fitsBinaryMode(event)) {
      var json = EventWriter.structured(event).getBytes(StandardCharsets.UTF_8);
      var record = new ProducerRecord<byte[], byte[]>(topic, key, json);
      add(record, CONTENT_TYPE, MediaTypes.EVENT);
      return record;
    }
    var payload = EventWriter.payload(event);
    var record = new ProducerRecord<byte[], byte[]>(topic, key, payload);
    EventWriter.attributes(event).forEach((name, value) -> add(record, PREFIX + name, value));
    var contentType = event.dataContentType();
    if (contentType != null) {
      add(record, CONTENT_TYPE, contentType);
    } else if (event.data() instanceof Data.Json) {
      add(record, CONTENT_TYPE, MediaTypes.JSON);
    }
    return record;
  }

  private static void add(ProducerRecord<byte[], byte[]> record, String name, String value) {
    record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The event of a record. In the topic that nodes write to, a record that names its publisher
   * counts as written by a node: Kafka's access control decides who else may write there.
   *
   * @throws UnreadableEventException naming what is wrong with the record
   */
  public static Event read(ConsumerRecord<byte[], byte[]> record, LogSettings settings) {
    var ingress =
        Ingress.of("kafka:" + record.topic(), () -> position(record), settings.maxDataBytes());
    boolean isLog = record.topic().equals(settings.kafka().topics().getFirst());
    return MessageReader.read(isLog ? ingress.asLog() : ingress, headers(record), record.value());
  }

  /** The description of an unreadable record for its dead letter. */
  static RejectedInput unreadable(ConsumerRecord<byte[], byte[]> record, String reason) {
    return RejectedInput.of(
        "kafka:" + record.topic(), position(record), reason, headers(record), record.value());
  }

  private static String position(ConsumerRecord<byte[], byte[]> record) {
    return record.topic() + "/" + record.partition() + "/" + record.offset();
  }

  /**
   * Whether the record is a tombstone, which lets a compacted topic delete its key, as Debezium
   * sends after each deletion: it has neither a value nor the headers of an event.
   */
  static boolean isTombstone(ConsumerRecord<byte[], byte[]> record) {
    return record.value() == null && !MessageReader.isBinaryMode(headers(record));
  }

  /**
   * Headers by their names in lower case; the last of several with the same name. A null header is
   * absent.
   */
  static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
    var headers = new HashMap<String, String>();
    for (Header header : record.headers()) {
      var value = header.value();
      headers.put(header.key().toLowerCase(Locale.ROOT), value == null ? "" : Utf8.decode(value));
    }
    return headers;
  }
}
