package tidings.platform.database;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of the database.
 *
 * @param url JDBC, of H2 or PostgreSQL
 * @param user null: none, or in the URL
 * @param connections most that this node has open at once for conversations
 * @param timeout how long a call waits for a connection, and between two tries to open
 * @param statementTimeout how long one statement of a call may take, in whole seconds; 0: as long
 *     as it likes
 * @param node name of this node: its rounds have failed if they still run when it starts
 */
public record DatabaseSettings(
    String url,
    @Nullable String user,
    @Nullable String password,
    int connections,
    Duration timeout,
    Duration statementTimeout,
    String node) {

  /** Without a limit for statements. */
  public DatabaseSettings(
      String url,
      @Nullable String user,
      @Nullable String password,
      int connections,
      Duration timeout,
      String node) {
    this(url, user, password, connections, timeout, Duration.ZERO, node);
  }

  public boolean isPostgres() {
    return url.startsWith("jdbc:postgresql:");
  }

  /** Not less than 1. */
  public int timeoutSeconds() {
    return (int) Math.max(1, timeout.toSeconds());
  }

  /** Without what may be secret in it. */
  public String place() {
    return url.replaceFirst("[?;].*$", "").replaceFirst("//[^/@]*@", "//");
  }

  @Override
  public String toString() {
    return "DatabaseSettings[" + place() + ", " + connections + " connections, " + node + "]";
  }
}
