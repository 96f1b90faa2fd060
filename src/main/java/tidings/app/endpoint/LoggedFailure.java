package tidings.app.endpoint;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import tidings.event.Texts;

/**
 * A failure for the log: its type and location, with its messages shortened. A message may repeat
 * what a client sent, up to a whole body.
 */
final class LoggedFailure extends Exception {

  @Serial private static final long serialVersionUID = 1;

  /** Maximum length of one message, in characters. */
  static final int MAX_MESSAGE = 1000;

  /** Maximum number of causes. */
  private static final int MAX_CAUSES = 8;

  private LoggedFailure(Throwable failure, @Nullable Throwable cause) {
    super(Texts.shortened(failure.toString(), MAX_MESSAGE), cause, false, true);
    setStackTrace(failure.getStackTrace());
  }

  /** The failure itself if none of its messages is too long. */
  static Throwable of(Throwable failure) {
    return isShort(failure) ? failure : of(failure, MAX_CAUSES);
  }

  private static boolean isShort(Throwable failure) {
    int causes = 0;
    for (var at = failure; at != null; at = at.getCause()) {
      if (at.toString().length() > MAX_MESSAGE || causes++ > MAX_CAUSES) {
        return false;
      }
    }
    return true;
  }

  private static Throwable of(Throwable failure, int causes) {
    var cause = failure.getCause();
    return new LoggedFailure(failure, cause == null || causes == 0 ? null : of(cause, causes - 1));
  }
}
