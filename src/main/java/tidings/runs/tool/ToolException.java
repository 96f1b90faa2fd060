package tidings.runs.tool;

import org.jspecify.annotations.Nullable;
import tidings.runs.run.ErrorType;
import tidings.runs.run.RunException;

/** A tool call fails, or the tool does not exist. */
public final class ToolException extends RunException {

  private static final long serialVersionUID = 1;

  public ToolException(String message) {
    this(message, null);
  }

  public ToolException(String message, @Nullable Throwable cause) {
    super(ErrorType.TOOL_ERROR, message, cause);
  }
}
