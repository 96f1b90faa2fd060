package bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import tidings.log.LogSettings;

/** Settings that no benchmark depends on. */
final class BenchSettings {

  static final LogSettings LOG =
      new LogSettings(
          new LogSettings.Dedupe(Duration.ofMinutes(10), 1000),
          new LogSettings.Retention(1000, 1 << 20, 50),
          new LogSettings.Replay(1000, 1 << 20),
          1000,
          65_536,
          10,
          new LogSettings.Kafka(List.of("t"), "d", "g", 1, Duration.ofSeconds(10), Map.of()));

  private BenchSettings() {}
}
