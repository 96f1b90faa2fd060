package tidings.ops;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import tidings.app.configuration.Features;
import tidings.app.configuration.Features.Feature;
import tidings.ingress.Sources;
import tidings.push.connection.Drain;
import tidings.runs.run.Runs;

/**
 * Drains at SIGTERM. Liberty destroys the application only after it has waited for all open
 * requests, and streams are such requests: so a hook of the virtual machine ends them.
 */
@Singleton
public class ShutdownHook {

  private static final Duration AT_MOST = Duration.ofSeconds(3);

  private final Drain drain;
  private final Features features;
  private final Instance<Runs> runs;
  private final Sources sources;
  private final Thread hook;

  @Inject
  public ShutdownHook(Drain drain, Features features, Instance<Runs> runs, Sources sources) {
    this.features = features;
    this.drain = drain;
    this.runs = runs;
    this.sources = sources;
    hook = Thread.ofPlatform().name("tidings-drain").unstarted(this::end);
  }

  /**
   * Ends runs first, if this node has any, so that their watchers receive the end and have nothing
   * to wait for. The sources move to other nodes while the clients do.
   */
  private void end() {
    var leaving = Thread.ofVirtual().name("tidings-leave").start(sources::close);
    if (features.has(Feature.RUNS)) {
      runs.get().close();
    }
    drain.run(AT_MOST);
    try {
      var _ = leaving.join(AT_MOST);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void start(@Observes Startup startup) {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @PreDestroy
  void stop() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // the virtual machine already shuts down: the hook runs
    }
    end();
  }
}
