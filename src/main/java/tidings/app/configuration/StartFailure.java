package tidings.app.configuration;

import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;

/**
 * What becomes of a start that fails, by {@code tidings.start.failure}: the process ends with
 * status 1 ({@code exit}), or the server stays with what else is on it ({@code fail}).
 */
public enum StartFailure {
  EXIT,
  FAIL;

  public static final String KEY = "tidings.start.failure";

  private static final Logger LOG = Logger.getLogger(StartFailure.class.getName());

  /** As it is configured; a value that is none of the two ends the process, too. */
  public static StartFailure of(Config config) {
    return value(config).equals("fail") ? FAIL : EXIT;
  }

  private static String value(Config config) {
    return config.getOptionalValue(KEY, String.class).map(String::strip).orElse("fail");
  }

  /**
   * @throws IllegalArgumentException if the value is none of the two
   */
  public static void check(Config config) {
    var value = value(config);
    if (!value.equals("fail") && !value.equals("exit")) {
      throw new IllegalArgumentException(
          "%s must be exit or fail, but is '%s'".formatted(KEY, value));
    }
  }

  /** One line of the log. */
  public void report(String fault) {
    LOG.severe("Tidings does not start: " + fault);
  }

  /**
   * Ends the process at once, if that is wanted: without the server's shutdown, which would wait
   * for the application that does not start, and before anything is open that would have to be
   * closed.
   */
  public void haltProcess() {
    if (this == EXIT) {
      Runtime.getRuntime().halt(1);
    }
  }

  /** Ends the process, if that is wanted, after what has started is closed in an orderly way. */
  public void endProcess() {
    if (this == EXIT) {
      Thread.ofPlatform().name("tidings-exit").start(() -> System.exit(1));
    }
  }
}
