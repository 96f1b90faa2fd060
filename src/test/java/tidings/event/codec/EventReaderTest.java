package tidings.event.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.event.Audience;
import tidings.event.Data;
import tidings.event.Event;
import tidings.event.EventId;
import tidings.event.Extension;
import tidings.event.Priority;
import tidings.event.PublisherId;

class EventReaderTest {

  private static final int MAX = 65_536;

  private final AtomicInteger assigned = new AtomicInteger();
  private final EventReader reader =
      new EventReader(Ingress.of("test:in", () -> "assigned-" + assigned.incrementAndGet(), MAX));

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  /** A structured event with these members and the required ones, which they may replace. */
  private static byte[] event(String members) {
    var json = new StringBuilder("{");
    for (var required :
        List.of("\"specversion\":\"1.0\"", "\"id\":\"1\"", "\"source\":\"s\"", "\"type\":\"t\"")) {
      if (!members.contains(required.substring(0, required.indexOf(':')))) {
        json.append(required).append(',');
      }
    }
    return utf8(json + members + "}");
  }

  private static List<Fault> faults(ThrowingCallable reading) {
    return refusal(reading).faults();
  }

  private static UnreadableEventException refusal(ThrowingCallable reading) {
    var refusal = catchThrowableOfType(UnreadableEventException.class, reading);
    assertThat(refusal).as("a refusal").isNotNull();
    return refusal;
  }

  private static Set<String> fields(ThrowingCallable reading) {
    return Set.copyOf(faults(reading).stream().map(Fault::field).toList());
  }

  private static @Nullable Data json(String text) {
    return new Data.Json(text);
  }

  @Test
  void structuredModeGivesEveryAttribute() {
    var event =
        reader.structured(
            utf8(
                """
                {"specversion":"1.0","id":"7","source":"/orders","type":"order.placed",
                 "time":"2026-01-31T12:00:00+01:00","subject":"42","datacontenttype":"application/json",
                 "dataschema":"https://example.org/s","user":"alice, bob","session":"s1","group":"ops",
                 "topic":"orders/eu","priority":"high","conflate":"42","expires":"2026-01-31T13:00:00Z",
                 "traceparent":"00-1-2-3","data":{"total": 3}}
                """));
    assertThat(event)
        .isEqualTo(
            new Event(
                new EventId(PublisherId.source("test:in"), "/orders", "7"),
                "order.placed",
                new Event.Description("2026-01-31T12:00:00+01:00", "42", "application/json"),
                new Data.Json("{\"total\":3}"),
                new Audience(Set.of("alice", "bob"), "s1", Set.of("ops"), "orders/eu"),
                new Event.DeliveryOptions(
                    Priority.HIGH, "42", Instant.parse("2026-01-31T13:00:00Z")),
                Map.of(
                    "dataschema",
                    Extension.of("https://example.org/s"),
                    "traceparent",
                    Extension.of("00-1-2-3"))));
  }

  @Test
  void theSourceIsTheIngressesOwnIfThereIsNone() {
    var event = reader.structured(utf8("{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\"}"));
    assertThat(event.id()).isEqualTo(new EventId(PublisherId.source("test:in"), "test:in", "1"));
    assertThat(event.audience()).isEqualTo(Audience.EVERYONE);
    assertThat(event.data()).isNull();
  }

  @Test
  void cloudEventThatComesAsPlainJsonKeepsItsNames() {
    for (var json :
        List.of(
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\",\"event\":\"e\"}",
            "{\"event\":\"e\",\"type\":\"t\",\"id\":\"1\",\"specversion\":\"1.0\"}")) {
      var event = reader.plain(utf8(json)).getFirst();
      assertThat(event.type()).isEqualTo("t");
      assertThat(event.extensions()).containsEntry("event", Extension.of("e"));
    }
  }

  @Test
  void plainJsonNeedsNothingButAType() {
    var events = reader.plain(utf8(" [{\"type\":\"a\"},{\"type\":\"b\",\"id\":\"mine\"}]"));
    assertThat(events).extracting(event -> event.id().id()).containsExactly("assigned-1", "mine");
    assertThat(reader.plain(utf8("\n{\"type\":\"a\"}"))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"event, user_id, session_id", "event_type, user, session", "type, user, session"})
  void plainJsonKnowsTheOldNames(String type, String user, String session) {
    var event =
        reader
            .plain(
                utf8(
                    "{\"%s\":\"t\",\"%s\":\"alice\",\"%s\":\"s1\"}".formatted(type, user, session)))
            .getFirst();
    assertThat(event.type()).isEqualTo("t");
    assertThat(event.audience()).isEqualTo(new Audience(Set.of("alice"), "s1", Set.of(), null));
  }

  @Test
  void anOldNameBesideTheNewOneIsAFault() {
    assertThat(faults(() -> reader.plain(utf8("{\"type\":\"a\",\"event\":\"b\"}"))))
        .containsExactly(new Fault("type", "is given twice"));
  }

  @Test
  void theOldNamesArePlainJsonsOnly() {
    assertThat(fields(() -> reader.structured(event("\"event_type\":\"b\""))))
        .containsExactly("event_type");
  }

  @Test
  void binaryModeTakesTheContentTypeForTheDatas() {
    var event =
        reader.binary(
            Map.of("specversion", "1.0", "id", "1", "type", "t"), "text/plain", utf8("héllo"));
    assertThat(event.dataContentType()).isEqualTo("text/plain");
    assertThat(event.data()).isEqualTo(new Data.Text("héllo"));
  }

  @Test
  void binaryModeWithoutPayloadHasNoData() {
    var attributes = Map.of("specversion", "1.0", "id", "1", "type", "t");
    assertThat(reader.binary(attributes, null, null).data()).isNull();
    assertThat(reader.binary(attributes, null, new byte[0]).data()).isNull();
  }

  @Test
  void bytesThatAreNeitherJsonNorTextAreBase64() {
    var bytes = new byte[] {0, (byte) 0xFF, 10};
    var event =
        reader.binary(Map.of("specversion", "1.0", "id", "1", "type", "t"), "image/png", bytes);
    assertThat(event.data()).isEqualTo(new Data.Binary("AP8K"));
  }

  @ParameterizedTest
  @CsvSource({
    "application/json; charset=utf-8, true",
    "TEXT/JSON, true",
    "application/problem+json, true",
    "text/plain, false",
    "application/x-json, false"
  })
  void theMediaTypeSaysWhetherAStringIsJsonOrText(String mediaType, boolean isJson) {
    var event =
        reader.structured(event("\"datacontenttype\":\"" + mediaType + "\",\"data\":\"a\""));
    assertThat(event.data()).isEqualTo(isJson ? json("\"a\"") : new Data.Text("a"));
  }

  @Test
  void theMediaTypeAppliesInEachPosition() {
    var event = reader.structured(event("\"data\":\"a\",\"datacontenttype\":\"text/plain\""));
    assertThat(event.data()).isEqualTo(new Data.Text("a"));
  }

  @Test
  void base64DataIsReadByItsMediaType() {
    assertThat(reader.structured(event("\"data_base64\":\"eyAiYSI6IDEgfQ==\"")).data())
        .isEqualTo(json("{\"a\":1}"));
    assertThat(
            reader
                .structured(event("\"data_base64\":\"aGk=\",\"datacontenttype\":\"text/plain\""))
                .data())
        .isEqualTo(new Data.Text("hi"));
    assertThat(
            reader
                .structured(event("\"data_base64\":\"aGk=\",\"datacontenttype\":\"image/png\""))
                .data())
        .isEqualTo(new Data.Binary("aGk="));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.10",
        "1e400",
        "-0.0",
        "12345678901234567890",
        "0.1000000000000000055511151231257827021181583404541015625",
        "{\"a\":[1.10,{\"b\":1E+2}],\"c\":null,\"d\":true}",
        "\"\\n\\u0000\"",
        "\"ü€😀\u2028\"",
        "\"\"",
        "[]",
        "false"
      })
  void jsonDataIsKeptAsItWasWritten(String data) {
    assertThat(reader.structured(event("\"data\":" + data)).data()).isEqualTo(json(data));
    assertThat(
            reader
                .binary(Map.of("specversion", "1.0", "id", "1", "type", "t"), null, utf8(data))
                .data())
        .isEqualTo(json(data));
  }

  @Test
  void jsonDataIsCompactAndOnOneLine() {
    assertThat(reader.structured(event("\"data\" : { \"a\" : [ 1 ,\r\n 2 ] } ")).data())
        .isEqualTo(json("{\"a\":[1,2]}"));
  }

  @Test
  void halfACharacterInAJsonStringStaysEscaped() {
    var event = reader.structured(event("\"data\":\"a\\ud83d b \\ude00 \\ud83d\\ude00\""));
    assertThat(event.data()).isEqualTo(json("\"a\\uD83D b \\uDE00 😀\""));
  }

  @Test
  void nullMeansAbsent() {
    var event =
        reader.structured(
            event("\"subject\":null,\"data\":null,\"data_base64\":null,\"user\":null"));
    assertThat(event.data()).isNull();
    assertThat(event.subject()).isNull();
    assertThat(event.audience()).isEqualTo(Audience.EVERYONE);
  }

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "specversion | \"0.3\"",
        "id          | \"\"",
        "id          | {}",
        "source      | \"\"",
        "type        | \"\"",
        "type        | \"tidings.open\"",
        "type        | \"tidings.\"",
        "type        | \" a\"",
        "type        | \"a \"",
        "type        | \"a\\nb\"",
        "type        | \"a\\u0000b\"",
        "type        | \"a\\ud800b\"",
        "type        | \"error\"",
        "type        | \"open\"",
        "type        | [\"a\"]",
        "specversion | \"1\"",
        "specversion | 1",
        "source      | [\"a\"]",
        "time        | \"yesterday\"",
        "time        | \"2026-01-31\"",
        "time        | \"2026-01-31T12:00:00\"",
        "time        | \"2026-01-31T12:00Z\"",
        "time        | \"2026-02-30T12:00:00Z\"",
        "time        | \"+12026-01-31T12:00:00Z\"",
        "expires     | \"soon\"",
        "expires     | \"+12026-01-31T12:00:00Z\"",
        "expires     | 1770000000",
        "user        | \"alice,,bob\"",
        "user        | \"alice,\"",
        "user        | \"\"",
        "user        | []",
        "user        | [\"\"]",
        "user        | [\"alice\", 7]",
        "user        | [[\"alice\"]]",
        "user        | [\"a\\nb\"]",
        "user        | \"alice\\nbob\"",
        "user        | {\"name\":\"alice\"}",
        "group       | \",\"",
        "group       | \"\"",
        "topic       | \"\"",
        "topic       | [\"a\"]",
        "session     | \"\"",
        "session     | \"a\\nb\"",
        "topic       | \"/orders\"",
        "topic       | \"orders/\"",
        "topic       | \"orders//eu\"",
        "topic       | \"orders/*\"",
        "priority    | \"urgent\"",
        "priority    | \"HIGH\"",
        "conflate    | \"a\\u0000b\"",
        "Traceparent | \"1\"",
        "trace-id    | \"1\"",
        "ext         | {}",
        "ext         | []",
        "ext         | [\"a\"]",
        "my_ext      | \"1\"",
        "traceParent | \"1\"",
        "data_base64 | \"*\"",
        "data_base64 | 5",
        "data_base64 | {}",
      })
  void eachFaultNamesItsField(String field, String value) {
    assertThat(fields(() -> reader.structured(event("\"" + field + "\":" + value))))
        .containsExactly(field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "type", "specversion"})
  void missingAttributesAreFaults(String field) {
    var json =
        new String(event("\"x\":\"1\""), UTF_8).replaceAll("\"" + field + "\":\"[^\"]*\",", "");
    assertThat(faults(() -> reader.structured(utf8(json))))
        .containsExactly(new Fault(field, "is required"));
  }

  @Test
  void anAttributeIsAtMost1024Characters() {
    var longest = "x".repeat(1024);
    assertThat(reader.structured(event("\"subject\":\"" + longest + "\"")).subject())
        .isEqualTo(longest);
    assertThat(fields(() -> reader.structured(event("\"subject\":\"" + longest + "x\""))))
        .containsExactly("subject");
  }

  @Test
  void aTypeIsAtMost128Characters() {
    var longest = "x".repeat(128);
    assertThat(reader.structured(event("\"type\":\"" + longest + "\"")).type()).isEqualTo(longest);
    assertThat(fields(() -> reader.structured(event("\"type\":\"" + longest + "x\""))))
        .containsExactly("type");
  }

  @Test
  void severalFaultsAreNamedTogether() {
    var refusal =
        refusal(
            () ->
                reader.structured(
                    event(
                        "\"type\":\"tidings.x\",\"priority\":\"no\",\"user\":\",\",\"time\":\"no\"")));
    assertThat(refusal.faults())
        .extracting(Fault::field)
        .contains("type", "priority", "user", "time");
    assertThat(refusal.isTooLarge()).isFalse();
  }

  @Test
  void aFaultInABatchCarriesItsIndex() {
    var batch =
        """
        [{"specversion":"1.0","id":"1","type":"t"},
         {"specversion":"1.0","id":"2"},
         {"specversion":"1.0","type":"tidings.b"}]
        """;
    assertThat(fields(() -> reader.batch(utf8(batch))))
        .containsExactlyInAnyOrder("[1].type", "[2].id", "[2].type");
  }

  @Test
  void aValueInABatchThatIsNotAnObjectIsNamedOnce() {
    assertThat(faults(() -> reader.plain(utf8("[{\"type\":\"t\"}, [1,{\"type\":2}], 3]"))))
        .containsExactly(
            new Fault("[1]", "must be an object"), new Fault("[2]", "must be an object"));
  }

  @Test
  void aBatchIsInOrder() {
    var events = reader.plain(utf8("[{\"type\":\"a\"},{\"type\":\"b\"},{\"type\":\"c\"}]"));
    assertThat(events).extracting(Event::type).containsExactly("a", "b", "c");
    assertThat(reader.batch(utf8("[]"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "1",
        "[]",
        "{",
        "{}}",
        "{\"type\":}",
        "{\"type\":\"t\"",
        "{\"type\":\"t\"} x",
        "{\"type\":\"t\",\"type\":\"u\"}",
        "{\"data\":{\"a\":1,\"a\":2}}",
        "{\"data\":01}",
        "{\"data\":NaN}",
        "{'type':'t'}",
        "{\"type\":\"t\",}",
        "// no\n{}"
      })
  void whatIsNoJsonObjectIsRefusedAsAWhole(String body) {
    assertThat(fields(() -> reader.structured(utf8(body)))).containsExactly("");
  }

  @Test
  void trailingTextIsAFault() {
    assertThat(fields(() -> reader.plain(utf8("[{\"type\":\"t\"}]{\"type\":\"u\"}"))))
        .containsExactly("");
    assertThat(fields(() -> reader.plain(utf8("[{\"type\":\"t\"}")))).containsExactly("");
  }

  @Test
  void aBombOfBracketsIsRejected() {
    var bomb = "[".repeat(100_000);
    assertThat(fields(() -> reader.structured(event("\"data\":" + bomb)))).containsExactly("");
    assertThat(fields(() -> reader.structured(event("\"ext\":" + bomb)))).containsExactly("");
    assertThat(fields(() -> reader.plain(utf8(bomb)))).containsExactly("");
    assertThat(
            fields(
                () ->
                    reader.binary(
                        Map.of("specversion", "1.0", "id", "1", "type", "t"), null, utf8(bomb))))
        .containsExactly("data");
  }

  @Test
  void dataMayBeNestedDeeply() {
    var data = "[".repeat(150) + "]".repeat(150);
    assertThat(reader.structured(event("\"data\":" + data)).data()).isEqualTo(json(data));
  }

  @Test
  void dataOf64KiBIsAcceptedAndOneByteMoreIsNot() {
    var largest = "\"" + "x".repeat(MAX - 2) + "\"";
    var larger = "\"" + "x".repeat(MAX - 1) + "\"";
    assertThat(reader.structured(event("\"data\":" + largest)).data()).isEqualTo(json(largest));
    assertTooLarge(() -> reader.structured(event("\"data\":" + larger)), "data");
    assertTooLarge(
        () -> reader.plain(utf8("[{\"type\":\"t\"},{\"type\":\"t\",\"data\":" + larger + "}]")),
        "[1].data");
  }

  @Test
  void textIsMeasuredInBytes() {
    var text = "€".repeat(MAX / 3);
    var members = "\"datacontenttype\":\"text/plain\",\"data\":\"" + text;
    assertThat(reader.structured(event(members + "x\"")).data())
        .isEqualTo(new Data.Text(text + "x"));
    assertTooLarge(() -> reader.structured(event(members + "xx\"")), "data");
  }

  @Test
  void bytesAreMeasuredAsTheyAreAndNotAsBase64() {
    var attributes = Map.of("specversion", "1.0", "id", "1", "type", "t");
    var bytes = new byte[MAX];
    var encoded = Base64.getEncoder().encodeToString(bytes);
    assertThat(reader.binary(attributes, "image/png", bytes).data())
        .isEqualTo(new Data.Binary(encoded));
    assertThat(
            reader
                .structured(
                    event("\"datacontenttype\":\"image/png\",\"data_base64\":\"" + encoded + "\""))
                .data())
        .isEqualTo(new Data.Binary(encoded));
    assertTooLarge(() -> reader.binary(attributes, "image/png", new byte[MAX + 1]), "data");
    var larger = Base64.getEncoder().encodeToString(new byte[MAX + 1]);
    assertTooLarge(
        () ->
            reader.structured(
                event("\"datacontenttype\":\"image/png\",\"data_base64\":\"" + larger + "\"")),
        "data");
  }

  private static void assertTooLarge(ThrowingCallable reading, String field) {
    var refusal = refusal(reading);
    assertThat(refusal.isTooLarge()).isTrue();
    assertThat(refusal.faults()).extracting(Fault::field).containsExactly(field);
  }

  @Test
  void dataAndBase64DoNotStandSideBySide() {
    assertThat(fields(() -> reader.structured(event("\"data\":1,\"data_base64\":\"MQ==\""))))
        .containsExactly("data_base64");
  }

  @Test
  void noAttributeIsCalledData() {
    var attributes = Map.of("specversion", "1.0", "id", "1", "type", "t", "data", "x");
    assertThat(fields(() -> reader.binary(attributes, null, utf8("1")))).containsExactly("data");
  }

  @Test
  void aPayloadThatDoesNotFitItsMediaTypeIsAFault() {
    var attributes = Map.of("specversion", "1.0", "id", "1", "type", "t");
    assertThat(fields(() -> reader.binary(attributes, null, utf8("{")))).containsExactly("data");
    assertThat(fields(() -> reader.binary(attributes, null, utf8("1 2")))).containsExactly("data");
    assertThat(fields(() -> reader.binary(attributes, "text/plain", new byte[] {(byte) 0xFF})))
        .containsExactly("data");
  }

  @Test
  void theContentTypeAndItsAttributeAreNotBothGiven() {
    var attributes =
        Map.of("specversion", "1.0", "id", "1", "type", "t", "datacontenttype", "text/plain");
    assertThat(fields(() -> reader.binary(attributes, "text/plain", utf8("a"))))
        .containsExactly("datacontenttype");
  }

  @Test
  void bytesOfAnotherUnicodeEncodingAreRejectedWithoutAFailure() {
    var noUtf32 = new byte[] {0, 0, 0, '{', 0x7F, 0x7F, 0x7F, 0x7F};
    assertThat(fields(() -> reader.structured(noUtf32))).containsExactly("");
    assertThat(fields(() -> reader.structured(new byte[] {'{', '"', (byte) 0xC0, (byte) 0x80})))
        .containsExactly("");
  }

  /** Every input is read as an event or rejected: the codec throws no other exception. */
  @Property(tries = 3000)
  void anyBytesAreReadOrRejected(@ForAll("damaged") byte[] bytes) {
    for (ThrowingCallable reading :
        List.<ThrowingCallable>of(
            () -> reader.structured(bytes),
            () -> reader.batch(bytes),
            () -> reader.plain(bytes),
            () -> reader.binary(Map.of("specversion", "1.0"), "application/json", bytes),
            () -> reader.binary(Map.of("specversion", "1.0"), "text/plain", bytes))) {
      try {
        reading.call();
      } catch (UnreadableEventException e) {
        assertThat(e.faults()).isNotEmpty();
      } catch (Throwable e) {
        throw new AssertionError("left the codec", e);
      }
    }
  }

  @Provide
  Arbitrary<byte[]> damaged() {
    var whole =
        Arbitraries.of(
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\",\"data\":{\"a\":[1.5,\"ü\\n\"]}}",
            "[{\"type\":\"t\",\"user\":\"alice\",\"data_base64\":\"aGk=\"},{\"type\":\"u\"}]",
            "\0\0\0{",
            "");
    var noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(6);
    return Combinators.combine(whole, Arbitraries.integers().between(0, 80), noise)
        .as(
            (text, at, bytes) -> {
              var damaged = Arrays.copyOf(utf8(text), Math.max(utf8(text).length, at + 6));
              System.arraycopy(bytes, 0, damaged, at, bytes.length);
              return Arrays.copyOf(damaged, Math.max(utf8(text).length, at + bytes.length));
            });
  }
}
