package tidings.ingress.redis;

import static java.util.Objects.requireNonNullElse;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Renews a lease at a third of its time, or tries to get it at a tenth, and logs each change of the
 * holder. A node whose log has accepted nothing for as long as the lease releases it, as soon as a
 * node whose log does requests it. While there is none, as when Kafka is unreachable for all, it
 * continues: its messages wait.
 */
final class LeaseKeeper implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(LeaseKeeper.class.getName());
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  private final String part;
  private final Lease lease;
  private final Duration length;
  private final BooleanSupplier logTakes;
  private final RetryLoop attempts;

  // Only for the attempts' thread.
  private @Nullable String holder;
  private @Nullable Long refusedSince;

  /**
   * @param part what the lease is for, such as {@code stream orders}
   * @param logTakes whether the log accepts what is read here
   */
  LeaseKeeper(
      String part,
      Lease lease,
      RedisSettings settings,
      BooleanSupplier logTakes,
      SourceFaults faults) {
    this.part = part;
    this.lease = lease;
    length = settings.node().lease();
    this.logTakes = logTakes;
    attempts = new RetryLoop("lease of " + part, faults, settings.timing().retry(), this::round);
  }

  void start() {
    attempts.start();
  }

  private void round() throws InterruptedException {
    boolean takes = logTakes.getAsBoolean();
    boolean before = lease.isHeld();
    if (before && isRefusedForLong(takes) && lease.isWanted()) {
      yieldToAnother();
      return;
    }
    var now = lease.acquire(takes);
    attempts.succeeded();
    if (!now.equals(holder) || before != lease.isHeld()) {
      logHolder(before, now);
      holder = now;
    }
    attempts.sleep(lease.isHeld() && takes ? length.dividedBy(3) : retryInterval());
  }

  private boolean isRefusedForLong(boolean takes) {
    long now = System.nanoTime();
    refusedSince = takes ? null : requireNonNullElse(refusedSince, now);
    return refusedSince != null && now - refusedSince >= length.toNanos();
  }

  /** Pauses long enough for another node to take the lease. */
  private void yieldToAnother() throws InterruptedException {
    lease.release();
    holder = null;
    LOG.warning(
        () ->
            "Redis %s is left to another node: the log has accepted nothing from this one for %d ms"
                .formatted(part, length.toMillis()));
    attempts.succeeded();
    attempts.sleep(length);
  }

  private Duration retryInterval() {
    var tenth = length.dividedBy(10);
    return tenth.compareTo(LONGEST_WAIT) < 0 ? tenth : LONGEST_WAIT;
  }

  private void logHolder(boolean before, String now) {
    if (lease.isHeld()) {
      LOG.info(() -> "Redis " + part + " is now read by this node");
    } else if (before) {
      LOG.warning(() -> "Redis " + part + " was read by this node and is now read by " + now);
    } else {
      LOG.info(() -> "Redis " + part + " is read by " + now + "; this node is on standby");
    }
  }

  /** Stops renewing; the lease is still held. */
  @Override
  public void close() {
    attempts.close();
  }

  /** Call it when nothing more is read: another node may then take over at once. */
  void release(Duration atMost) {
    attempts.join(atMost);
    boolean held = lease.isHeld();
    try {
      lease.release();
    } catch (JedisException e) {
      LOG.log(
          Level.WARNING,
          () ->
              "The lease of Redis %s could not be released, other nodes wait until it expires: %s"
                  .formatted(part, e.getMessage()));
      return;
    }
    if (held) {
      LOG.info(() -> "Redis " + part + " is left to other nodes");
    }
  }
}
