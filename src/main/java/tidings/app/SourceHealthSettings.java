package tidings.app;

/**
 * The effect of an unreachable source on readiness.
 *
 * @param isRequired that the node is not ready; otherwise it stays ready and names the source
 */
public record SourceHealthSettings(boolean isRequired) {

  /**
   * @param unreachable value of {@code tidings.health.sources}
   * @throws IllegalArgumentException if the value is unknown
   */
  public static SourceHealthSettings of(String unreachable) {
    return switch (unreachable) {
      case "down" -> new SourceHealthSettings(true);
      case "report" -> new SourceHealthSettings(false);
      default ->
          throw new IllegalArgumentException(
              "tidings.health.sources must be down or report, but is '" + unreachable + "'");
    };
  }
}
