package tidings.push.application;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.stream.Stream;
import tidings.api.Subscriber;
import tidings.api.Subscribers;
import tidings.push.connection.Connections;
import tidings.push.routing.Router;

/** The connections of this node, for the application. Thread-safe. */
@Singleton
public class NodeSubscribers implements Subscribers {

  private final Connections connections;
  private final Router router;

  @Inject
  public NodeSubscribers(Connections connections, Router router) {
    this.connections = connections;
    this.router = router;
  }

  @Override
  public Stream<Subscriber> stream() {
    return connections.all().stream()
        .filter(connection -> !connection.isClosed())
        .map(connection -> new ConnectedSubscriber(connection, router));
  }

  @Override
  public int count() {
    return connections.count();
  }
}
