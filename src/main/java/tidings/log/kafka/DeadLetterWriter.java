package tidings.log.kafka;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import tidings.event.codec.UnreadableEventException;
import tidings.log.LogSettings;
import tidings.platform.retry.BackOff;
import tidings.platform.retry.RetryPolicy;

/**
 * Writes a dead letter for each record that cannot be read. Nodes share the partitions as one
 * consumer group, so each letter is written once in the cluster, also for records that came while
 * no node ran. An offset is committed when the letters before it are acknowledged. After a crash a
 * letter may be written again, with the same key.
 */
final class DeadLetterWriter implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(DeadLetterWriter.class.getName());
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  /**
   * Start of the search in a partition that the group does not know. Starting with the topic's
   * history would find records that were never sent to Tidings; starting at its end would miss a
   * record that comes while the group forms. Kafka's own {@code by_duration} waits half a minute
   * for an empty partition.
   */
  private static final Duration SEARCHED_AT_FIRST = Duration.ofHours(1);

  private final LogSettings settings;
  private final KafkaDeadLetters deadLetters;
  private final KafkaProbe probe;
  private final BackOff backOff; // of its thread
  private final Duration pause;
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
  private volatile @Nullable Thread thread;
  private volatile boolean closed;
  private volatile @Nullable String fault;

  /**
   * @param pause maximum time between two tries
   */
  DeadLetterWriter(
      LogSettings settings, KafkaDeadLetters deadLetters, KafkaProbe probe, Duration pause) {
    this.settings = settings;
    this.deadLetters = deadLetters;
    this.probe = probe;
    this.pause = pause;
    backOff = RetryPolicy.steady(pause).backOff();
  }

  /** Starts on a thread of its own. */
  void start() {
    thread = Thread.ofPlatform().name("tidings-dead-letters").daemon().start(this::run);
  }

  /** The reason why unreadable records are not written as dead letters; empty while they are. */
  Optional<String> fault() {
    return Optional.ofNullable(fault);
  }

  private void run() {
    while (!closed) {
      if (!probe.ensureLetters()) {
        reportFault(
            probe.withoutLetters().orElse("the topic of dead letters cannot be used"), null);
      } else {
        keepSearching();
      }
      if (!closed && !probe.pause(backOff.next())) {
        return;
      }
    }
  }

  private void keepSearching() {
    try (var reader = KafkaClients.groupReader(settings.kafka())) {
      consumer = reader;
      search(reader);
    } catch (WakeupException e) {
      LOG.fine("The search for unreadable records was woken to close");
    } catch (KafkaException e) {
      var topic = settings.kafka().deadLetterTopic();
      reportFault(KafkaFault.of(e, AclOperation.WRITE, topic), KafkaFault.isRefusal(e) ? null : e);
    } finally {
      consumer = null;
    }
  }

  /** Logs a failure once, however often it repeats. */
  private void reportFault(String why, @Nullable Throwable failure) {
    if (!why.equals(fault)) {
      LOG.log(
          Level.WARNING,
          failure,
          () ->
              "The search for unreadable records failed (%s); it retries within %d s and resumes"
                      .formatted(why, pause.toSeconds())
                  + " from its last commit");
    }
    fault = why;
  }

  private void search(KafkaConsumer<byte[], byte[]> reader) {
    var committed = Set.<TopicPartition>of();
    reader.subscribe(settings.kafka().topics());
    while (!closed) {
      var records = poll(reader);
      try {
        writeLetters(records);
        var assignment = reader.assignment();
        if (!records.isEmpty() || !committed.containsAll(assignment)) {
          reader.commitSync();
          committed = Set.copyOf(assignment);
          fault = null;
        }
      } catch (RetriableException e) {
        reportFault("dead letters were not written: " + e.getMessage(), e);
        rewind(reader, records);
        probe.pause(backOff.next());
      }
    }
  }

  private static ConsumerRecords<byte[], byte[]> poll(KafkaConsumer<byte[], byte[]> reader) {
    try {
      return reader.poll(POLL);
    } catch (NoOffsetForPartitionException e) {
      begin(reader, e.partitions());
    } catch (OffsetOutOfRangeException e) {
      LOG.log(
          Level.WARNING,
          "The records after the last commit have been deleted; the search continues with the"
              + " oldest left",
          e);
      reader.seekToBeginning(e.partitions());
    }
    return ConsumerRecords.empty();
  }

  private static void begin(KafkaConsumer<?, ?> reader, Set<TopicPartition> partitions) {
    long since = InstantSource.system().instant().minus(SEARCHED_AT_FIRST).toEpochMilli();
    var times = new HashMap<TopicPartition, Long>();
    partitions.forEach(partition -> times.put(partition, since));
    var ends = reader.endOffsets(partitions); // first, so that later records are behind it
    var found = reader.offsetsForTimes(times);
    for (var partition : partitions) {
      var first = found.get(partition);
      reader.seek(partition, first == null ? ends.getOrDefault(partition, 0L) : first.offset());
    }
  }

  /** Seeks back to the position before these records, and stays a member of its group. */
  private static void rewind(
      KafkaConsumer<byte[], byte[]> reader, ConsumerRecords<byte[], byte[]> records) {
    for (var partition : records.partitions()) {
      reader.seek(partition, records.records(partition).getFirst().offset());
    }
  }

  private void writeLetters(ConsumerRecords<byte[], byte[]> records) {
    var letters = new ArrayList<KafkaDeadLetters.Sent>();
    for (var record : records) {
      if (KafkaRecords.isTombstone(record)) {
        continue;
      }
      try {
        KafkaRecords.read(record, settings);
      } catch (UnreadableEventException e) {
        var input = KafkaRecords.unreadable(record, String.valueOf(e.getMessage()));
        letters.add(deadLetters.send(input, record));
      }
    }
    letters.forEach(deadLetters::await);
  }

  @Override
  public void close() {
    closed = true;
    var reader = consumer;
    if (reader != null) {
      reader.wakeup();
    }
    var running = thread;
    if (running != null) {
      try {
        running.join(GOODBYE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
