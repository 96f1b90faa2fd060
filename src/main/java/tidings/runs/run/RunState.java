package tidings.runs.run;

import java.util.Locale;

/** The state of a run. All but the first are final. */
public enum RunState {
  RUNNING,
  COMPLETED,
  FAILED,
  CANCELLED;

  private final String wire = name().toLowerCase(Locale.ROOT);

  public String wire() {
    return wire;
  }

  /**
   * @throws IllegalArgumentException if there is no such state
   */
  public static RunState ofWire(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
