package tidings.runs.conversation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The database is unavailable; the call changed nothing, or it is unknown whether it did. */
public final class ConversationsUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** How long a caller should wait before a retry. */
  public static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  public ConversationsUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
