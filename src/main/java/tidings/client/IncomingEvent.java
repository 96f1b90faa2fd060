package tidings.client;

import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An event as received. Immutable. */
public final class IncomingEvent {

  private final String type;
  private final @Nullable String id;
  private final String text;
  private final @Nullable DataMapper mapper;

  IncomingEvent(String type, @Nullable String id, String text, @Nullable DataMapper mapper) {
    this.type = type;
    this.id = id;
    this.text = text;
    this.mapper = mapper;
  }

  /** The event type, such as {@code task.progress}. */
  public String type() {
    return type;
  }

  /**
   * Its cursor, an opaque text. A later subscription that resumes from it receives the events after
   * this one. Empty for an event that is not in the log.
   */
  public Optional<String> id() {
    return Optional.ofNullable(id);
  }

  /** The data as sent: JSON, unless the publisher sent text. */
  public String text() {
    return text;
  }

  /**
   * The data, read by the client's {@link DataMapper}.
   *
   * @throws IllegalStateException if the client has none
   * @throws IllegalArgumentException if the mapper cannot read the data
   */
  public <T> T data(Class<T> type) {
    return type.cast(data((Type) type));
  }

  /** The data as a type with parameters, such as {@code List<Order>}. */
  public Object data(Type target) {
    if (mapper == null) {
      throw new IllegalStateException("the client has no DataMapper: set one in its builder");
    }
    try {
      return mapper.read(text, target);
    } catch (Exception e) {
      throw new IllegalArgumentException(
          "the data of an event '%s' is not a %s: %s"
              .formatted(type, target.getTypeName(), e.getMessage()),
          e);
    }
  }

  @Override
  public String toString() {
    return type + (id == null ? "" : " at " + id);
  }
}
