package tidings.ingress.postgres;

/** Whether the outbox listens to PostgreSQL's notifications ({@code LISTEN}). */
public enum Listening {
  /** Listens, unless the connection goes through a pooler. */
  DETECT,
  /** Listens also through a pooler, which has to be in session mode. */
  ALWAYS,
  /** Polls the table instead. */
  NEVER;

  /**
   * @param value of {@code tidings.outbox.listen}
   * @throws IllegalArgumentException if it is another value
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
