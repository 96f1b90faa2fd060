package tidings.it.support;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The server for many clients; where limits are measured exactly, on the virtual machine's own
 * defaults. For tests that are {@code @Isolated}; the last one may stop it.
 */
public final class CrowdServer {

  /** Timeout of a write to a client that does not read. */
  public static final Duration WRITE_TIMEOUT = Duration.ofSeconds(5);

  private static @Nullable LibertyServer server;

  private CrowdServer() {}

  /** The server, started if it does not run. */
  public static synchronized LibertyServer get() {
    var running = server;
    if (running == null || !running.process().isAlive()) {
      var plan = LibertyServer.named("crowd");
      running =
          (Promptness.isExact() ? plan.asShipped() : plan)
              .withoutRuns()
              .withDevIdentity()
              .with("HTTP_WRITE_TIMEOUT", WRITE_TIMEOUT.toSeconds() + "s")
              .with("TIDINGS_LIMITS_CONNECTIONS_PER_USER", "20000")
              .with("TIDINGS_LIMITS_PATTERNS_PER_USER", "100000")
              .with("TIDINGS_LIMITS_CONNECTIONS_PER_ADDRESS", "20000")
              .with("TIDINGS_LIMITS_CONNECT_RATE", "20000")
              .with("TIDINGS_LIMITS_PUBLISH_BYTE_RATE", "512 MiB")
              .start();
      server = running;
    }
    return running;
  }
}
