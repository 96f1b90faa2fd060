package tidings.event.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import tidings.event.Audience;
import tidings.event.Data;
import tidings.event.Event;
import tidings.event.EventId;
import tidings.event.Extension;
import tidings.event.Priority;
import tidings.event.PublisherId;

/** Written events are read again, by Tidings and by the CloudEvents SDK. */
class EventWriterTest {

  private final EventReader reader =
      new EventReader(Ingress.of("test:in", () -> "0", 65_536).asLog());

  @Provide
  Arbitrary<Event> events() {
    return Events.any();
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void writtenEventsAreReadAsEqualOnes(@ForAll("events") Event event) {
    var json = EventWriter.structured(event);
    assertThat(json).doesNotContain("\n", "\r");
    assertThat(reader.structured(json.getBytes(UTF_8))).isEqualTo(event);
  }

  @Test
  void anEventIsOneLineOfCloudEventsJson() {
    var event =
        new Event(
            new EventId(PublisherId.source("test:in"), "/orders", "7"),
            "order.placed",
            new Event.Description("2026-01-31T12:00:00Z", null, null),
            new Data.Json("{\"total\":1.10}"),
            new Audience(Set.of("alice"), null, Set.of(), "orders/eu"),
            new Event.DeliveryOptions(Priority.LOW, null, null),
            Map.of());
    assertThat(EventWriter.structured(event))
        .isEqualTo(
            "{\"specversion\":\"1.0\",\"id\":\"7\",\"source\":\"/orders\",\"publisher\":\"test:in\","
                + "\"type\":\"order.placed\","
                + "\"time\":\"2026-01-31T12:00:00Z\",\"user\":\"alice\",\"topic\":\"orders/eu\","
                + "\"priority\":\"low\",\"data\":{\"total\":1.10}}");
  }

  private static CloudEvent sdk() {
    return CloudEventBuilder.v1()
        .withId("7")
        .withSource(URI.create("/orders"))
        .withType("order.placed")
        .withTime(OffsetDateTime.parse("2026-01-31T12:00:00.5+01:00"))
        .withSubject("ü")
        .withDataSchema(URI.create("https://example.org/s"))
        .withExtension("user", "alice,bob")
        .withExtension("priority", "high")
        .withExtension("sequence", 42)
        .withData("application/json", "{\"total\": 1.10}".getBytes(UTF_8))
        .build();
  }

  @Test
  void eventsWrittenByTheSdkAreRead() {
    var event = reader.structured(new JsonFormat().serialize(sdk()));
    assertThat(event)
        .isEqualTo(
            new Event(
                new EventId(PublisherId.source("test:in"), "/orders", "7"),
                "order.placed",
                new Event.Description("2026-01-31T12:00:00.5+01:00", "ü", "application/json"),
                new Data.Json("{\"total\":1.10}"),
                new Audience(Set.of("alice", "bob"), null, Set.of(), null),
                new Event.DeliveryOptions(Priority.HIGH, null, null),
                Map.of(
                    "dataschema",
                    Extension.of("https://example.org/s"),
                    "sequence",
                    new Extension("42", Extension.Kind.NUMBER))));
  }

  @Test
  void bytesWrittenByTheSdkAreRead() {
    var bytes = new byte[] {0, 1, (byte) 0xFF};
    var sent = CloudEventBuilder.from(sdk()).withData("image/png", bytes).build();
    assertThat(reader.structured(new JsonFormat().serialize(sent)).data())
        .isEqualTo(Data.Binary.of(bytes));
  }

  @Test
  void theSdkReadsWrittenEvents() {
    var event = reader.structured(new JsonFormat().serialize(sdk()));
    var read = new JsonFormat().deserialize(EventWriter.structured(event).getBytes(UTF_8));
    assertThat(read.getId()).isEqualTo("7");
    assertThat(read.getSource()).isEqualTo(URI.create("/orders"));
    assertThat(read.getType()).isEqualTo("order.placed");
    assertThat(read.getTime()).isEqualTo(OffsetDateTime.parse("2026-01-31T12:00:00.5+01:00"));
    assertThat(read.getSubject()).isEqualTo("ü");
    assertThat(read.getDataContentType()).isEqualTo("application/json");
    assertThat(read.getDataSchema()).isEqualTo(URI.create("https://example.org/s"));
    assertThat(read.getExtension("priority")).isEqualTo("high");
    assertThat(read.getExtension("sequence")).isEqualTo(42);
    assertThat(String.valueOf(read.getExtension("user")).split(","))
        .containsExactlyInAnyOrder("alice", "bob");
    var data = Objects.requireNonNull(read.getData()).toBytes();
    assertThat(new String(data, UTF_8)).isEqualTo("{\"total\":1.1}"); // a double in the SDK
  }
}
