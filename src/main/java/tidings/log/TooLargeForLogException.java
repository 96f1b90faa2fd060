package tidings.log;

import java.io.Serial;

/** An event is larger than the log accepts. A retry would fail again. */
public final class TooLargeForLogException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  public TooLargeForLogException(String message, Throwable cause) {
    super(message, cause);
  }
}
