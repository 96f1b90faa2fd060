package tidings.runs.run.endpoint;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Watches whether the client of an answer that is not begun is still there.
 *
 * @param every how often
 * @param onLeft what follows if it is not; nobody waits for the answer then
 */
record Lookout(BooleanSupplier hasLeft, Duration every, Runnable onLeft) {

  /** The client has left: nobody waits for the answer. */
  static final class ClientLeftException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /**
   * Looks once.
   *
   * @throws ClientLeftException if the client has left
   */
  void look() {
    if (hasLeft.getAsBoolean()) {
      onLeft.run();
      throw new ClientLeftException();
    }
  }
}
