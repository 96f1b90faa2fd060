package tidings.ingress.postgres;

import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Whether something that is needed is there, told in the log once when it goes, once for each other
 * kind of failure while it is away, and once when it is back. Thread-safe.
 */
final class SourceAvailability {

  private static final Logger LOG = Logger.getLogger(SourceAvailability.class.getName());

  private final String back;

  // Guarded by this.
  private @Nullable String trouble;
  private @Nullable String told;

  /**
   * @param trouble what is wrong to begin with, which is told to nobody but who asks
   * @param back the line when it is there again
   */
  SourceAvailability(@Nullable String trouble, String back) {
    this.trouble = trouble;
    this.back = back;
  }

  /**
   * It is away.
   *
   * @param trouble for whoever asks, without what may be secret
   * @param kind of failure: another of the same kind is not told again
   * @param line what is away, the cause, and what happens next
   * @param failure whose stack is logged; null if it is of no use
   */
  synchronized void away(String trouble, String kind, String line, @Nullable Throwable failure) {
    this.trouble = trouble;
    if (!kind.equals(told)) {
      told = kind;
      LOG.log(Level.WARNING, failure, () -> line);
    }
  }

  synchronized void there() {
    trouble = null;
    if (told != null) {
      told = null;
      LOG.info(() -> back);
    }
  }

  synchronized Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }
}
