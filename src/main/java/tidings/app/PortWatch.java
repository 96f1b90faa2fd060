package tidings.app;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;
import tidings.app.configuration.Listeners;
import tidings.app.configuration.ServerPorts;
import tidings.app.configuration.StartFailure;

/**
 * Waits until the server listens on its ports, and ends the start if another process listens there
 * instead. {@link ConfigurationCheck} finds a port that is in use before the start; this class
 * finds a port that a second server, started at the same time, takes during the start.
 */
@Singleton
public class PortWatch {

  private static final Logger LOG = Logger.getLogger(PortWatch.class.getName());
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** How long the server may take to open its ports after the application has started. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private @Nullable Thread watcher;

  void start(@Observes Startup startup, Config config) {
    var ports = ServerPorts.of(config);
    if (!ports.ports().isEmpty()) {
      watcher =
          Thread.ofVirtual()
              .name("tidings-ports")
              .start(() -> watch(ports, StartFailure.of(config)));
    }
  }

  private static void watch(ServerPorts ports, StartFailure failure) {
    var waiting = new HashSet<>(ports.ports().keySet());
    try {
      for (var left = LONGEST; !waiting.isEmpty() && left.isPositive(); left = left.minus(PAUSE)) {
        Thread.sleep(PAUSE);
        check(ports, waiting, failure);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the application ends
    } catch (IOException e) {
      LOG.log(Level.FINE, "The ports on which this machine listens are unknown", e);
    }
  }

  private static void check(ServerPorts ports, Set<String> waiting, StartFailure failure)
      throws IOException {
    var listeners = Listeners.now();
    waiting.removeIf(variable -> listeners.own().contains(ports.ports().get(variable)));
    for (var variable : Set.copyOf(waiting)) {
      var fault = findConflict(ports, variable, listeners);
      if (fault.isPresent() && !isOwn(ports, variable)) {
        waiting.clear();
        failure.report(fault.get());
        failure.endProcess();
      }
    }
  }

  /**
   * Why the server cannot listen on the port of a variable; empty if no other process does, or does
   * so at an address that is not the server's.
   */
  public static Optional<String> findConflict(
      ServerPorts ports, String variable, Listeners listeners) throws UnknownHostException {
    boolean another = listeners.others().contains(ports.ports().get(variable));
    return another ? ports.fault(variable) : Optional.empty();
  }

  /** The server may have opened it between two checks. */
  private static boolean isOwn(ServerPorts ports, String variable) throws IOException {
    return Listeners.now().own().contains(ports.ports().get(variable));
  }

  @PreDestroy
  void stop() {
    if (watcher != null) {
      watcher.interrupt();
    }
  }
}
