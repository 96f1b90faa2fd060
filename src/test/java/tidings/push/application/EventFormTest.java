package tidings.push.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tidings.api.TidingsEvent;
import tidings.event.Data;
import tidings.event.Event;
import tidings.event.PublisherId;
import tidings.event.codec.EventReader;
import tidings.event.codec.Events;
import tidings.event.codec.Ingress;
import tidings.event.codec.UnreadableEventException;

class EventFormTest {

  private static EventReader reader(PublisherId publisher) {
    return new EventReader(
        Ingress.of("s", () -> UUID.randomUUID().toString(), 1000).publishedBy(publisher));
  }

  private static Event event(TidingsEvent event) {
    return EventForm.event(event, reader(PublisherId.APPLICATION));
  }

  @Provide
  Arbitrary<Event> events() {
    return Events.any();
  }

  /** Only a media type is added where the producer named none. */
  @Property(tries = 300)
  void anObservedEventIsPublishedUnchanged(@ForAll("events") Event event) {
    // The server's own publisher, which may use each name.
    var back = EventForm.event(EventForm.published(event), reader(PublisherId.SERVER));
    assertThat(back.id().source()).isEqualTo(event.id().source());
    assertThat(back.id().id()).isEqualTo(event.id().id());
    assertThat(back.type()).isEqualTo(event.type());
    assertThat(back.time()).isEqualTo(event.time());
    assertThat(back.subject()).isEqualTo(event.subject());
    assertThat(back.audience()).isEqualTo(event.audience());
    assertThat(back.delivery()).isEqualTo(event.delivery());
    assertThat(back.extensions()).isEqualTo(event.extensions());
    assertThat(text(back.data())).isEqualTo(text(event.data()));
    assertThat(back.dataContentType())
        .isEqualTo(
            event.dataContentType() == null && event.data() instanceof Data.Json
                ? "application/json"
                : event.dataContentType());
  }

  private static String text(@Nullable Data data) {
    return data == null ? "" : data.text();
  }

  @Test
  void extensionsKeepTheirTypes() {
    var event =
        event(
            TidingsEvent.builder("a")
                .extension("count", new BigDecimal("1.10"))
                .extension("big", Long.MAX_VALUE)
                .extension("yes", true)
                .extension("text", "1")
                .build());
    var seen = EventForm.published(event).extensions();
    assertThat(seen.get("count")).isEqualTo(new BigDecimal("1.10"));
    assertThat(seen.get("big")).isEqualTo(new BigDecimal(Long.MAX_VALUE));
    assertThat(seen.get("yes")).isEqualTo(true);
    assertThat(seen.get("text")).isEqualTo("1");
  }

  private static void assertRefused(TidingsEvent.Builder event, String message) {
    assertThatThrownBy(() -> event(event.build()))
        .isInstanceOf(UnreadableEventException.class)
        .hasMessageContaining(message);
  }

  @Test
  void eachFaultIsNamed() {
    assertRefused(TidingsEvent.builder(""), "type");
    assertRefused(TidingsEvent.builder("tidings.close"), "reserved");
    assertRefused(TidingsEvent.builder("run.failed"), "reserved");
    assertRefused(TidingsEvent.builder("a").source("kafka:orders"), "reserved");
    assertRefused(TidingsEvent.builder("a").topic("orders/*"), "must name one topic");
    assertRefused(TidingsEvent.builder("a").user(" "), "user: has an empty name");
    assertRefused(TidingsEvent.builder("a").time("yesterday"), "time: is not an RFC 3339 time");
    assertRefused(TidingsEvent.builder("a").json("{"), "not valid JSON");
    assertRefused(TidingsEvent.builder("a").extension("Big", "1"), "is not an attribute name");
    assertRefused(
        TidingsEvent.builder("a").extension("publisher", "user:eve"), "set by the server");
    assertRefused(TidingsEvent.builder("a").extension("half", Double.NaN), "half");
    assertRefused(TidingsEvent.builder("a").expires(Instant.MAX), "expires");
    assertRefused(TidingsEvent.builder("a").text("x".repeat(1001)), "more than the limit of 1000");
    assertRefused(TidingsEvent.builder("a").text("ü".repeat(501)), "more than the limit of 1000");
    assertRefused(TidingsEvent.builder("a").bytes(new byte[1001]), "more than the limit of 1000");
    assertThat(event(TidingsEvent.builder("a").bytes(new byte[1000]).build()).data()).isNotNull();
    assertThat(event(TidingsEvent.builder("a").text("x".repeat(1000)).build()).data()).isNotNull();
  }

  @Test
  void anExtensionReplacesNoAttribute() {
    var event = event(TidingsEvent.builder("a").id("1").extension("id", "2").build());
    assertThat(event.id().id()).isEqualTo("1");
    assertThat(event.extensions()).isEmpty();
  }
}
