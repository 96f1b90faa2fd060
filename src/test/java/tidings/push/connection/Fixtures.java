package tidings.push.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import tidings.platform.security.Caller;
import tidings.platform.security.Grants;

/** Default callers and settings for tests. */
public final class Fixtures {

  /** Lets no stream wait. */
  public static final WritePacer UNPACED = new WritePacer(Duration.ZERO);

  private Fixtures() {}

  /** Large settings: no limit is reached. */
  public static ConnectionSettings settings() {
    return new ConnectionSettings(
        Duration.ofSeconds(15), 10_000, 10L << 20, Duration.ZERO, 1000, Duration.ofSeconds(3));
  }

  /** Connections that use this clock. */
  public static Connections connections(FakeTime time) {
    return new Connections(
        settings(), time.timer(), time, new ConnectionMetrics(), UNPACED, _ -> 0);
  }

  /** A user without groups and grants. */
  public static Caller user(String name, Instant expires) {
    return new Caller(name, Set.of(), Grants.NONE, null, expires);
  }
}
