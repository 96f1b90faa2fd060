package tidings.push.routing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import tidings.log.EventLog;
import tidings.push.connection.Relocation;

/**
 * Detects that this node is cut off from its log, and that it reads it again. The router reports
 * both to every stream, and the clients are moved to other nodes meanwhile.
 */
public final class Staleness {

  private static final Logger LOG = Logger.getLogger(Staleness.class.getName());
  private static final Duration EVERY = Duration.ofMillis(250);

  private final EventLog log;
  private final Router router;
  private final Relocation relocation;
  private final Settings settings;
  private final ScheduledExecutorService timer;
  private final InstantSource clock;

  // Confined to the timer.
  private Instant looked;
  private Duration silence = Duration.ZERO;

  /**
   * Configuration.
   *
   * @param after how long the log may fail to answer; zero: unlimited
   */
  public record Settings(Duration after) {

    /** A log that answers is queried every two seconds. */
    private static final Duration SHORTEST = Duration.ofSeconds(3);

    public Settings {
      if (after.isNegative() || (after.isPositive() && after.compareTo(SHORTEST) < 0)) {
        throw new IllegalArgumentException(
            "tidings.log.stale-after must be 3s or more, or 0s for never");
      }
    }
  }

  public Staleness(
      EventLog log,
      Router router,
      Relocation relocation,
      Settings settings,
      ScheduledExecutorService timer,
      InstantSource clock) {
    this.log = log;
    this.router = router;
    this.relocation = relocation;
    this.settings = settings;
    this.timer = timer;
    this.clock = clock;
    looked = clock.instant();
  }

  /** Starts the checks; they end with the timer. */
  public void start() {
    if (settings.after().isPositive()) {
      schedule();
    }
  }

  private void schedule() {
    var _ = timer.schedule(this::watch, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void watch() {
    try {
      update(clock.instant());
    } finally {
      schedule();
    }
  }

  private void update(Instant now) {
    silence = shorter(log.timeSinceProof(), silence.plus(sinceLastUpdate(now)));
    looked = now;
    boolean isStale = silence.compareTo(settings.after()) >= 0;
    var since = router.staleSince();
    if (isStale && since.isEmpty()) {
      begin(now);
    } else if (isStale) {
      relocation.step(now);
    } else if (since.isPresent()) {
      LOG.info(() -> "The log is read again; it had not answered since " + since.get());
      router.setStale(null);
      relocation.end();
    }
  }

  /**
   * At most two pauses, even if more time has passed: while this node itself stood still, like a
   * virtual machine that is moved, the log did not fail to answer.
   */
  private Duration sinceLastUpdate(Instant now) {
    var passed = Duration.between(looked, now);
    return passed.isNegative() ? Duration.ZERO : shorter(passed, EVERY.multipliedBy(2));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private void begin(Instant now) {
    var since = now.minus(silence).truncatedTo(ChronoUnit.MILLIS);
    LOG.warning(
        () ->
            "The log has not answered since %s: %s. All streams receive a report, and their clients are moved to other nodes"
                .formatted(since, log.error().orElse("no answer")));
    router.setStale(since);
    // Other nodes lost the log within one round of their probes. A client that one of them moved
    // opened its stream after that, and stays.
    relocation.begin(since.plus(settings.after().dividedBy(2)), now);
    relocation.step(now);
  }
}
