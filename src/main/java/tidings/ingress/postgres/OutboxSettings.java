package tidings.ingress.postgres;

import java.time.Duration;
import java.util.Optional;
import tidings.platform.database.DatabaseSettings;

/**
 * Configuration of the outbox.
 *
 * @param database the database of the table
 * @param connections number of lanes that this node reads at once, each over a connection of its
 *     own; two more connections listen and maintain the table
 * @param batch maximum number of rows of one transaction
 * @param poll interval at which the table is polled, with or without notifications
 * @param keep retention of rows that were taken; zero: they are removed at once
 * @param lease maximum time that an unresponsive node keeps its lane in the middle of a batch
 * @param listening whether to listen to PostgreSQL's notifications
 */
public record OutboxSettings(
    DatabaseSettings database,
    int connections,
    int batch,
    Duration poll,
    Duration keep,
    Duration lease,
    Listening listening) {

  static final int MAX_CONNECTIONS = 16;
  static final int MAX_BATCH = 10_000;

  public OutboxSettings {
    within("connections", connections, MAX_CONNECTIONS);
    within("batch", batch, MAX_BATCH);
    positive("poll", poll);
    positive("lease", lease);
  }

  /**
   * Whether there is an outbox.
   *
   * @param wanted the configured value; empty: read if the database can have an outbox
   */
  public boolean isRead(Optional<Boolean> wanted) {
    if (wanted.orElse(false) && !database.isPostgres()) {
      throw new IllegalArgumentException(
          "tidings.outbox is true, but tidings.database.url is not PostgreSQL's");
    }
    return wanted.orElse(database.isPostgres());
  }

  /** The poll interval without PostgreSQL's notifications. */
  Duration pollUncalled() {
    return poll.dividedBy(10);
  }

  private static void within(String key, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "tidings.outbox.%s must be 1 to %d, not %d".formatted(key, most, value));
    }
  }

  private static void positive(String key, Duration value) {
    if (value.isZero()) {
      throw new IllegalArgumentException("tidings.outbox." + key + " must be longer than 0");
    }
  }
}
