package tidings.platform.database;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of the database.
 *
 * @param url JDBC, of H2 or PostgreSQL
 * @param user null if there is none, or if the URL has it
 * @param connections maximum number of connections that this node opens for conversations
 * @param timeout maximum wait of a call for a connection, and interval of the tries to open one
 * @param statementTimeout maximum time of one statement of a call, in whole seconds; 0: no limit
 * @param node name of this node: rounds of this name that are still running when it starts have
 *     failed
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

  /** The URL without secrets. */
  public String address() {
    return url.replaceFirst("[?;].*$", "").replaceFirst("//[^/@]*@", "//");
  }

  @Override
  public String toString() {
    return "DatabaseSettings[" + address() + ", " + connections + " connections, " + node + "]";
  }
}
