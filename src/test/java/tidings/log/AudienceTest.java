package tidings.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tidings.event.Audience;
import tidings.event.Data;
import tidings.event.Event;
import tidings.event.EventId;
import tidings.event.PublisherId;
import tidings.event.codec.EventReader;
import tidings.event.codec.HostileNames;
import tidings.event.codec.Ingress;
import tidings.event.codec.NameList;
import tidings.event.codec.UnreadableEventException;
import tidings.log.kafka.KafkaRecords;
import tidings.log.kafka.KafkaRecordsTest;

/** The names of an audience arrive unchanged, or the event is rejected; none becomes another. */
class AudienceTest {

  /** Half of a surrogate pair has no UTF-8: it is sent as an escape. */
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final EventReader READER =
      new EventReader(Ingress.of("kafka:orders", () -> "assigned", 65_536));

  /** Sends an event to these names, as users or as groups, and reads it. */
  private interface Path {
    Event send(String attribute, Set<String> names);
  }

  private static final Map<String, Path> PATHS =
      Map.of(
          "structured mode",
          (attribute, names) -> READER.structured(json(attribute, names)),
          "batch",
          (attribute, names) -> READER.batch(inArray(json(attribute, names))).getFirst(),
          "plain JSON",
          (attribute, names) -> READER.plain(json(attribute, names)).getFirst(),
          "an attribute that is a string",
          (attribute, names) ->
              READER.binary(
                  Map.of("specversion", "1.0", "id", "1", "type", "t", attribute, format(names)),
                  null,
                  null),
          "a Kafka record in binary mode",
          (attribute, names) -> viaKafka(event(attribute, names, "1")),
          "a Kafka record in structured mode",
          (attribute, names) -> viaKafka(event(attribute, names, null)));

  private static String format(Set<String> names) {
    return NameList.format(names);
  }

  private static byte[] json(String attribute, Set<String> names) {
    var json = JSON.createObjectNode().put("specversion", "1.0").put("id", "1").put("type", "t");
    names.forEach(json.putArray(attribute)::add);
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] inArray(byte[] json) {
    return ("[" + new String(json, UTF_8) + "]").getBytes(UTF_8);
  }

  /** Without JSON data but with its media type an event does not fit binary mode. */
  private static Event event(String attribute, Set<String> names, @Nullable String json) {
    boolean users = attribute.equals("user");
    return new Event(
        new EventId(PublisherId.SERVER, "tidings:runs", "1"),
        "run.failed",
        new Event.Description(null, null, json == null ? "text/plain; charset=utf-16" : null),
        json == null ? null : new Data.Json(json),
        new Audience(users ? names : Set.of(), null, users ? Set.of() : names, null),
        Event.DeliveryOptions.NORMAL,
        Map.of());
  }

  private static Event viaKafka(Event event) {
    var written = KafkaRecords.write("orders", event);
    return KafkaRecords.read(read(written), KafkaRecordsTest.SETTINGS);
  }

  private static ConsumerRecord<byte[], byte[]> read(ProducerRecord<byte[], byte[]> written) {
    return new ConsumerRecord<>(
        "orders",
        0,
        0,
        0,
        TimestampType.CREATE_TIME,
        -1,
        -1,
        written.key(),
        written.value(),
        written.headers(),
        Optional.empty());
  }

  @Provide
  Arbitrary<Set<String>> names() {
    return HostileNames.sets();
  }

  @Property(tries = 2000)
  void everyNameArrivesUnchangedOrTheEventIsRejected(@ForAll("names") Set<String> names) {
    boolean addressable = names.stream().allMatch(HostileNames::isAddressable);
    for (var attribute : List.of("user", "group")) {
      PATHS.forEach(
          (path, send) -> {
            if (addressable) {
              var audience = send.send(attribute, names).audience();
              assertThat(attribute.equals("user") ? audience.users() : audience.groups())
                  .as(path)
                  .isEqualTo(names);
            } else {
              assertThatThrownBy(() -> send.send(attribute, names))
                  .as(path)
                  .isInstanceOfAny(UnreadableEventException.class, IllegalArgumentException.class);
            }
          });
    }
  }

  @Test
  void bytesThatAreNotUtf8NameNoUser() {
    for (var bytes :
        List.of(
            new byte[] {'a', (byte) 0xFF},
            new byte[] {(byte) 0xC3},
            new byte[] {'b', (byte) 0xED, (byte) 0xA0, (byte) 0x80})) {
      var headers = new RecordHeaders();
      Map.of("ce_specversion", "1.0", "ce_id", "1", "ce_type", "t")
          .forEach((name, text) -> headers.add(name, text.getBytes(UTF_8)));
      headers.add("ce_user", bytes);
      var record =
          new ConsumerRecord<byte[], byte[]>(
              "orders",
              0,
              0,
              0,
              TimestampType.CREATE_TIME,
              -1,
              -1,
              null,
              null,
              headers,
              Optional.empty());
      assertThatThrownBy(() -> KafkaRecords.read(record, KafkaRecordsTest.SETTINGS))
          .isInstanceOf(UnreadableEventException.class)
          .hasMessage("user: has a control character, or is not valid Unicode");
    }
  }
}
