package tidings.ingress.postgres;

import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tracks whether a required system is available. The log gets one line when it becomes unreachable,
 * one for each other type of failure meanwhile, and one when it is available again. Thread-safe.
 */
final class SourceAvailability {

  private static final Logger LOG = Logger.getLogger(SourceAvailability.class.getName());

  private final String recoveryLine;

  // Guarded by this.
  private @Nullable String reason;
  private @Nullable String loggedKind;

  /**
   * @param reason the initial reason, which is reported but not logged
   * @param recoveryLine the log line when it is available again
   */
  SourceAvailability(@Nullable String reason, String recoveryLine) {
    this.reason = reason;
    this.recoveryLine = recoveryLine;
  }

  /**
   * The system is unreachable.
   *
   * @param reason the reason to report, without secrets
   * @param kind type of failure: another of the same type is not logged again
   * @param line the log line: what is unreachable, the cause, and what happens next
   * @param failure the exception to log with its stack; null if it is of no use
   */
  synchronized void markUnreachable(
      String reason, String kind, String line, @Nullable Throwable failure) {
    this.reason = reason;
    if (!kind.equals(loggedKind)) {
      loggedKind = kind;
      LOG.log(Level.WARNING, failure, () -> line);
    }
  }

  synchronized void markAvailable() {
    reason = null;
    if (loggedKind != null) {
      loggedKind = null;
      LOG.info(() -> recoveryLine);
    }
  }

  synchronized Optional<String> error() {
    return Optional.ofNullable(reason);
  }
}
