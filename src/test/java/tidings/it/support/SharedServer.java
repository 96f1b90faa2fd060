package tidings.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The one server of all tests without special needs: the development identity, a heartbeat each
 * second, and limits that no test reaches by chance. It stops with the tests.
 */
public final class SharedServer {

  /** Its folder below {@code target/it}. */
  public static final String NAME = "shared";

  /** Its events do not show which test they belong to: its tests run one after another. */
  public static final String LOCK = "shared server";

  /** The file of its policy, which has no rule in the beginning. */
  public static final Path POLICY = Path.of("target/it/shared-policy.yaml").toAbsolutePath();

  private SharedServer() {}

  private static final class Holder {
    static final LibertyServer SERVER =
        withAmpleLimits(LibertyServer.named(NAME).withDevIdentity())
            .with("TIDINGS_LIMITS_PATTERNS_PER_USER", "100000")
            .with("TIDINGS_LIMITS_REQUEST_RATE", "1000000")
            .with("TIDINGS_LIMITS_CHANGE_RATE", "1000")
            .with("TIDINGS_TRUSTED_PROXIES", "127.0.0.1")
            .with("TIDINGS_POLICY_FILE", emptyPolicy().toString())
            .with("TIDINGS_POLICY_RELOAD_INTERVAL", "100ms")
            .start();
  }

  private static Path emptyPolicy() {
    try {
      Files.createDirectories(POLICY.getParent());
      return Files.writeString(POLICY, "rules: []\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives a server a heartbeat each second, and limits that browser tests do not reach. */
  public static LibertyServer.Plan withAmpleLimits(LibertyServer.Plan plan) {
    return plan.with("TIDINGS_LIMITS_CONNECTIONS_PER_USER", "500")
        .with("TIDINGS_HEARTBEAT", "1s")
        .with("TIDINGS_LIMITS_CONNECT_RATE", "1000")
        .with("TIDINGS_LIMITS_PUBLISH_RATE", "100000")
        .with("TIDINGS_LIMITS_PUBLISH_BYTE_RATE", "512 MiB");
  }

  public static LibertyServer get() {
    return Holder.SERVER;
  }
}
