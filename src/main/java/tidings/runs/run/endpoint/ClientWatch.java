package tidings.runs.run.endpoint;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Checks whether the client of an answer that has not begun is still connected.
 *
 * @param every interval of the checks
 * @param onLeft runs if the client has disconnected
 */
record ClientWatch(BooleanSupplier hasLeft, Duration every, Runnable onLeft) {

  /** The client has disconnected before the answer. */
  static final class ClientLeftException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /**
   * Checks once.
   *
   * @throws ClientLeftException if the client has disconnected
   */
  void check() {
    if (hasLeft.getAsBoolean()) {
      onLeft.run();
      throw new ClientLeftException();
    }
  }
}
