package tidings.runs.run;

import org.jspecify.annotations.Nullable;

/** A run cannot continue; its watchers receive the type and the message. */
public class RunException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final ErrorType type;

  public RunException(ErrorType type, String message) {
    this(type, message, null);
  }

  public RunException(ErrorType type, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.type = type;
  }

  public ErrorType type() {
    return type;
  }

  /** The message for the watchers. */
  public String message() {
    return String.valueOf(getMessage());
  }
}
