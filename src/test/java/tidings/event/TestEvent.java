package tidings.event;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event for tests, addressed to everyone, with only its identity and type until a test adds
 * more.
 */
public record TestEvent(Event event) {

  /** By a user, from the source {@code test}. */
  public static TestEvent of(String type, String id) {
    return of(type, new EventId(PublisherId.user("test"), "test", id));
  }

  public static TestEvent of(String type, EventId id) {
    return new TestEvent(
        new Event(
            id,
            type,
            Event.Description.NONE,
            null,
            Audience.EVERYONE,
            Event.DeliveryOptions.NORMAL,
            Map.of()));
  }

  public TestEvent json(String json) {
    return data(new Data.Json(json));
  }

  public TestEvent data(@Nullable Data data) {
    return with(data, event.priority(), event.conflate(), event.expires(), event.extensions());
  }

  public TestEvent audience(Audience audience) {
    return new TestEvent(event.addressedTo(audience));
  }

  public TestEvent priority(Priority priority) {
    return with(event.data(), priority, event.conflate(), event.expires(), event.extensions());
  }

  public TestEvent conflate(@Nullable String key) {
    return with(event.data(), event.priority(), key, event.expires(), event.extensions());
  }

  public TestEvent expires(@Nullable Instant instant) {
    return with(event.data(), event.priority(), event.conflate(), instant, event.extensions());
  }

  public TestEvent extension(String name, String value) {
    return with(
        event.data(),
        event.priority(),
        event.conflate(),
        event.expires(),
        Map.of(name, Extension.of(value)));
  }

  private TestEvent with(
      @Nullable Data data,
      Priority priority,
      @Nullable String conflate,
      @Nullable Instant expires,
      Map<String, Extension> extensions) {
    return new TestEvent(
        new Event(
            event.id(),
            event.type(),
            new Event.Description(event.time(), event.subject(), event.dataContentType()),
            data,
            event.audience(),
            new Event.DeliveryOptions(priority, conflate, expires),
            extensions));
  }
}
