package tidings.ingress.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tidings.platform.database.DatabaseSettings;

class OutboxSettingsTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static OutboxSettings settings(
      String url, int connections, int batch, Duration poll, Duration lease) {
    var database = new DatabaseSettings(url, null, null, 1, MINUTE, "node");
    return new OutboxSettings(
        database, connections, batch, poll, Duration.ZERO, lease, Listening.DETECT);
  }

  private static OutboxSettings at(String url) {
    return settings(url, 1, 1, MINUTE, MINUTE);
  }

  @Test
  void anInvalidLimitIsRejectedWithItsKey() {
    settings("", OutboxSettings.MAX_CONNECTIONS, OutboxSettings.MAX_BATCH, MINUTE, MINUTE);
    for (int batch : List.of(0, OutboxSettings.MAX_BATCH + 1)) {
      assertThatThrownBy(() -> settings("", 1, batch, MINUTE, MINUTE))
          .hasMessageContaining("tidings.outbox.batch must be 1 to 10000, not " + batch);
    }
    for (int connections : List.of(0, OutboxSettings.MAX_CONNECTIONS + 1)) {
      assertThatThrownBy(() -> settings("", connections, 1, MINUTE, MINUTE))
          .hasMessageContaining("tidings.outbox.connections must be 1 to 16, not " + connections);
    }
    assertThatThrownBy(() -> settings("", 1, 1, Duration.ZERO, MINUTE))
        .hasMessageContaining("tidings.outbox.poll");
    assertThatThrownBy(() -> settings("", 1, 1, MINUTE, Duration.ZERO))
        .hasMessageContaining("tidings.outbox.lease");
  }

  @Test
  void theTableIsPolledTenTimesAsOftenWithoutNotifications() {
    assertThat(at("").pollUncalled()).isEqualTo(Duration.ofSeconds(6));
    assertThat(Listening.of("detect")).isEqualTo(Listening.DETECT);
    assertThat(Listening.of("always")).isEqualTo(Listening.ALWAYS);
    assertThat(Listening.of("never")).isEqualTo(Listening.NEVER);
    assertThatThrownBy(() -> Listening.of("perhaps"))
        .hasMessage("tidings.outbox.listen must be detect, always or never, but is 'perhaps'");
  }

  @Test
  void itIsReadWhereTheDatabaseIsPostgresUnlessItIsSwitchedOff() {
    var postgres = at("jdbc:postgresql://localhost/tidings");
    assertThat(postgres.isRead(Optional.empty())).isTrue();
    assertThat(postgres.isRead(Optional.of(false))).isFalse();
    assertThat(at("jdbc:h2:mem:x").isRead(Optional.empty())).isFalse();
    assertThatThrownBy(() -> at("jdbc:h2:mem:x").isRead(Optional.of(true)))
        .hasMessageContaining("tidings.outbox is true");
  }
}
