package tidings.event.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.event.Event;
import tidings.event.EventId;
import tidings.event.PublisherId;

/** Types and sources reserved for the server, in each form that a producer may choose. */
class ReservedNamesTest {

  private static final Ingress INGRESS = Ingress.of("kafka:orders", () -> "assigned", 65_536);

  /** Reads an event of some attributes, written in one of the forms. */
  interface Form {
    Event read(Ingress ingress, Map<String, String> attributes);
  }

  private static String json(Map<String, String> attributes) {
    var members = attributes.entrySet().stream().map(one -> quoted(one.getKey(), one.getValue()));
    return "{" + String.join(",", members.toList()) + "}";
  }

  private static String quoted(String name, String value) {
    return "\"" + name + "\":\"" + value + "\"";
  }

  static Stream<Form> forms() {
    return Stream.of(
        (ingress, all) -> new EventReader(ingress).structured(json(all).getBytes(UTF_8)),
        (ingress, all) ->
            one(new EventReader(ingress).batch(("[" + json(all) + "]").getBytes(UTF_8))),
        (ingress, all) -> one(new EventReader(ingress).plain(json(all).getBytes(UTF_8))),
        (ingress, all) -> new EventReader(ingress).binary(all, null, null),
        (ingress, all) -> {
          var headers = new HashMap<String, String>();
          all.forEach((name, value) -> headers.put("ce_" + name, value));
          return MessageReader.read(ingress, headers, null);
        });
  }

  private static Event one(List<Event> events) {
    assertThat(events).hasSize(1);
    return events.getFirst();
  }

  private static Map<String, String> attributes(String... more) {
    var all = new HashMap<>(Map.of("specversion", "1.0", "id", "1", "type", "t"));
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  private static List<String> fields(Supplier<Event> reading) {
    var refusal = catchThrowableOfType(UnreadableEventException.class, reading::get);
    assertThat(refusal).as("a refusal").isNotNull();
    return refusal.faults().stream().map(fault -> fault.field().replace("[0].", "")).toList();
  }

  @ParameterizedTest
  @MethodSource("forms")
  void noProducerUsesAReservedType(Form form) {
    for (var type :
        List.of(
            "run.failed",
            "run.anything.else",
            "run.",
            "Run.Failed",
            "conversation.updated",
            "row.inserted",
            "ROW.deleted",
            "approval.requested",
            "audit.admin",
            "tidings.open",
            "Tidings.close")) {
      assertThat(fields(() -> form.read(INGRESS, attributes("type", type))))
          .containsExactly("type");
    }
    for (var type :
        List.of("run", "runs.failed", "my.run.failed", "rowing.done", "com.acme.row.x")) {
      assertThat(form.read(INGRESS, attributes("type", type)).type()).isEqualTo(type);
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void noProducerUsesAReservedSource(Form form) {
    for (var source :
        List.of(
            "tidings:runs",
            "tidings:conversations",
            "tidings:http",
            "TIDINGS:runs",
            " tidings:runs",
            "\u2003tidings:runs",
            "postgres:tidings_outbox",
            "redis:orders",
            "Kafka:orders")) {
      assertThat(fields(() -> form.read(INGRESS, attributes("source", source))))
          .as(source)
          .containsExactly("source");
    }
    for (var source :
        List.of("/tidings:runs", "urn:tidings:runs", "tidings", "redis", "a redis:b")) {
      assertThat(form.read(INGRESS, attributes("source", source)).id().source()).isEqualTo(source);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"event", "event_type"})
  void aliasOfTheTypeIsNoWayAround(String alias) {
    var json = "{\"" + alias + "\":\"run.failed\"}";
    assertThat(fields(() -> one(new EventReader(INGRESS).plain(json.getBytes(UTF_8)))))
        .containsExactly("type");
  }

  @ParameterizedTest
  @MethodSource("forms")
  void noProducerCanNameThePublisher(Form form) {
    for (var publisher : List.of("tidings", "user:billing", "kafka:orders", "Penguin Books")) {
      assertThat(fields(() -> form.read(INGRESS, attributes("publisher", publisher))))
          .containsExactly("publisher");
    }
    assertThat(form.read(INGRESS, attributes()).id().publisher())
        .isEqualTo(PublisherId.source("kafka:orders"));
  }

  @Test
  void theServersOwnInputMayUseThem() {
    var own = INGRESS.publishedBy(PublisherId.SERVER);
    var event = new EventReader(own).binary(attributes("type", "row.inserted"), null, null);
    assertThat(event.id()).isEqualTo(new EventId(PublisherId.SERVER, "kafka:orders", "1"));
  }

  @Test
  void inTheLogTheNamedPublisherIsAccepted() {
    var reader = new EventReader(INGRESS.asLog());
    var own = attributes("type", "run.failed", "source", "tidings:runs", "publisher", "tidings");
    assertThat(reader.binary(own, null, null).id())
        .isEqualTo(new EventId(PublisherId.SERVER, "tidings:runs", "1"));
    var alices = attributes("source", "tidings:http", "publisher", "user:alice, the first");
    assertThat(reader.binary(alices, null, null).id())
        .isEqualTo(new EventId(PublisherId.user("alice, the first"), "tidings:http", "1"));
    var forged = attributes("type", "run.failed", "publisher", "user:mallory");
    assertThat(fields(() -> reader.binary(forged, null, null))).containsExactly("type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Penguin Books", "user:", "tidings ", "Tidings", "user", ":", "test:a"})
  void aMalformedPublisherInTheLogIsRejected(String publisher) {
    var reader = new EventReader(INGRESS.asLog());
    assertThat(fields(() -> reader.binary(attributes("publisher", publisher), null, null)))
        .containsExactly("publisher");
  }

  @Test
  void inTheLogPlainJsonIsNeverANodes() {
    var json = json(Map.of("type", "t", "publisher", "tidings")).getBytes(UTF_8);
    assertThat(fields(() -> one(new EventReader(INGRESS.asLog()).plain(json))))
        .containsExactly("publisher");
  }

  @Test
  void noEventOfAnotherPublisherHasATypeOfTheServers() {
    var own = INGRESS.publishedBy(PublisherId.SERVER);
    var event = new EventReader(own).binary(attributes("type", "run.failed"), null, null);
    assertThatThrownBy(() -> event.publishedBy(PublisherId.user("mallory")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the type 'run.failed' is reserved for the server");
  }
}
