package tidings.run;

import java.util.Locale;

/** What made a run end early (protocol, section 3). */
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

  /**
   * @throws IllegalArgumentException if there is no such type
   */
  static ErrorType ofWire(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
