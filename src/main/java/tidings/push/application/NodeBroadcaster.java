package tidings.push.application;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseBroadcaster;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tidings.api.Broadcaster;
import tidings.api.Subscriber;
import tidings.push.connection.Connections;
import tidings.push.routing.Router;

/** Broadcasts to the connections of this node, for the application. Thread-safe. */
@Singleton
public class NodeBroadcaster implements Broadcaster {

  private final Connections connections;
  private final Router router;

  @Inject
  public NodeBroadcaster(Connections connections, Router router) {
    this.connections = connections;
    this.router = router;
  }

  @Override
  public SseBroadcaster to(Predicate<? super Subscriber> which) {
    return connections.broadcaster(
        connection -> which.test(new ConnectedSubscriber(connection, router)));
  }

  @Override
  public OutboundSseEvent newEvent(String name, @Nullable Object data) {
    return new NamedEvent(name, data);
  }
}
