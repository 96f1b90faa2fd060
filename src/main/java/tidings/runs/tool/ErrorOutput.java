package tidings.runs.tool;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Logger;
import tidings.platform.security.Secrets;

/**
 * Logs the standard error of an MCP server that is a process: usually it says why the server does
 * not start. Limited, because a server may write there for as long as it runs. Thread-safe.
 */
final class ErrorOutput implements Consumer<String> {

  private static final Logger LOG = Logger.getLogger(ErrorOutput.class.getName());

  /** Maximum number of lines of one process that are logged. */
  static final int LINES = 20;

  /** Maximum number of characters of a line that are logged. */
  static final int LENGTH = 500;

  private final String name;
  private final AtomicInteger count = new AtomicInteger();

  /**
   * @param name of the server
   */
  ErrorOutput(String name) {
    this.name = name;
  }

  @Override
  public void accept(String line) {
    int number = count.getAndUpdate(n -> Math.min(n + 1, LINES + 1));
    if (number < LINES) {
      var masked = Secrets.masked(line);
      var shown = masked.length() > LENGTH ? masked.substring(0, LENGTH) + "…" : masked;
      LOG.info(() -> "The MCP server " + name + " writes: " + shown);
    } else if (number == LINES) {
      LOG.info(() -> "The MCP server " + name + " writes more; the rest is not logged");
    }
  }
}
