package tidings.app.configuration;

import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;

/**
 * The reaction to a failed start, by {@code tidings.start.failure}: the process ends with status 1
 * ({@code exit}), or the server keeps running without the application ({@code fail}).
 */
public enum StartFailure {
  EXIT,
  FAIL;

  public static final String KEY = "tidings.start.failure";

  private static final Logger LOG = Logger.getLogger(StartFailure.class.getName());

  /** The configured reaction; an invalid value ends the process, too. */
  public static StartFailure of(Config config) {
    return value(config).equals("fail") ? FAIL : EXIT;
  }

  private static String value(Config config) {
    return config.getOptionalValue(KEY, String.class).map(String::strip).orElse("fail");
  }

  /**
   * @throws IllegalArgumentException if the value is invalid
   */
  public static void check(Config config) {
    var value = value(config);
    if (!value.equals("fail") && !value.equals("exit")) {
      throw new IllegalArgumentException(
          "%s must be exit or fail, but is '%s'".formatted(KEY, value));
    }
  }

  /** Writes one line to the log. */
  public void report(String fault) {
    LOG.severe("Tidings does not start: " + fault);
  }

  /**
   * Ends the process immediately, if it is configured: without the server's shutdown, which would
   * wait for the application that does not start, and before anything is open that would have to be
   * closed.
   */
  public void haltProcess() {
    if (this == EXIT) {
      Runtime.getRuntime().halt(1);
    }
  }

  /** Ends the process, if it is configured, after an orderly close of the started parts. */
  public void endProcess() {
    if (this == EXIT) {
      Thread.ofPlatform().name("tidings-exit").start(() -> System.exit(1));
    }
  }
}
