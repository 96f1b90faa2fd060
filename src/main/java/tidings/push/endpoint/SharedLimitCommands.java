package tidings.push.endpoint;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import tidings.platform.limits.ConnectionLimits;
import tidings.platform.limits.redis.RedisLimits;
import tidings.platform.limits.redis.RedisStreams;
import tidings.push.connection.Connections;

/** Does what other nodes ask for, because a user has too many streams on all nodes together. */
@Singleton
public class SharedLimitCommands implements RedisStreams.Commands {

  private final RedisLimits shared;
  private final ConnectionLimits limits;
  private final Connections connections;

  @Inject
  public SharedLimitCommands(RedisLimits shared, ConnectionLimits limits, Connections connections) {
    this.shared = shared;
    this.limits = limits;
    this.connections = connections;
  }

  void start(@Observes Startup startup) {
    if (shared.streams() != null) {
      shared.streams().listen(this);
    }
  }

  @Override
  public void probe(String user) {
    connections.probe(connection -> connection.caller().user().equals(user), () -> {});
  }

  @Override
  public void close(String id) {
    limits.replace(id);
  }
}
