package tidings.log;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Configuration of the log.
 *
 * @param dedupe how duplicates are recognised
 * @param retention what a node retains in memory for reconnecting clients
 * @param replay what may be replayed from behind that
 * @param maxBacklog events that the memory log holds for a reader that lags behind
 * @param maxDataBytes largest data of an event read from Kafka, in bytes
 * @param deadLetters dead letters that are listed: of a node in memory, of each partition in Kafka
 * @param kafka where Kafka is
 */
public record LogSettings(
    Dedupe dedupe,
    Retention retention,
    Replay replay,
    int maxBacklog,
    int maxDataBytes,
    int deadLetters,
    Kafka kafka) {

  /**
   * How duplicates are recognised.
   *
   * @param window how long a second event with the same identity is a duplicate; the log must keep
   *     its entries for longer
   * @param entries the maximum number of identities in memory
   */
  public record Dedupe(Duration window, long entries) {}

  /**
   * What the log replays from behind the events in memory.
   *
   * @param events maximum number of events for one client; a client further behind receives a gap
   * @param bytes memory for replayed events, shared by all clients, in bytes
   */
  public record Replay(long events, long bytes) {}

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
            "the share of a publisher must be 1 to 100 percent, but is " + percentPerPublisher);
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
