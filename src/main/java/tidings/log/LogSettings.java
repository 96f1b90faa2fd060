package tidings.log;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Configuration of the log.
 *
 * @param dedupeWindow how long a second event with the same source and id is a duplicate; the log
 *     must keep its entries for longer
 * @param dedupeEntries how many events are remembered for that at most
 * @param retention what a node keeps at hand for those who come back
 * @param recallEvents how far behind what is at hand one client may have the log read back, in
 *     entries; further is answered as expired
 * @param recallBytes memory for what is read back, shared by all who ask for it, in bytes
 * @param maxBacklog events that the memory log holds for a reader that lags behind
 * @param maxDataBytes largest data of an event read from Kafka
 * @param deadLetters dead letters at hand: of a node in memory, of each partition in Kafka
 * @param kafka where Kafka is
 */
public record LogSettings(
    Duration dedupeWindow,
    long dedupeEntries,
    Retention retention,
    long recallEvents,
    long recallBytes,
    int maxBacklog,
    int maxDataBytes,
    int deadLetters,
    Kafka kafka) {

  /**
   * What a node keeps of the newest events.
   *
   * @param events how many
   * @param bytes memory of them, in bytes
   * @param percentPerPublisher share of both, in percent, above which a publisher's next event
   *     takes the place of its own oldest rather than of another's; 100: no share
   */
  public record Retention(int events, long bytes, int percentPerPublisher) {
    public Retention {
      if (percentPerPublisher < 1 || percentPerPublisher > 100) {
        throw new IllegalArgumentException(
            "tidings.log.retain-percent-per-publisher must be from 1 to 100, but is "
                + percentPerPublisher);
      }
    }
  }

  /**
   * @param topics tailed, and the first of them written to
   * @param deadLetterTopic where unreadable records go
   * @param deadLetterGroup consumer group that looks for them: one node of it writes each of them
   * @param partitions of a topic that does not exist and is created
   * @param timeout how long an append may take
   * @param client passed to the clients: bootstrap servers, TLS, SASL
   */
  public record Kafka(
      List<String> topics,
      String deadLetterTopic,
      String deadLetterGroup,
      int partitions,
      Duration timeout,
      Map<String, String> client) {
    public Kafka {
      topics = List.copyOf(topics);
      client = Map.copyOf(client);
    }
  }
}
