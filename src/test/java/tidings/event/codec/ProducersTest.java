package tidings.event.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.event.Data;
import tidings.event.Event;
import tidings.event.Extension;
import tidings.event.Extension.Kind;

/** Events in the formats of producers of others. */
class ProducersTest {

  private static final Ingress INGRESS = Ingress.of("kafka:in", () -> "assigned", 65_536);
  private static final String BOM = "\uFEFF";

  private final EventReader reader = new EventReader(INGRESS.asLog());

  private static Event read(Map<String, String> headers, byte[] value) {
    var lower = new HashMap<String, String>();
    headers.forEach((name, text) -> lower.put(name.toLowerCase(Locale.ROOT), text));
    return MessageReader.read(INGRESS, lower, value);
  }

  private Event structured(String members) {
    var json = "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\"," + members + "}";
    return reader.structured(json.getBytes(UTF_8));
  }

  private Event binary(String contentType, byte[] payload) {
    return reader.binary(
        Map.of("specversion", "1.0", "id", "1", "type", "t"), contentType, payload);
  }

  @ParameterizedTest
  @FieldSource("tidings.event.codec.Produced#ALL")
  void eventsOfWellKnownProducersAreRead(Produced produced) {
    var event = read(produced.headers(), produced.bytes());
    assertThat(event.id()).isEqualTo(produced.id());
    assertThat(event.type()).isEqualTo(produced.type());
    assertThat(event.data()).isEqualTo(produced.data());
    assertThat(event.extensions()).containsAllEntriesOf(produced.extensions());
    assertThat(event.subject()).isNotEqualTo("");
    assertThat(reader.structured(EventWriter.structured(event).getBytes(UTF_8))).isEqualTo(event);
  }

  @Test
  void typedExtensionsStayTyped() {
    var event =
        structured("\"n\":7,\"big\":12345678901234567890,\"b\":true,\"s\":\"7\",\"no\":null");
    assertThat(event.extensions())
        .isEqualTo(
            Map.of(
                "n", new Extension("7", Kind.NUMBER),
                "big", new Extension("12345678901234567890", Kind.NUMBER),
                "b", new Extension("true", Kind.BOOLEAN),
                "s", Extension.of("7")));
    assertThat(EventWriter.structured(event))
        .contains("\"n\":7", "\"big\":12345678901234567890", "\"b\":true", "\"s\":\"7\"");
  }

  @Test
  void anExtensionsNameHasAtMost64Characters() {
    var longest = "x".repeat(64);
    assertThat(structured("\"" + longest + "\":\"1\"").extensions()).containsKey(longest);
    assertThatThrownBy(() -> structured("\"" + longest + "x\":\"1\""))
        .isInstanceOf(UnreadableEventException.class)
        .hasMessageContaining("1 to 64 lower-case letters and digits");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "subject",
        "time",
        "datacontenttype",
        "dataschema",
        "priority",
        "conflate",
        "expires",
        "tracestate"
      })
  void anOptionalAttributeThatIsEmptyIsAbsent(String name) {
    assertThat(structured("\"" + name + "\":\"\"")).isEqualTo(structured("\"" + name + "\":null"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"user", "session", "group", "topic", "source"})
  void anEmptyAudienceIsNotForEveryUser(String name) {
    assertThatThrownBy(() -> structured("\"" + name + "\":\"\""))
        .isInstanceOf(UnreadableEventException.class)
        .hasMessageContaining("is empty");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.example/x",
        "a:b",
        "a b",
        "größer",
        "😀",
        "message",
        "Error",
        "a,b",
        "x*",
        "urn:uuid:1#2?3=4&5",
        "<script>",
        "\"quoted\"",
        "errors",
        "opened"
      })
  void aTypeMayHaveAllCharactersOfTheSpecification(String type) {
    var event = reader.binary(Map.of("specversion", "1.0", "id", "1", "type", type), null, null);
    assertThat(event.type()).isEqualTo(type);
  }

  @Test
  void base64WithoutAMediaTypeIsJsonWhereItIsAndElseBytes() {
    var png = Base64.getEncoder().encodeToString(new byte[] {(byte) 0x89, 'P', 'N', 'G', 0});
    assertThat(structured("\"data_base64\":\"" + png + "\"").data())
        .isEqualTo(new Data.Binary(png));
    assertThat(structured("\"data_base64\":\"\"").data()).isEqualTo(new Data.Binary(""));
    assertThat(structured("\"data_base64\":\"eyAiYSI6IDEgfQ==\"").data())
        .isEqualTo(new Data.Json("{\"a\":1}"));
  }

  @Test
  void namesInAJsonArrayMayHaveCommas() {
    for (var users : List.of("[\"Doe, Jane\",\"bob\"]", "\"[\\\"Doe, Jane\\\",\\\"bob\\\"]\"")) {
      assertThat(structured("\"user\":" + users).audience().users())
          .containsExactlyInAnyOrder("Doe, Jane", "bob");
    }
    assertThat(structured("\"user\":\"Doe, Jane\"").audience().users())
        .containsExactlyInAnyOrder("Doe", "Jane");
    assertThat(structured("\"group\":[\"CN=a,DC=b\"]").audience().groups())
        .containsExactly("CN=a,DC=b");
    var plain = reader.plain("{\"type\":\"t\",\"user_id\":[\"Doe, Jane\"]}".getBytes(UTF_8));
    assertThat(plain.getFirst().audience().users()).containsExactly("Doe, Jane");
  }

  @Test
  void anAudienceHasAtMostAHundredNamesOf1024Characters() {
    var longest = "x,".repeat(512);
    assertThat(structured("\"user\":[\"" + longest + "\"]").audience().users())
        .containsExactly(longest);
    assertThatThrownBy(() -> structured("\"user\":[\"" + longest + "x\"]"))
        .hasMessageContaining("user: is longer than 1024 characters");
    var hundred = IntStream.range(0, 100).mapToObj(i -> "u" + i).collect(Collectors.joining(","));
    assertThat(structured("\"user\":\"" + hundred + "\"").audience().users()).hasSize(100);
    assertThatThrownBy(() -> structured("\"user\":\"" + hundred + ",more\""))
        .hasMessageContaining("user: has more than 100 names");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-31t12:00:00z, true",
    "2026-01-31T12:00:00Z, true",
    "2026-01-31T12:00:00.1Z, true",
    "2026-01-31T12:00:00.123456789012Z, true",
    "2026-01-31T12:00:00-00:00, true",
    "2026-01-31T12:00:00+14:00, true",
    "2026-06-30T23:59:60Z, true",
    "2024-02-29T00:00:00Z, true",
    "2026-02-29T00:00:00Z, false",
    "2026-01-31 12:00:00Z, false",
    "2026-01-31T12:00:00, false",
    "2026-01-31T12:00Z, false",
    "2026-01-31T12:00:00+0100, false",
    "2026-01-31T25:00:00Z, false",
    "1769860800, false"
  })
  void aTimeIsOneOfRfc3339(String time, boolean good) {
    if (good) {
      assertThat(structured("\"time\":\"" + time + "\"").time()).isEqualTo(time);
    } else {
      assertThatThrownBy(() -> structured("\"time\":\"" + time + "\""))
          .hasMessageContaining("time: is not an RFC 3339 time");
    }
  }

  @Test
  void aByteOrderMarkIsNoPartOfJson() {
    var json = BOM + "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\",\"data\":1}";
    assertThat(reader.structured(json.getBytes(UTF_8)).data()).isEqualTo(new Data.Json("1"));
    assertThat(reader.plain(json.getBytes(UTF_8))).hasSize(1);
    assertThat(reader.plain((BOM + "[{\"type\":\"t\"}]").getBytes(UTF_8))).hasSize(1);
    assertThat(reader.batch((BOM + "[]").getBytes(UTF_8))).isEmpty();
    assertThat(reader.plain((BOM + "[{\"type\":\"t\"}]").getBytes(UTF_16BE))).hasSize(1);
    assertThat(binary("application/json", (BOM + "{\"a\":1}").getBytes(UTF_8)).data())
        .isEqualTo(new Data.Json("{\"a\":1}"));
  }

  @Test
  void bytesAreInTheCharsetThatTheirMediaTypeNames() {
    var latin = "größer".getBytes(ISO_8859_1);
    assertThat(binary("text/plain; charset=ISO-8859-1", latin).data())
        .isEqualTo(new Data.Text("größer"));
    assertThat(binary("Text/Plain;Charset=\"iso-8859-1\"", latin).data())
        .isEqualTo(new Data.Text("größer"));
    assertThat(binary("application/json; charset=latin1", "\"ä\"".getBytes(ISO_8859_1)).data())
        .isEqualTo(new Data.Json("\"ä\""));
    assertThat(binary("APPLICATION/VND.ACME+JSON; charset=UTF-8", "{ }".getBytes(UTF_8)).data())
        .isEqualTo(new Data.Json("{}"));
    assertThatThrownBy(() -> binary("text/plain; charset=klingon", latin))
        .hasMessageContaining("datacontenttype: names an unknown charset");
    assertThatThrownBy(() -> binary("text/plain; charset=utf-8", latin))
        .hasMessageContaining("data: is not UTF-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/cloudevents+xml",
        "application/cloudevents+protobuf; charset=utf-8",
        "Application/CloudEvents+Avro",
        "application/cloudevents"
      })
  void anotherFormatOfCloudEventsIsRefusedByName(String contentType) {
    for (var headers :
        List.of(
            Map.of("content-type", contentType),
            Map.of("content-type", contentType, "ce_specversion", "1.0", "ce_type", "t"))) {
      assertThatThrownBy(() -> read(headers, new byte[] {1}))
          .isInstanceOf(UnreadableEventException.class)
          .hasMessageContaining(MediaTypes.bare(contentType) + " is not supported");
    }
  }

  @Test
  void theRejectedVersionIsNamed() {
    assertThatThrownBy(
            () ->
                reader.plain(
                    "{\"specversion\":\"0.3\",\"id\":\"1\",\"type\":\"t\"}".getBytes(UTF_8)))
        .hasMessageContaining("specversion: must be 1.0, but is '0.3'");
    assertThatThrownBy(() -> read(Map.of("ce_type", "t", "ce_id", "1"), new byte[0]))
        .hasMessageContaining("specversion: is required");
  }

  @Test
  void anIdThatIsANumberIsItsText() {
    var json = "{\"specversion\":\"1.0\",\"id\":12345678901234567890,\"type\":\"t\"}";
    assertThat(reader.structured(json.getBytes(UTF_8)).id().id()).isEqualTo("12345678901234567890");
  }

  @Test
  void defaultFormatsOfKafkaConnectAndDebeziumAreRejectedWithAFix() {
    assertThatThrownBy(
            () ->
                read(Map.of(), "{\"schema\":{\"type\":\"struct\"},\"payload\":{}}".getBytes(UTF_8)))
        .hasMessageContaining("value.converter.schemas.enable=false");
    assertThatThrownBy(
            () ->
                read(
                    Map.of(),
                    "{\"before\":null,\"after\":{\"a\":1},\"source\":{},\"op\":\"c\"}"
                        .getBytes(UTF_8)))
        .hasMessageContaining("io.debezium.converters.CloudEventsConverter");
  }
}
