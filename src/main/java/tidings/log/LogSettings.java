package tidings.log;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Configuration of the log.
 *
 * @param dedupe how duplicates are recognised
 * @param retention what a node retains in memory for reconnecting clients
 * @param replay what may be replayed beyond that
 * @param maxBacklog maximum number of events that the memory log holds for a slow reader
 * @param maxDataBytes largest data of an event read from Kafka, in bytes
 * @param deadLetters maximum number of dead letters listed: of a node in memory, of each partition
 *     in Kafka
 * @param kafka the connection to Kafka
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
   * Limits of a replay from the log, beyond the events in memory.
   *
   * @param events maximum number of events for one client; a client further behind receives a gap
   * @param bytes memory for replayed events, shared by all clients, in bytes
   */
  public record Replay(long events, long bytes) {}

  /**
   * Limits of the newest events that a node retains.
   *
   * @param events maximum number of events
   * @param bytes maximum memory for them, in bytes
   * @param percentPerPublisher maximum share of both, in percent; the next event of a publisher
   *     above it replaces this publisher's oldest event, not another's; 100: no limit
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
   * @param topics topics to tail; the first of them is also written to
   * @param deadLetterTopic topic for unreadable records
   * @param deadLetterGroup consumer group that searches for them, so that one node writes each of
   *     them
   * @param partitions number of partitions of a topic that is created
   * @param timeout maximum duration of an append
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
