package tidings.push.application;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.api.TidingsEvent;
import tidings.event.Data;
import tidings.event.Event;
import tidings.event.Extension;
import tidings.event.codec.EventReader;
import tidings.event.codec.Fault;
import tidings.event.codec.UnreadableEventException;

/** An event of the application as an event of Tidings, and the other way round. Pure functions. */
final class EventForm {

  private EventForm() {}

  /** The event in the application's form. */
  static TidingsEvent published(Event event) {
    var to = TidingsEvent.builder(event.type()).id(event.id().id()).source(event.id().source());
    switch (event.data()) {
      case null -> {}
      case Data.Json json -> to.json(json.text());
      case Data.Text text -> to.text(text.text());
      case Data.Binary binary -> to.bytes(binary.bytes());
    }
    set(event.dataContentType(), to::dataContentType);
    set(event.subject(), to::subject);
    set(event.time(), to::time);
    event.audience().users().forEach(to::user);
    event.audience().groups().forEach(to::group);
    set(event.audience().session(), to::session);
    set(event.audience().topic(), to::topic);
    to.priority(TidingsEvent.Priority.valueOf(event.priority().name()));
    set(event.conflate(), to::conflationKey);
    set(event.expires(), to::expires);
    event.extensions().forEach((name, value) -> extension(to, name, value));
    return to.build();
  }

  private static <T> void set(@Nullable T value, Consumer<T> to) {
    if (value != null) {
      to.accept(value);
    }
  }

  private static void extension(TidingsEvent.Builder to, String name, Extension value) {
    switch (value.kind()) {
      case STRING -> to.extension(name, value.text());
      case NUMBER -> to.extension(name, new BigDecimal(value.text()));
      case BOOLEAN -> to.extension(name, Boolean.parseBoolean(value.text()));
    }
  }

  /**
   * The event in Tidings' form, checked as the reader checks every event.
   *
   * @throws UnreadableEventException if it is not valid
   */
  static Event event(TidingsEvent event, EventReader reader) {
    var attributes = new HashMap<String, Extension>();
    event.extensions().forEach((name, value) -> attributes.put(name, extension(name, value)));
    put(attributes, "specversion", "1.0");
    put(attributes, "id", event.id());
    put(attributes, "source", event.source());
    put(attributes, "type", event.type());
    event.subject().ifPresent(value -> put(attributes, "subject", value));
    event.time().ifPresent(value -> put(attributes, "time", value));
    event.dataContentType().ifPresent(value -> put(attributes, "datacontenttype", value));
    event.session().ifPresent(value -> put(attributes, "session", value));
    event.topic().ifPresent(value -> put(attributes, "topic", value));
    event.conflationKey().ifPresent(value -> put(attributes, "conflate", value));
    event.expires().map(Instant::toString).ifPresent(value -> put(attributes, "expires", value));
    put(attributes, "priority", event.priority().name().toLowerCase(Locale.ROOT));
    var names = new HashMap<String, List<String>>();
    names(names, "user", event.users());
    names(names, "group", event.groups());
    var text = event.text().orElse(null);
    return reader.event(attributes, names, text, text == null ? event.bytes().orElse(null) : null);
  }

  private static Extension extension(String name, Object value) {
    return switch (value) {
      case Number number -> new Extension(json(name, number), Extension.Kind.NUMBER);
      case Boolean truth -> new Extension(truth.toString(), Extension.Kind.BOOLEAN);
      default -> Extension.of(value.toString());
    };
  }

  /** The number as JSON, in which it is written unchanged: any class may be a number. */
  private static String json(String name, Number number) {
    try {
      return new BigDecimal(number.toString()).toString();
    } catch (NumberFormatException e) {
      throw new UnreadableEventException(List.of(new Fault(name, "is not a number of JSON")));
    }
  }

  /** Replaces an extension of the same name, which is not one. */
  private static void put(Map<String, Extension> attributes, String name, String value) {
    attributes.put(name, Extension.of(value));
  }

  private static void names(Map<String, List<String>> to, String name, Set<String> names) {
    if (!names.isEmpty()) {
      to.put(name, List.copyOf(names));
    }
  }
}
