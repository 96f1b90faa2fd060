package tidings.push.application;

import static java.util.Objects.requireNonNull;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** An event of Jakarta REST that has a name and data. */
record NamedEvent(String name, @Nullable Object data) implements OutboundSseEvent {

  NamedEvent {
    requireNonNull(name, "name");
  }

  @Override
  public Class<?> getType() {
    return data == null ? String.class : data.getClass();
  }

  @Override
  public Type getGenericType() {
    return getType();
  }

  @Override
  public MediaType getMediaType() {
    return data instanceof CharSequence
        ? MediaType.TEXT_PLAIN_TYPE
        : MediaType.APPLICATION_JSON_TYPE;
  }

  @Override
  public @Nullable Object getData() {
    return data;
  }

  @Override
  public @Nullable String getId() {
    return null;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public @Nullable String getComment() {
    return null;
  }

  @Override
  public long getReconnectDelay() {
    return RECONNECT_NOT_SET;
  }

  @Override
  public boolean isReconnectDelaySet() {
    return false;
  }
}
