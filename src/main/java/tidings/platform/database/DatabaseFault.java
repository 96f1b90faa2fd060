package tidings.platform.database;

import java.sql.SQLException;
import java.util.Optional;

/** Faults of a database that an operator has to fix, recognised by their SQL states. */
enum DatabaseFault {
  READ_ONLY(
      "the database is a read-only replica",
      "tidings.database.url must lead to the primary; of several hosts, the driver finds it"
          + " (targetServerType=primary)"),
  SIGN_IN(
      "the database rejects the login",
      "tidings.database.user and tidings.database.password must be those of a role that may log"
          + " in"),
  NO_DATABASE(
      "the database does not exist", "the database that tidings.database.url names must exist"),
  RIGHT(
      "a right in the database is missing",
      "the role needs CREATE on the schema in which it creates its tables, and must own those that"
          + " exist"),
  TOO_MANY(
      "the database accepts no more connections",
      "a node opens tidings.database.connections + tidings.outbox.connections + 2"),
  POOLED_STATEMENTS(
      "a pooler mixes up prepared statements",
      "a pooler that was not recognised needs prepareThreshold=0 in tidings.database.url, and"
          + " tidings.outbox.listen=never");

  private final String reason;
  private final String remedy;

  DatabaseFault(String reason, String remedy) {
    this.reason = reason;
    this.remedy = remedy;
  }

  String reason() {
    return reason;
  }

  String remedy() {
    return remedy;
  }

  static Optional<DatabaseFault> of(Throwable failure) {
    if (!(failure instanceof SQLException e)) {
      return Optional.empty();
    }
    var state = String.valueOf(e.getSQLState());
    return switch (state) {
      case "25006" -> Optional.of(READ_ONLY);
      // The driver has no state of its own for servers that are reachable but read-only.
      case "08001" ->
          String.valueOf(e.getMessage()).contains("targetServerType")
              ? Optional.of(READ_ONLY)
              : Optional.empty();
      case "28000", "28P01" -> Optional.of(SIGN_IN);
      case "3D000" -> Optional.of(NO_DATABASE);
      case "42501" -> Optional.of(RIGHT);
      case "53300" -> Optional.of(TOO_MANY);
      case "42P05", "26000" -> Optional.of(POOLED_STATEMENTS);
      default -> Optional.empty();
    };
  }
}
