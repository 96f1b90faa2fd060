package tidings.runs.conversation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The database cannot be used now; nothing of the call was done, or it is not known whether. */
public final class ConversationsUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** How long a caller should wait before it tries again. */
  public static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  public ConversationsUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
