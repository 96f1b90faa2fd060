package tidings.ingress.postgres;

/** Whether the outbox listens to PostgreSQL's calls ({@code LISTEN}). */
public enum Listening {
  /** Unless a pooler stands in between. */
  DETECT,
  /** Also through a pooler, which has to be in its session mode. */
  ALWAYS,
  /** The table is looked at instead. */
  NEVER;

  /**
   * @param value of {@code tidings.outbox.listen}
   * @throws IllegalArgumentException if it is none of the three
   */
  public static Listening of(String value) {
    return switch (value) {
      case "detect" -> DETECT;
      case "always" -> ALWAYS;
      case "never" -> NEVER;
      default ->
          throw new IllegalArgumentException(
              "tidings.outbox.listen must be detect, always or never, but is '" + value + "'");
    };
  }
}
