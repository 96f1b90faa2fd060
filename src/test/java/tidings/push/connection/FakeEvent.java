package tidings.push.connection;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** An event as an application creates it through the Jakarta REST API. */
record FakeEvent(@Nullable String name, @Nullable Object data) implements OutboundSseEvent {

  @Override
  public String getId() {
    return "an application's own id";
  }

  @Override
  @SuppressWarnings("NullAway") // the API is not annotated and allows it
  public String getName() {
    return name;
  }

  @Override
  public String getComment() {
    return "";
  }

  @Override
  public long getReconnectDelay() {
    return RECONNECT_NOT_SET;
  }

  @Override
  public boolean isReconnectDelaySet() {
    return false;
  }

  @Override
  public Class<?> getType() {
    return Object.class;
  }

  @Override
  public Type getGenericType() {
    return Object.class;
  }

  @Override
  public MediaType getMediaType() {
    throw new UnsupportedOperationException("there is no Jakarta REST runtime here");
  }

  @Override
  @SuppressWarnings("NullAway") // the API is not annotated and allows it
  public Object getData() {
    return data;
  }
}
