package tidings.runs.run;

import java.util.Locale;

/** The kind of work that a run does. */
public enum RunKind {
  /** One call of {@code /v1/chat/completions}: the model's own chunks, nothing else. */
  COMPLETION,
  CHAT,
  AGENT,
  GRAPH;

  private final String wire = name().toLowerCase(Locale.ROOT);

  public String wire() {
    return wire;
  }

  /**
   * @throws IllegalArgumentException if there is no such kind
   */
  public static RunKind ofWire(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
