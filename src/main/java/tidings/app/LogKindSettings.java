package tidings.app;

/**
 * The kind of the log.
 *
 * @param isKafka whether it is in Kafka, shared by all nodes; otherwise in the memory of this node
 */
public record LogKindSettings(boolean isKafka) {

  /**
   * @param kind value of {@code tidings.log}
   * @param servers whether Kafka's servers are configured
   * @throws IllegalArgumentException if the value is unknown, or Kafka's servers are missing
   */
  public static LogKindSettings of(String kind, boolean servers) {
    return switch (kind) {
      case "memory" -> new LogKindSettings(false);
      case "kafka" -> {
        if (!servers) {
          throw new IllegalArgumentException(
              "tidings.log is kafka, but tidings.kafka.bootstrap-servers is not set");
        }
        yield new LogKindSettings(true);
      }
      default ->
          throw new IllegalArgumentException(
              "tidings.log must be memory or kafka, but is '" + kind + "'");
    };
  }
}
