package tidings.platform.identity;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import tidings.log.LogUnavailableException;
import tidings.log.SharedTable;
import tidings.platform.limits.OverLimitException;
import tidings.platform.security.Revocation;
import tidings.platform.security.Revocations;

/** Puts revocations into force on all nodes that share the log. Thread-safe. */
@Singleton
public class SharedRevocations {

  private final Revocations revocations;
  private final SharedTable table;

  @Inject
  public SharedRevocations(Revocations revocations, SharedTable table) {
    this.revocations = revocations;
    this.table = table;
  }

  /**
   * Puts a revocation into force: on this node at once, and before the method returns it is certain
   * that it comes into force on the other nodes.
   *
   * @throws LogUnavailableException if it is in force on this node only, and until its restart
   * @throws OverLimitException if there are too many
   */
  public void put(Revocation revocation) {
    if (!revocations.hasCapacityFor(revocation)) {
      throw OverLimitException.byServer(
          Duration.ofMinutes(1), "tidings.limits.revocations are in force already");
    }
    revocations.apply(revocation.key(), revocation.value());
    table.put(revocation.key(), revocation.value());
  }
}
