package tidings.log;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import tidings.codec.EventReader;
import tidings.codec.EventWriter;
import tidings.codec.Fault;
import tidings.codec.Ingress;
import tidings.codec.MediaTypes;
import tidings.codec.UnreadableEventException;
import tidings.event.Data;
import tidings.event.Event;

/**
 * Events as Kafka records. Reads structured mode, binary mode and plain JSON; writes binary mode,
 * and structured mode where binary would change the data.
 *
 * @see <a
 *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">
 *     Kafka protocol binding for CloudEvents</a>
 */
final class KafkaRecords {

  private static final String PREFIX = "ce_";
  private static final String CONTENT_TYPE = "content-type";

  private KafkaRecords() {}

  static ProducerRecord<byte[], byte[]> write(String topic, Event event) {
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
   * @throws UnreadableEventException naming what is wrong with the record
   */
  static Event read(ConsumerRecord<byte[], byte[]> record, int maxDataBytes) {
    var reader =
        new EventReader(
            new Ingress("kafka:" + record.topic(), () -> position(record), maxDataBytes));
    var headers = headers(record);
    var contentType = headers.get(CONTENT_TYPE);
    var bare = contentType == null ? "" : MediaTypes.bare(contentType);
    var value = record.value();
    if (bare.equals(MediaTypes.EVENT) && value != null) {
      return reader.structured(value);
    }
    if (headers.containsKey(PREFIX + "specversion")) {
      var attributes = new HashMap<String, String>();
      headers.forEach(
          (name, text) -> {
            if (name.startsWith(PREFIX)) {
              attributes.put(name.substring(PREFIX.length()), text);
            }
          });
      return reader.binary(attributes, contentType, value);
    }
    if (value == null) {
      throw new UnreadableEventException(List.of(new Fault("", "the record has no value")));
    }
    var events = reader.plain(value);
    if (events.size() != 1) {
      throw new UnreadableEventException(
          List.of(new Fault("", "a record is one event, not an array of " + events.size())));
    }
    return events.getFirst();
  }

  static DeadLetter deadLetter(ConsumerRecord<byte[], byte[]> record, String reason) {
    var value = record.value();
    return new DeadLetter(
        "kafka:" + record.topic(),
        position(record),
        reason,
        Instant.now(),
        headers(record),
        value == null ? "" : Base64.getEncoder().encodeToString(value));
  }

  /** The unreadable record as it was, with the reason and its place beside it. */
  static ProducerRecord<byte[], byte[]> deadLetterRecord(
      String topic, ConsumerRecord<byte[], byte[]> record, DeadLetter letter) {
    var key = letter.position().getBytes(StandardCharsets.UTF_8);
    var copy = new ProducerRecord<byte[], byte[]>(topic, key, record.value());
    record.headers().forEach(copy.headers()::add);
    add(copy, "tidings-source", letter.source());
    add(copy, "tidings-position", letter.position());
    add(copy, "tidings-reason", letter.reason());
    return copy;
  }

  private static String position(ConsumerRecord<byte[], byte[]> record) {
    return record.topic() + "/" + record.partition() + "/" + record.offset();
  }

  private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
    var headers = new HashMap<String, String>();
    for (Header header : record.headers()) {
      var value = header.value();
      headers.put(
          header.key().toLowerCase(Locale.ROOT),
          value == null ? "" : new String(value, StandardCharsets.UTF_8));
    }
    return headers;
  }
}
