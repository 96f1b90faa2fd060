package tidings.runs.run;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The cause that made a run end early (protocol, section 3). */
public enum ErrorType {
  MODEL_ERROR,
  TOOL_ERROR,
  EXECUTION_ERROR,
  VALIDATION_ERROR,
  DATABASE_ERROR,
  TIMEOUT_ERROR,
  CANCELLED;

  private final String wire = name().toLowerCase(Locale.ROOT);

  /** Its name in a frame, such as {@code model_error}. */
  public String wire() {
    return wire;
  }

  /** The type of this name; empty if there is none. */
  static Optional<ErrorType> ofWire(String wire) {
    return Arrays.stream(values()).filter(type -> type.wire.equals(wire)).findFirst();
  }
}
