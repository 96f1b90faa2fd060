package tidings.platform.database;

import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Classifies failures of the database by the SQL states of ISO 9075. Pure functions. */
public final class Failures {

  private Failures() {}

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
  }

  private static boolean isSql(Throwable failure, Predicate<SQLException> which) {
    return causes(failure).anyMatch(cause -> cause instanceof SQLException e && which.test(e));
  }

  private static boolean hasState(SQLException failure, String states) {
    return String.valueOf(failure.getSQLState()).matches(states);
  }

  /** A deadlock, or a row that two transactions inserted: a retry succeeds after the other. */
  public static boolean isCollision(Throwable failure) {
    return isSql(failure, e -> hasState(e, "40.*|23505"));
  }

  /**
   * The server is unreachable, rejects the login, shuts down (PostgreSQL's class 57P) or is
   * read-only (25006): a new connection may reach another server.
   */
  public static boolean isUnavailable(Throwable failure) {
    return isSql(
        failure,
        e ->
            e instanceof SQLTransientConnectionException
                || e instanceof SQLNonTransientConnectionException
                || hasState(e, "08.*|28.*|57P.*|25006"));
  }

  /** The pool had no connection within its timeout, so there is nothing to roll back. */
  public static boolean isWithoutConnection(Throwable failure) {
    return isSql(failure, SQLTransientConnectionException.class::isInstance);
  }

  /** A statement exceeded its time limit, and was cancelled. */
  public static boolean isTimeout(Throwable failure) {
    return isSql(failure, e -> e instanceof SQLTimeoutException || hasState(e, "57014"));
  }

  /** Whether the database or its driver failed. */
  public static boolean isOfDatabase(Throwable failure) {
    return isSql(failure, e -> true)
        || causes(failure).anyMatch(PersistenceException.class::isInstance);
  }

  /**
   * The message of the database or its driver, without those of the layers above, and the fix where
   * it is known. For the log.
   */
  public static String cause(Throwable failure) {
    var last = root(failure);
    return last + DatabaseFault.of(last).map(fault -> ": " + fault.remedy()).orElse("");
  }

  /** The reason without secrets, for health data. */
  public static String reason(Throwable failure) {
    return DatabaseFault.of(root(failure))
        .map(DatabaseFault::reason)
        .orElse("the database cannot be used");
  }

  private static Throwable root(Throwable failure) {
    return causes(failure)
        .filter(SQLException.class::isInstance)
        .reduce(failure, (first, last) -> last);
  }
}
