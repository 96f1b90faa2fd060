package tidings.log;

import java.io.Serial;

/** The log no longer has the requested entries. */
public final class ExpiredException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  public ExpiredException(String message) {
    super(message);
  }
}
