package tidings.runs.conversation.store;

import com.zaxxer.hikari.HikariDataSource;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
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
import org.eclipse.persistence.jpa.JpaHelper;
import org.jspecify.annotations.Nullable;
import tidings.platform.database.DatabaseBootstrap;
import tidings.platform.database.DatabaseSettings;
import tidings.platform.database.Failures;
import tidings.runs.conversation.ConversationsUnavailableException;

/**
 * The database of the conversations, opened beside the start of the application: a node whose
 * database is away carries events all the same. It is tried until it is there; meanwhile, and
 * whenever it is gone, calls end with {@link ConversationsUnavailableException}. Thread-safe.
 *
 * <p>Each transaction has a virtual thread of its own, so that no interrupt reaches it: a run that
 * is cancelled is interrupted, and that would close both H2's file and PostgreSQL's socket.
 */
public final class Database implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Database.class.getName());

  private static final String SCHEMA = "tidings/runs/conversation/schema";
  private static final int ATTEMPTS = 5;

  private final DatabaseSettings settings;
  private final Instant started;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CompletableFuture<EntityManagerFactory> opened = new CompletableFuture<>();
  private final AtomicBoolean away = new AtomicBoolean();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("tidings-database-", 0).factory());
  private final Thread opener =
      Thread.ofPlatform().name("tidings-database").daemon().unstarted(this::openUntilOpen);
  private volatile @Nullable HikariDataSource pool;
  private volatile @Nullable String told;

  private Database(DatabaseSettings settings, Clock clock) {
    this.settings = settings;
    started = clock.instant();
  }

  /** Begins to open it and does not wait. */
  public static Database open(DatabaseSettings settings, Clock clock) {
    var database = new Database(settings, clock);
    database.opener.start();
    return database;
  }

  private void openUntilOpen() {
    DatabaseBootstrap.onThisThread();
    try {
      do {
        if (isOpenNow()) {
          return;
        }
      } while (!closing.await(settings.timeout().toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isOpenNow() {
    var opening = new DatabaseBootstrap(settings);
    try {
      var connections = opening.pool("tidings-database", settings.connections());
      pool = connections;
      opening.migrate(connections, SCHEMA, "tidings_schema");
      var entities = Persistence.createEntityManagerFactory("tidings", properties(connections));
      // Else it tries a database that is away four times, and a call waits for four connections.
      JpaHelper.getServerSession(entities).getLogin().setQueryRetryAttemptCount(0);
      try {
        abandonOwn(entities);
      } catch (RuntimeException e) {
        entities.close();
        throw e;
      }
      away.set(false);
      opened.complete(entities);
      LOG.info(() -> "Conversations are kept in " + settings.place());
      return true;
    } catch (RuntimeException | LinkageError e) {
      closePool();
      tell(e, "it is tried again every " + settings.timeout().toMillis() + " ms");
      return false;
    }
  }

  /** The unit is given, as its default has changed between versions of the provider. */
  private Map<String, Object> properties(HikariDataSource connections) {
    return Map.of(
        "jakarta.persistence.nonJtaDataSource",
        connections,
        "jakarta.persistence.query.timeout",
        String.valueOf(settings.statementTimeout().toMillis()),
        "eclipselink.query.timeout.unit",
        "MILLISECONDS");
  }

  private void abandonOwn(EntityManagerFactory entities) {
    int abandoned =
        inTransaction(entities, manager -> RoundRow.abandon(manager, settings.node(), started));
    if (abandoned > 0) {
      LOG.warning(
          () ->
              "Conversations: rounds that a former process of node %s left running: %d; now failed"
                  .formatted(settings.node(), abandoned));
    }
  }

  /** When this process began to use it. */
  Instant started() {
    return started;
  }

  /**
   * All of the work or nothing.
   *
   * @throws ConversationsUnavailableException if the database cannot be used
   */
  <T> T transaction(Function<EntityManager, T> work) {
    var entities = entities();
    T result;
    try {
      result = get(threads.submit(() -> untilNobodyIsInTheWay(entities, work)));
    } catch (RejectedExecutionException e) {
      throw new ConversationsUnavailableException("the server stops", e);
    }
    if (away.getAndSet(false)) {
      LOG.info(() -> "Conversations: " + settings.place() + " is back");
    }
    return result;
  }

  /** As {@link #transaction}, for reading: all statements of the work see the same moment. */
  <T> T snapshot(Function<EntityManager, T> work) {
    return transaction(
        entities -> {
          try {
            readOneMoment(entities.unwrap(Connection.class));
          } catch (SQLException e) {
            throw new PersistenceException(e);
          }
          return work.apply(entities);
        });
  }

  /**
   * In PostgreSQL for the transaction alone: the driver would set it for the session, which behind
   * a pooler is not the one that the transaction gets, and others use it next.
   */
  private void readOneMoment(Connection connection) throws SQLException {
    if (!settings.isPostgres()) {
      // The pool takes it back when the connection is returned.
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      return;
    }
    try (var statement = connection.createStatement()) {
      statement.execute("set transaction isolation level repeatable read");
    }
  }

  /**
   * Has what was committed on the disk: H2 writes it half a second later, if the process still runs
   * then.
   *
   * @throws ConversationsUnavailableException if the database cannot be used
   */
  void sync() {
    if (!settings.isPostgres()) {
      transaction(entities -> entities.createNativeQuery("checkpoint sync").executeUpdate());
    }
  }

  private EntityManagerFactory entities() {
    if (!opened.isDone() && away.get()) {
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

  /** Who has the same done at the same moment is waited for, and then it is done as after him. */
  private static <T> T untilNobodyIsInTheWay(
      EntityManagerFactory entities, Function<EntityManager, T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return inTransaction(entities, work);
      } catch (RuntimeException e) {
        if (attempt == ATTEMPTS || !Failures.isCollision(e)) {
          throw e;
        }
      }
    }
  }

  private static <T> T inTransaction(
      EntityManagerFactory entities, Function<EntityManager, T> work) {
    try (var manager = entities.createEntityManager()) {
      var transaction = manager.getTransaction();
      transaction.begin();
      try {
        // Else the provider reads outside of the transaction until something is written.
        manager.unwrap(Connection.class);
        var result = work.apply(manager);
        transaction.commit();
        return result;
      } finally {
        if (transaction.isActive()) {
          transaction.rollback();
        }
      }
    }
  }

  /** The result, however often the caller is interrupted meanwhile: what began is not left half. */
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
      case RuntimeException e when Failures.isAway(e) -> {
        tell(e, "calls are answered 503 until it is back");
        yield unavailable(e);
      }
      case RuntimeException e when Failures.isTimeout(e) -> {
        LOG.warning(
            () ->
                "%s did not finish a statement within %d ms; its call is answered 503"
                    .formatted(settings.place(), settings.statementTimeout().toMillis()));
        yield new ConversationsUnavailableException(
            "the database took longer than %d ms".formatted(settings.statementTimeout().toMillis()),
            e);
      }
      case RuntimeException e when Failures.isOfDatabase(e) -> {
        LOG.log(Level.SEVERE, e, () -> settings.place() + " refused a call, which is answered 503");
        yield unavailable(e);
      }
      case RuntimeException e -> e;
      case null, default -> throw new IllegalStateException(cause);
    };
  }

  private ConversationsUnavailableException unavailable(@Nullable Throwable cause) {
    return new ConversationsUnavailableException("the database cannot be used now", cause);
  }

  /** Once for each time that it goes away, and for each cause while it cannot be opened. */
  private void tell(Throwable failure, String next) {
    var cause = Failures.cause(failure);
    if (!away.getAndSet(true) || !cause.equals(told)) {
      told = cause;
      LOG.log(
          Level.WARNING,
          Failures.isAway(failure) ? null : failure,
          () -> "%s cannot be used (%s); %s".formatted(settings.place(), cause, next));
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
    closing.countDown();
    threads.shutdown();
    try {
      opener.join(settings.timeout());
      if (!threads.awaitTermination(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warning(() -> settings.place() + " is closed under transactions that do not end");
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
