package tidings.ops;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import tidings.connection.Drain;

/**
 * Drains at SIGTERM. Liberty destroys the application only after it has waited for all open
 * requests, and streams are such: so they are ended by a hook of the virtual machine.
 */
@Singleton
public class ShutdownHook {

  private static final Duration AT_MOST = Duration.ofSeconds(3);

  private final Drain drain;
  private final Thread hook;

  @Inject
  public ShutdownHook(Drain drain) {
    this.drain = drain;
    hook = Thread.ofPlatform().name("tidings-drain").unstarted(() -> drain.run(AT_MOST));
  }

  void start(@Observes Startup startup) {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @PreDestroy
  void stop() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // the machine is already going down: the hook runs
    }
    drain.run(AT_MOST);
  }
}
