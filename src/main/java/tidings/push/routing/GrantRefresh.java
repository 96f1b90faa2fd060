package tidings.push.routing;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import tidings.platform.policy.Policies;
import tidings.push.connection.Connection;
import tidings.push.connection.Connections;

/**
 * Gives open streams the grants of the current policy. Topics that are no longer granted are
 * removed from a stream, as when its token is renewed. Thread-safe.
 */
@Singleton
public class GrantRefresh {

  private final Policies policies;
  private final Connections connections;
  private final Router router;

  @Inject
  public GrantRefresh(Policies policies, Connections connections, Router router) {
    this.policies = policies;
    this.connections = connections;
    this.router = router;
  }

  void start(@Observes Startup startup) {
    policies.onChange(this::refreshAll);
  }

  private void refreshAll() {
    connections.all().forEach(this::refresh);
  }

  /**
   * Refreshes one stream. Also for a stream that has just been registered, whose caller may have
   * the grants of an earlier policy.
   */
  public void refresh(Connection connection) {
    if (!policies.isConfigured()) {
      return;
    }
    var before = connection.caller().grants();
    connections.regrant(connection, policies.current()::apply);
    if (!before.equals(connection.caller().grants())) {
      router.change(connection, filter -> filter.within(connection.caller()));
    }
  }
}
