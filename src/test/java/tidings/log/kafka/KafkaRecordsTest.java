package tidings.log.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tidings.event.Audience;
import tidings.event.Data;
import tidings.event.Event;
import tidings.event.EventId;
import tidings.event.Extension;
import tidings.event.Priority;
import tidings.event.PublisherId;
import tidings.event.codec.Events;
import tidings.event.codec.Fault;
import tidings.event.codec.UnreadableEventException;
import tidings.log.LogSettings;
import tidings.log.RejectedInput;

public class KafkaRecordsTest {

  public static final LogSettings SETTINGS =
      new LogSettings(
          new LogSettings.Dedupe(Duration.ofMinutes(10), 1000),
          new LogSettings.Retention(1000, 1 << 20, 50),
          new LogSettings.Replay(1000, 1 << 20),
          1000,
          65_536,
          10,
          new LogSettings.Kafka(
              List.of("orders", "others"), "dead", "g", 1, Duration.ofSeconds(1), Map.of()));

  private static ConsumerRecord<byte[], byte[]> consumed(Headers headers, byte @Nullable [] value) {
    return new ConsumerRecord<>(
        "orders",
        3,
        42,
        0,
        TimestampType.CREATE_TIME,
        -1,
        -1,
        null,
        value,
        headers,
        Optional.empty());
  }

  private static ConsumerRecord<byte[], byte[]> consumed(ProducerRecord<?, byte[]> sent) {
    return consumed(sent.headers(), sent.value());
  }

  private static Headers headers(Map<String, String> texts) {
    var headers = new RecordHeaders();
    texts.forEach((name, text) -> headers.add(name, text.getBytes(UTF_8)));
    return headers;
  }

  private static Event read(Map<String, String> headers, String value) {
    return KafkaRecords.read(consumed(headers(headers), value.getBytes(UTF_8)), SETTINGS);
  }

  private static List<Fault> faults(ConsumerRecord<byte[], byte[]> record) {
    var refusal =
        catchThrowableOfType(
            UnreadableEventException.class, () -> KafkaRecords.read(record, SETTINGS));
    assertThat(refusal).as("a refusal").isNotNull();
    return refusal.faults();
  }

  @Provide
  Arbitrary<Event> events() {
    return Events.any();
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void writtenRecordsAreReadAsTheSameEvents(@ForAll("events") Event event) {
    var read = KafkaRecords.read(consumed(KafkaRecords.write("orders", event)), SETTINGS);
    assertThat(withMediaType(read)).isEqualTo(withMediaType(event));
  }

  @Test
  void theLongestNamesAreReadAndBecomeNoDeadLetter() {
    var names = IntStream.range(0, 100).mapToObj(i -> "%1024d".formatted(i)).toList();
    var withCommas = Set.of("n,".repeat(512), "[\"" + "n".repeat(1022));
    var audience = new Audience(Set.copyOf(names), "s".repeat(1024), withCommas, "t".repeat(1024));
    var event =
        new Event(
            new EventId(PublisherId.source("kafka:orders"), "s".repeat(1024), "i".repeat(1024)),
            "t".repeat(Event.MAX_TYPE),
            new Event.Description(null, "s".repeat(1024), "application/json"),
            new Data.Json("1"),
            audience,
            new Event.DeliveryOptions(Priority.HIGH, "a key with spaces", null),
            Map.of("x".repeat(64), Extension.of("v".repeat(1024))));
    var read = KafkaRecords.read(consumed(KafkaRecords.write("orders", event)), SETTINGS);
    assertThat(read).isEqualTo(event);
    assertThat(read.audience().users()).contains(names.getFirst());
  }

  /** JSON without a media type gets one when it is written: binary mode has no default. */
  private static Event withMediaType(Event event) {
    var type = event.dataContentType();
    return new Event(
        event.id(),
        event.type(),
        new Event.Description(
            event.time(),
            event.subject(),
            type == null && event.data() instanceof Data.Json ? "application/json" : type),
        event.data(),
        event.audience(),
        new Event.DeliveryOptions(event.priority(), event.conflate(), event.expires()),
        event.extensions());
  }

  private static CloudEvent sdk() {
    return CloudEventBuilder.v1()
        .withId("7")
        .withSource(URI.create("/orders"))
        .withType("order.placed")
        .withExtension("user", "alice")
        .withData("application/json", "{\"total\":1.10}".getBytes(UTF_8))
        .build();
  }

  private static void assertIsSdks(Event event) {
    assertThat(event)
        .isEqualTo(
            new Event(
                new EventId(PublisherId.source("kafka:orders"), "/orders", "7"),
                "order.placed",
                new Event.Description(null, null, "application/json"),
                new Data.Json("{\"total\":1.10}"),
                new Audience(Set.of("alice"), null, Set.of(), null),
                Event.DeliveryOptions.NORMAL,
                Map.of()));
  }

  @Test
  void eventsWrittenByTheSdkInBinaryModeAreRead() {
    var sent = KafkaMessageFactory.createWriter("orders").writeBinary(sdk());
    assertIsSdks(KafkaRecords.read(consumed(sent), SETTINGS));
  }

  @Test
  void eventsWrittenByTheSdkInStructuredModeAreRead() {
    var sent = KafkaMessageFactory.createWriter("orders").writeStructured(sdk(), new JsonFormat());
    assertIsSdks(KafkaRecords.read(consumed(sent), SETTINGS));
  }

  @Test
  void theSdkReadsWrittenEvents() {
    var event = read(Map.of(), "{\"type\":\"t\",\"id\":\"1\",\"user\":\"bob\",\"data\":[1.10]}");
    var read =
        KafkaMessageFactory.createReader(consumed(KafkaRecords.write("orders", event))).toEvent();
    assertThat(read.getId()).isEqualTo("1");
    assertThat(read.getSource()).isEqualTo(URI.create("kafka:orders"));
    assertThat(read.getType()).isEqualTo("t");
    assertThat(read.getDataContentType()).isEqualTo("application/json");
    assertThat(read.getExtension("user")).isEqualTo("bob");
    assertThat(new String(Objects.requireNonNull(read.getData()).toBytes(), UTF_8))
        .isEqualTo("[1.10]");
  }

  @Test
  void plainJsonWithoutAnIdIsTheSameEventOnEveryNode() {
    var event = read(Map.of(), "{\"event\":\"t\",\"user_id\":\"alice\"}");
    assertThat(event.id())
        .isEqualTo(new EventId(PublisherId.source("kafka:orders"), "kafka:orders", "orders/3/42"));
    assertThat(event.audience().users()).containsExactly("alice");
    assertThat(read(Map.of(), "[{\"type\":\"t\"}]").id()).isEqualTo(event.id());
  }

  @Test
  void theKeyIsThePartitionKey() {
    var event = read(Map.of(), "{\"type\":\"t\",\"user\":\"bob,alice\",\"topic\":\"x\"}");
    var record = KafkaRecords.write("orders", event);
    assertThat(new String(record.key(), UTF_8)).isEqualTo("alice,bob");
  }

  @Test
  void anArrayOfSeveralIsNoRecord() {
    var several = "[{\"type\":\"t\"},{\"type\":\"u\"}]".getBytes(UTF_8);
    assertThat(faults(consumed(new RecordHeaders(), several))).hasSize(1);
    assertThat(faults(consumed(new RecordHeaders(), "[]".getBytes(UTF_8)))).hasSize(1);
  }

  @Test
  void aRecordWithoutValueIsUnreadableUnlessItsHeadersAreAnEvent() {
    assertThat(faults(consumed(new RecordHeaders(), null)))
        .containsExactly(new Fault("", "the record has no value"));
    var event =
        KafkaRecords.read(
            consumed(headers(Map.of("ce_specversion", "1.0", "ce_id", "1", "ce_type", "t")), null),
            SETTINGS);
    assertThat(event.data()).isNull();
  }

  @Test
  void aRecordWithoutValueAndEventHeadersIsATombstone() {
    assertThat(KafkaRecords.isTombstone(consumed(new RecordHeaders(), null))).isTrue();
    assertThat(KafkaRecords.isTombstone(consumed(headers(Map.of("id", "1")), null))).isTrue();
    assertThat(KafkaRecords.isTombstone(consumed(new RecordHeaders(), new byte[0]))).isFalse();
    var event = headers(Map.of("ce_specversion", "1.0", "ce_id", "1", "ce_type", "t"));
    assertThat(KafkaRecords.isTombstone(consumed(event, null))).isFalse();
  }

  @Test
  void aNullHeaderIsAbsentButDoesNotWidenTheAudience() {
    var headers = headers(Map.of("ce_specversion", "1.0", "ce_id", "1", "ce_type", "t"));
    headers.add("ce_subject", null).add("ce_tracestate", null).add("content-type", null);
    var event = KafkaRecords.read(consumed(headers, "1".getBytes(UTF_8)), SETTINGS);
    assertThat(event.subject()).isNull();
    assertThat(event.extensions()).isEmpty();
    headers.add("ce_user", null);
    assertThat(faults(consumed(headers, null))).containsExactly(new Fault("user", "is empty"));
  }

  @Test
  void ofSeveralHeadersOfOneNameTheLastCounts() {
    var headers = headers(Map.of("ce_specversion", "1.0", "ce_id", "1"));
    headers.add("ce_type", "a".getBytes(UTF_8)).add("CE_TYPE", "b".getBytes(UTF_8));
    assertThat(KafkaRecords.read(consumed(headers, null), SETTINGS).type()).isEqualTo("b");
    headers.add("ce_id", null);
    assertThat(faults(consumed(headers, null))).containsExactly(new Fault("id", "is empty"));
  }

  private static ConsumerRecord<byte[], byte[]> in(String topic, Map<String, String> headers) {
    return new ConsumerRecord<>(
        topic,
        3,
        42,
        0,
        TimestampType.CREATE_TIME,
        -1,
        -1,
        null,
        null,
        headers(headers),
        Optional.empty());
  }

  @Test
  void aRecordNamesItsPublisherOnlyInTheTopicThatNodesWriteTo() {
    var headers =
        Map.of(
            "ce_specversion", "1.0",
            "ce_id", "r-1:failed",
            "ce_source", "tidings:runs",
            "ce_type", "run.failed",
            "ce_publisher", "tidings");
    assertThat(KafkaRecords.read(in("orders", headers), SETTINGS).id())
        .isEqualTo(new EventId(PublisherId.SERVER, "tidings:runs", "r-1:failed"));
    assertThat(faults(in("others", headers)))
        .extracting(Fault::field)
        .containsExactly("publisher", "type");
  }

  @Test
  void aProducersRecordIsOfItsTopicAndCannotClaimToBeTheServers() {
    var event = Map.of("ce_specversion", "1.0", "ce_id", "1", "ce_source", "/a", "ce_type", "t");
    for (var topic : List.of("orders", "others")) {
      assertThat(KafkaRecords.read(in(topic, event), SETTINGS).id())
          .isEqualTo(new EventId(PublisherId.source("kafka:" + topic), "/a", "1"));
      var forged = new HashMap<>(event);
      forged.put("ce_type", "run.failed");
      forged.put("ce_source", "tidings:runs");
      assertThat(faults(in(topic, forged)))
          .extracting(Fault::field)
          .containsExactly("source", "type");
    }
  }

  @Test
  void aTypedExtensionIsWrittenInStructuredModeWhichKeepsItsType() {
    var event = read(Map.of(), "{\"type\":\"t\",\"n\":7,\"data\":1}");
    var record = KafkaRecords.write("orders", event);
    assertThat(record.headers().lastHeader("content-type").value())
        .isEqualTo("application/cloudevents+json".getBytes(UTF_8));
    assertThat(KafkaRecords.read(consumed(record), SETTINGS)).isEqualTo(event);
  }

  @Test
  void headerNamesAreReadWhateverTheirCase() {
    var event =
        read(
            Map.of(
                "CE_SpecVersion",
                "1.0",
                "Ce_Id",
                "1",
                "ce_TYPE",
                "t",
                "Content-Type",
                "text/plain"),
            "hi");
    assertThat(event.data()).isEqualTo(new Data.Text("hi"));
  }

  @Test
  void aDeadLetterKeepsTheRecordAndTheReason() {
    var record = consumed(headers(Map.of("a", "b")), "{".getBytes(UTF_8));
    var input = KafkaRecords.unreadable(record, "not JSON");
    assertThat(input)
        .isEqualTo(
            new RejectedInput("kafka:orders", "orders/3/42", "not JSON", Map.of("a", "b"), "ew=="));

    var copy = LetterRecords.letter("dead", input, record);
    assertThat(copy.topic()).isEqualTo("dead");
    assertThat(copy.value()).isEqualTo(record.value());
    assertThat(copy.headers().lastHeader("a").value()).isEqualTo("b".getBytes(UTF_8));
    assertThat(copy.headers().lastHeader("tidings-reason").value())
        .isEqualTo("not JSON".getBytes(UTF_8));
    assertThat(copy.headers().lastHeader("tidings-position").value())
        .isEqualTo("orders/3/42".getBytes(UTF_8));
    assertThat(LetterRecords.read(kept(copy)).input()).isEqualTo(input);
    assertThat(LetterRecords.read(kept(LetterRecords.letter("dead", input))).input())
        .isEqualTo(input);
  }

  @Test
  void aDeadLetterOfARecordWithoutValueHasNone() {
    var input = KafkaRecords.unreadable(consumed(new RecordHeaders(), null), "empty");
    assertThat(input.bytes()).isNull();
    assertThat(LetterRecords.read(kept(LetterRecords.letter("dead", input))).input())
        .isEqualTo(input);
  }

  @Test
  void anInputCannotForgeTheHeadersOfItsLetter() {
    var forged =
        Map.of(
            "tidings-replayed", "2026-01-01T00:00:00Z",
            "Tidings-Reason", "none",
            "tidings-position", "elsewhere",
            "b", "2");
    var input = RejectedInput.of("redis:s", "1-0", "no event", forged, null);
    var record = consumed(headers(forged), null);
    for (var letter :
        List.of(LetterRecords.letter("dead", input), LetterRecords.letter("dead", input, record))) {
      var read = kept(letter);
      assertThat(LetterRecords.replayed(read)).as("a letter is not a note").isNull();
      assertThat(LetterRecords.read(read).input())
          .isEqualTo(RejectedInput.of("redis:s", "1-0", "no event", Map.of("b", "2"), null));
    }
  }

  @Test
  void aNoteWhoseTimeCannotBeReadIsOfTheTimeAtWhichItWasWritten() {
    for (var text : new byte[][] {"x".getBytes(UTF_8), null}) {
      var note = new ProducerRecord<byte[], byte[]>("dead", "1-0".getBytes(UTF_8), null);
      note.headers().add("tidings-replayed", text);
      assertThat(LetterRecords.replayed(kept(note))).isEqualTo(Instant.ofEpochMilli(99));
    }
  }

  @Test
  void theDescriptionOfAnInputIsLimitedAndKeepsBothItsEnds() {
    var position = "7/" + "x".repeat(600_000) + "/end";
    var input =
        RejectedInput.of("redis:s", position, "name " + "y".repeat(1 << 20), Map.of(), null);
    assertThat(input.position()).startsWith("7/").endsWith("/end").hasSize(1024);
    assertThat(input.reason()).startsWith("name ").hasSize(4096);
    assertThat(LetterRecords.read(kept(LetterRecords.letter("dead", input))).input())
        .isEqualTo(input);
  }

  private static ConsumerRecord<byte[], byte[]> kept(ProducerRecord<byte[], byte[]> letter) {
    return new ConsumerRecord<>(
        "dead",
        0,
        7,
        99,
        TimestampType.CREATE_TIME,
        0,
        0,
        letter.key(),
        letter.value(),
        letter.headers(),
        Optional.empty());
  }

  @Test
  void theIdOfADeadLetterIsItsOffsetAndNothingElseIs() {
    var letterId = new LetterRecords.LetterId(1_763_712_000_123L, 3, 42);
    assertThat(LetterRecords.LetterId.parse(letterId.toString())).contains(letterId);
    for (var none :
        List.of("", "1", "1-2", "1-2-3-4", "-1-2", "a-b-c", "1-99999999999-1", "1-0-00")) {
      assertThat(LetterRecords.LetterId.parse(none)).as(none).isEmpty();
    }
  }
}
