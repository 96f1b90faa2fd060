package tidings.ingress.postgres;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import tidings.ingress.Backlogged;
import tidings.ingress.Ingestor;
import tidings.log.LogUnavailableException;
import tidings.platform.database.DatabaseBootstrap;
import tidings.platform.database.Failures;
import tidings.platform.retry.BackOff;
import tidings.platform.retry.CloseSignal;
import tidings.platform.retry.RetryPolicy;

/**
 * The table {@code tidings_outbox} of a PostgreSQL as a source of events. It connects after the
 * start of the node, and reconnects when the database is available again. Thread-safe.
 */
public final class Outbox implements Backlogged {

  private static final String SCHEMA = "tidings/ingress/postgres/schema";
  private static final RetryPolicy RETRY =
      new RetryPolicy(Duration.ofMillis(100), Duration.ofSeconds(5));

  private final OutboxSettings settings;
  private final Ingestor ingestor;
  private final RandomGenerator random;
  private final WakeSignal bell = new WakeSignal();
  private final CloseSignal closing = new CloseSignal();
  private final LongAdder ingested = new LongAdder();
  private final AtomicInteger taking = new AtomicInteger();
  private final Housekeeping housekeeping;
  private final Listener listener;
  private final SourceAvailability database;
  private final SourceAvailability log;
  private final SourceAvailability maintenance;
  private final List<Thread> threads = new ArrayList<>();

  /** Readers whose last read succeeded, or has failed only once. */
  private final Set<Thread> healthy = ConcurrentHashMap.newKeySet();

  private volatile @Nullable HikariDataSource pool;

  public Outbox(OutboxSettings settings, Ingestor ingestor, RandomGenerator random) {
    this.settings = settings;
    this.ingestor = ingestor;
    this.random = random;
    housekeeping = new Housekeeping(settings.keep());
    listener = new Listener(settings, bell);
    database = new SourceAvailability("the database has not been reached yet", of("is read again"));
    log = new SourceAvailability(null, of("its rows are accepted again"));
    maintenance = new SourceAvailability(null, of("is maintained again"));
  }

  private String of(String what) {
    return "The outbox in " + settings.database().address() + ": " + what;
  }

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public void start() {
    begin("tidings-outbox", this::open);
  }

  private synchronized void begin(String name, Step step) {
    if (!closing.isClosed()) {
      var backOff = RETRY.backOff(random);
      threads.add(Thread.ofPlatform().name(name).daemon().start(() -> repeat(step, backOff)));
    }
  }

  /** A step that repeats and may fail. */
  private interface Step {
    /** Whether to repeat it. */
    boolean again(BackOff backOff) throws SQLException, InterruptedException;
  }

  private void repeat(Step step, BackOff backOff) {
    try {
      while (!closing.isClosed()) {
        try {
          if (!step.again(backOff)) {
            return;
          }
        } catch (SQLException | RuntimeException | Error e) { // the next time may succeed
          if (!closing.isClosed()) {
            reportFailure(e, backOff.hasFailed());
            closing.await(backOff.next());
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void reportFailure(Throwable e, boolean again) {
    boolean unreachable = Failures.isUnavailable(e);
    if (!unreachable || isGone(again)) {
      var cause = Failures.cause(e);
      var line = of("cannot be read (%s); it is retried".formatted(cause));
      database.markUnreachable(
          Failures.reason(e), unreachable ? "away" : cause, line, unreachable ? null : e);
    }
  }

  /**
   * Whether no reader reaches the database. One ended connection does not prove that: the reader
   * tries once more, and so do the others, which may still have connections that a stopping server
   * serves.
   */
  private boolean isGone(boolean again) {
    var opened = pool;
    if (opened == null) {
      return true;
    }
    opened.getHikariPoolMXBean().softEvictConnections();
    if (!again) {
      bell.ring();
      return false;
    }
    healthy.remove(Thread.currentThread());
    return healthy.isEmpty();
  }

  private boolean open(BackOff backOff) throws SQLException {
    DatabaseBootstrap.onThisThread();
    var opening = new DatabaseBootstrap(settings.database());
    var opened = opening.pool("tidings-outbox", settings.connections() + 1);
    try {
      opening.migrate(opened, SCHEMA, "tidings_outbox_schema");
      try (var connection = opened.getConnection()) {
        OutboxTable.limit(connection, ingestor.maxDataBytes());
      }
    } catch (SQLException | RuntimeException | Error e) {
      opened.close();
      throw e;
    }
    pool = opened;
    var table = new OutboxTable(settings.batch(), settings.keep(), settings.lease());
    for (int i = 0; i < settings.connections(); i++) {
      var reader = new LaneReader(table, opened, ingestor, ingested, taking);
      var last = new AtomicInteger(random.nextInt(16));
      begin("tidings-outbox-" + i, after -> read(reader, last, after));
    }
    begin("tidings-outbox-listener", this::listen);
    begin("tidings-outbox-upkeep", after -> maintain(opened, after));
    return false;
  }

  /** A failure here delays no reader: it is reported, and retried. */
  private boolean maintain(DataSource opened, BackOff backOff) throws InterruptedException {
    var pause = settings.poll();
    try (var connection = opened.getConnection()) {
      housekeeping.run(connection);
      maintenance.markAvailable();
      backOff.succeeded();
    } catch (SQLException e) {
      pause = backOff.next();
      // the readers report an unreachable database
      if (!closing.isClosed() && !Failures.isUnavailable(e)) {
        var cause = Failures.cause(e);
        var line = of("is not maintained (%s); it is retried".formatted(cause));
        maintenance.markUnreachable("not maintained", cause, line, null);
      }
    }
    closing.await(pause);
    return true;
  }

  private boolean listen(BackOff backOff) throws InterruptedException {
    try {
      listener.listen(backOff::succeeded);
    } catch (SQLException e) {
      if (!closing.isClosed()) {
        listener.report(e);
        bell.ring(); // the readers find out the cause
        closing.await(backOff.next());
      }
    }
    return true;
  }

  private boolean read(LaneReader reader, AtomicInteger last, BackOff backOff)
      throws SQLException, InterruptedException {
    long heard = bell.rings();
    var outcome = reader.readLane(last.get());
    healthy.add(Thread.currentThread());
    database.markAvailable();
    switch (outcome) {
      case LaneReader.Outcome.Ingested(int lane, int _) -> {
        last.set(lane);
        log.markAvailable();
        backOff.succeeded();
      }
      case LaneReader.Outcome.Nothing(boolean alone) -> {
        if (alone) {
          log.markAvailable();
        }
        backOff.succeeded();
        bell.awaitMoreThan(heard, listener.hears() ? settings.poll() : settings.pollUncalled());
      }
      case LaneReader.Outcome.Refused(Throwable cause) -> {
        refuse(cause);
        closing.await(backOff.next());
      }
    }
    return true;
  }

  private void refuse(Throwable cause) {
    var line = of("rows are not accepted (%s); they stay and are offered again".formatted(cause));
    boolean expected = cause instanceof LogUnavailableException;
    var kind = expected ? "away" : cause.toString();
    log.markUnreachable("the log does not accept events", kind, line, expected ? null : cause);
  }

  @Override
  public Optional<String> error() {
    return listener.error().or(database::error).or(log::error);
  }

  @Override
  public long ingested() {
    return ingested.sum();
  }

  @Override
  public long waiting() {
    return housekeeping.waiting();
  }

  @Override
  public Duration oldest() {
    return housekeeping.oldest();
  }

  @Override
  public void close() {
    closing.close();
    bell.ring();
    listener.close();
    List<Thread> all;
    synchronized (this) {
      all = List.copyOf(threads);
    }
    try {
      for (var thread : all) {
        thread.join(settings.database().timeout());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    var opened = pool;
    if (opened != null) {
      opened.close();
    }
  }
}
