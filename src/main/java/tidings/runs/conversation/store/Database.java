package tidings.runs.conversation.store;

import com.zaxxer.hikari.HikariDataSource;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import tidings.platform.database.DatabaseBootstrap;
import tidings.platform.database.DatabaseSettings;
import tidings.platform.database.Failures;
import tidings.platform.retry.CloseSignal;
import tidings.platform.retry.RetryPolicy;
import tidings.runs.conversation.ConversationsUnavailableException;

/**
 * The database of the conversations, opened in parallel to the start of the application: a node
 * without its database still delivers events. The connection is retried until it succeeds; until
 * then, and whenever the database is unavailable, calls end with {@link
 * ConversationsUnavailableException}. Thread-safe.
 *
 * <p>Each transaction has a virtual thread of its own, so that no interrupt reaches it: a run that
 * is cancelled is interrupted, and that would close both H2's file and PostgreSQL's socket.
 */
public final class Database implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Database.class.getName());

  private static final String SCHEMA = "tidings/runs/conversation/schema";

  private final DatabaseSettings settings;
  private final Instant started;
  private final CloseSignal closing = new CloseSignal();
  private final CompletableFuture<Transactions> opened = new CompletableFuture<>();
  private final AtomicBoolean outage = new AtomicBoolean();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("tidings-database-", 0).factory());
  private final Thread opener =
      Thread.ofPlatform().name("tidings-database").daemon().unstarted(this::openUntilOpen);
  private volatile @Nullable HikariDataSource pool;
  private volatile @Nullable String reported;

  private Database(DatabaseSettings settings, Clock clock) {
    this.settings = settings;
    started = clock.instant();
  }

  /** Starts to open it and does not wait. */
  public static Database open(DatabaseSettings settings, Clock clock) {
    var database = new Database(settings, clock);
    database.opener.start();
    return database;
  }

  private void openUntilOpen() {
    DatabaseBootstrap.onThisThread();
    var backOff = RetryPolicy.steady(settings.timeout()).backOff();
    boolean isOpen;
    do {
      isOpen = isOpenNow();
    } while (!isOpen && closing.pause(backOff.next()));
  }

  private boolean isOpenNow() {
    var opening = new DatabaseBootstrap(settings);
    try {
      var connections = opening.pool("tidings-database", settings.connections());
      pool = connections;
      opening.migrate(connections, SCHEMA, "tidings_schema");
      var transactions = Transactions.over(connections, settings);
      try {
        abandonOwn(transactions);
      } catch (RuntimeException e) {
        transactions.close();
        throw e;
      }
      outage.set(false);
      opened.complete(transactions);
      LOG.info(() -> "Conversations are stored in " + settings.address());
      return true;
    } catch (RuntimeException | LinkageError e) {
      closePool();
      report(e, "the next attempt follows within " + settings.timeout().toMillis() + " ms");
      return false;
    }
  }

  private void abandonOwn(Transactions transactions) {
    int abandoned =
        transactions.runOnce(entities -> RoundRow.abandon(entities, settings.node(), started));
    if (abandoned > 0) {
      LOG.warning(
          () ->
              "Conversations: an earlier process of node %s left %d rounds running; now failed"
                  .formatted(settings.node(), abandoned));
    }
  }

  /** Time at which this process began to use it. */
  Instant started() {
    return started;
  }

  /**
   * Commits all of the work or nothing.
   *
   * @throws ConversationsUnavailableException if the database is unavailable
   */
  <T> T transaction(Function<EntityManager, T> work) {
    return call(transactions -> transactions.run(work));
  }

  /** Like {@link #transaction}, for reads: all statements of the work see the same snapshot. */
  <T> T snapshot(Function<EntityManager, T> work) {
    return call(transactions -> transactions.snapshot(work));
  }

  private <T> T call(Function<Transactions, T> work) {
    var transactions = transactions();
    T result;
    try {
      result = get(threads.submit(() -> work.apply(transactions)));
    } catch (RejectedExecutionException e) {
      throw new ConversationsUnavailableException("the server stops", e);
    }
    if (outage.getAndSet(false)) {
      LOG.info(() -> "Conversations: " + settings.address() + " is available again");
    }
    return result;
  }

  /**
   * Waits until all commits are on disk: H2 writes them half a second later, if the process still
   * runs then.
   *
   * @throws ConversationsUnavailableException if the database is unavailable
   */
  void sync() {
    if (!settings.isPostgres()) {
      transaction(entities -> entities.createNativeQuery("checkpoint sync").executeUpdate());
    }
  }

  private Transactions transactions() {
    if (!opened.isDone() && outage.get()) {
      throw unavailable(null);
    }
    try {
      return opened.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw unavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    }
  }

  /**
   * The result, even if the caller is interrupted meanwhile: a started transaction is never
   * abandoned.
   */
  private <T> T get(Future<T> future) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw failure(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private RuntimeException failure(@Nullable Throwable cause) {
    return switch (cause) {
      case ConversationsUnavailableException known -> known;
      case Error error -> throw error;
      case RuntimeException e when Failures.isUnavailable(e) -> {
        report(e, "calls are answered 503 until it is available");
        yield unavailable(e);
      }
      case RuntimeException e when Failures.isTimeout(e) -> {
        LOG.warning(
            () ->
                "%s did not finish a statement within %d ms; its call is answered 503"
                    .formatted(settings.address(), settings.statementTimeout().toMillis()));
        yield new ConversationsUnavailableException(
            "the database took longer than %d ms".formatted(settings.statementTimeout().toMillis()),
            e);
      }
      case RuntimeException e when Failures.isOfDatabase(e) -> {
        LOG.log(
            Level.SEVERE, e, () -> settings.address() + " refused a call, which is answered 503");
        yield unavailable(e);
      }
      case RuntimeException e -> e;
      case null, default -> throw new IllegalStateException(cause);
    };
  }

  private ConversationsUnavailableException unavailable(@Nullable Throwable cause) {
    return new ConversationsUnavailableException("the database cannot be used now", cause);
  }

  /** Logs once for each outage, and for each cause while the database cannot be opened. */
  private void report(Throwable failure, String next) {
    var cause = Failures.cause(failure);
    if (!outage.getAndSet(true) || !cause.equals(reported)) {
      reported = cause;
      LOG.log(
          Level.WARNING,
          Failures.isUnavailable(failure) ? null : failure,
          () -> "%s cannot be used (%s); %s".formatted(settings.address(), cause, next));
    }
  }

  private void closePool() {
    var connections = pool;
    if (connections != null) {
      connections.close();
    }
  }

  @Override
  public void close() {
    closing.close();
    threads.shutdown();
    try {
      opener.join(settings.timeout());
      if (!threads.awaitTermination(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warning(() -> settings.address() + " is closed although transactions have not ended");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (opened.isDone()) {
      opened.join().close();
    }
    closePool();
  }
}
