package tidings.ingress.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisSettingsTest {

  private static final Settings SETTINGS = Settings.at("redis://localhost");

  private static void refused(Settings settings, String key) {
    assertThatThrownBy(() -> settings.of("a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(key);
  }

  @Test
  void eachLimitIsEnforcedAndNamedAtItsEdge() {
    assertThat(SETTINGS.batch(1).of("a").limits().batch()).isEqualTo(1);
    assertThat(SETTINGS.batch(10_000).of("a").limits().batch()).isEqualTo(10_000);
    refused(SETTINGS.batch(0), "tidings.redis.batch");
    refused(SETTINGS.batch(10_001), "tidings.redis.batch");
    refused(SETTINGS.queueMessages(0), "tidings.redis.queue-messages");
    refused(SETTINGS.lease(Duration.ofMillis(999)), "tidings.redis.lease");
    refused(SETTINGS.timeout(Duration.ofMillis(99)), "tidings.redis.timeout");
    refused(SETTINGS.streams("a", ""), "tidings.redis.streams");
    refused(SETTINGS.channels("a", " a"), "tidings.redis.channels");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0-0", "1700000000000-3", "$"})
  void groupMayStartAtAnyEntry(String start) {
    assertThat(SETTINGS.start(start).of("a").inputs().start()).isEqualTo(start);
  }

  @Test
  void groupStartsWithNewEntriesByDefault() {
    assertThat(SETTINGS.start("new").of("a").inputs().start()).isEqualTo("$");
    refused(SETTINGS.start("yesterday"), "tidings.redis.stream-start");
  }
}
