package tidings.log;

import java.io.Serial;

/** The log no longer has what was asked for. */
public final class ExpiredException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  public ExpiredException(String message) {
    super(message);
  }
}
