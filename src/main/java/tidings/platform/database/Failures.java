package tidings.platform.database;

import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a failure of the database means, by the SQL states of ISO 9075. Pure functions. */
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

  /** A deadlock, or a row that two have inserted: tried again, it comes after the other. */
  public static boolean isCollision(Throwable failure) {
    return isSql(failure, e -> hasState(e, "40.*|23505"));
  }

  /**
   * Nobody there, nobody who lets us in, one who is just going (PostgreSQL's class 57P), or one who
   * takes no writes (25006): another connection may reach another server.
   */
  public static boolean isAway(Throwable failure) {
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

  /** A statement took longer than it may, and was cancelled. */
  public static boolean isTimeout(Throwable failure) {
    return isSql(failure, e -> e instanceof SQLTimeoutException || hasState(e, "57014"));
  }

  /** Whether the database, or what speaks to it, failed. */
  public static boolean isOfDatabase(Throwable failure) {
    return isSql(failure, e -> true)
        || causes(failure).anyMatch(PersistenceException.class::isInstance);
  }

  /**
   * What the database or its driver says, without what the layers over it made of that, and what is
   * to be done about it where that is known. For the log.
   */
  public static String cause(Throwable failure) {
    var last = root(failure);
    return last + DatabaseFault.of(last).map(fault -> ": " + fault.remedy()).orElse("");
  }

  /** What is wrong, without anything that may be secret. For whoever asks. */
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
