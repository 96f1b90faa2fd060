package tidings.ingress.postgres;

import java.time.Duration;
import java.util.Optional;
import tidings.platform.database.DatabaseSettings;

/**
 * Configuration of the outbox.
 *
 * @param database where the table is
 * @param connections how many lanes this node reads at once, each over a connection of its own; one
 *     more listens, and one looks after the table
 * @param batch rows that are taken in one transaction at most
 * @param poll how often the table is looked at, whether or not the database has called
 * @param keep how long rows stay after they were taken; zero: they are removed at once
 * @param lease how long a node that says nothing in the middle of a batch keeps its lane
 * @param listening whether PostgreSQL's calls are listened to
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
   * @param wanted whether somebody wants one; empty: where there can be one
   */
  public boolean isRead(Optional<Boolean> wanted) {
    if (wanted.orElse(false) && !database.isPostgres()) {
      throw new IllegalArgumentException(
          "tidings.outbox is true, but tidings.database.url is not PostgreSQL's");
    }
    return wanted.orElse(database.isPostgres());
  }

  /** How often the table is looked at where PostgreSQL's calls are not heard. */
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
