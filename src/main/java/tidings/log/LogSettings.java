package tidings.log;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Configuration of the log.
 *
 * @param dedupeWindow how long a second event with the same source and id is a duplicate
 * @param dedupeEntries how many events are remembered for that at most
 * @param maxBacklog events that the memory log holds for a reader that lags behind
 * @param maxDataBytes largest data of an event read from Kafka
 * @param deadLetters dead letters that a node keeps at hand
 * @param kafka where Kafka is
 */
public record LogSettings(
    Duration dedupeWindow,
    long dedupeEntries,
    int maxBacklog,
    int maxDataBytes,
    int deadLetters,
    Kafka kafka) {

  /**
   * @param topics tailed, and the first of them written to
   * @param deadLetterTopic where unreadable records go
   * @param partitions of a topic that does not exist and is created
   * @param timeout how long an append may take
   * @param client passed to the clients: bootstrap servers, TLS, SASL
   */
  public record Kafka(
      List<String> topics,
      String deadLetterTopic,
      int partitions,
      Duration timeout,
      Map<String, String> client) {
    public Kafka {
      topics = List.copyOf(topics);
      client = Map.copyOf(client);
    }
  }
}
