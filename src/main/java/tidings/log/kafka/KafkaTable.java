package tidings.log.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import tidings.log.LogSettings;
import tidings.log.LogUnavailableException;
import tidings.log.SharedTable;
import tidings.log.kafka.KafkaTopics.Rule;
import tidings.platform.retry.CloseSignal;
import tidings.platform.retry.RetryPolicy;

/**
 * The table of a cluster: a compacted topic of one partition, which every node reads from its start
 * and follows. After a failure it is read from its start again.
 */
public final class KafkaTable implements SharedTable {

  private static final Logger LOG = Logger.getLogger(KafkaTable.class.getName());
  private static final Duration POLL = Duration.ofMillis(500);
  private static final RetryPolicy RETRY = RetryPolicy.steady(Duration.ofSeconds(1));

  private final LogSettings.Kafka settings;
  private final KafkaPace pace;
  private final TopicPartition partition;
  private final KafkaProducer<byte[], byte[]> producer;
  private final CloseSignal closing = new CloseSignal();
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
  private volatile @Nullable String fault;
  private @Nullable String misfit; // of the thread that reads

  public KafkaTable(LogSettings.Kafka settings, String topic) {
    this(settings, topic, KafkaPace.DEFAULT);
  }

  KafkaTable(LogSettings.Kafka settings, String topic, KafkaPace pace) {
    this.settings = settings;
    this.pace = pace;
    partition = new TopicPartition(topic, 0);
    fault = "topic " + topic + " has not been read yet";
    producer = KafkaClients.writer(settings);
  }

  @Override
  public void put(String key, String value) {
    var record =
        new ProducerRecord<>(
            partition.topic(), partition.partition(), key.getBytes(UTF_8), value.getBytes(UTF_8));
    try {
      producer.send(record).get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw writeFailure(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException | KafkaException e) {
      throw writeFailure(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw writeFailure(e);
    }
  }

  private LogUnavailableException writeFailure(Throwable cause) {
    return new LogUnavailableException(
        "topic %s was not written: %s"
            .formatted(partition.topic(), KafkaFault.of(cause, WRITE, partition.topic())),
        cause);
  }

  @Override
  public void follow(BiConsumer<String, String> receiver) {
    Thread.ofPlatform()
        .name("tidings-table-" + partition.topic())
        .daemon()
        .start(() -> run(receiver));
  }

  private boolean isOpen() {
    return !closing.isClosed();
  }

  private void run(BiConsumer<String, String> receiver) {
    var backOff = RETRY.backOff();
    while (isOpen()) {
      try {
        prepare();
        read(receiver);
      } catch (WakeupException e) {
        LOG.fine("The reader was woken to close");
      } catch (KafkaException e) {
        var why = KafkaFault.of(e, READ, partition.topic());
        reportFault("topic %s cannot be read: %s".formatted(partition.topic(), why));
        if (!closing.pause(backOff.next())) {
          return;
        }
      }
    }
  }

  /** Logs a failure once, however often it repeats before the topic is read again. */
  private void reportFault(String why) {
    if (!why.equals(fault)) {
      LOG.warning(() -> why + "; it is retried within a second");
    }
    fault = why;
  }

  private void prepare() {
    var topic =
        new NewTopic(partition.topic(), Optional.of(1), Optional.empty())
            .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "compact"));
    try (var admin = KafkaClients.admin(settings)) {
      KafkaTopics.create(admin, topic);
      misfit =
          KafkaTopics.mismatch(admin, topic.name(), List.of(Rule.compacted()))
              .or(() -> KafkaTopics.missing(admin, topic.name(), WRITE, READ))
              .orElse(null);
    }
  }

  private void read(BiConsumer<String, String> receiver) {
    try (var reader = KafkaClients.reader(settings, Map.of())) {
      consumer = reader;
      var all = List.of(partition);
      reader.assign(all);
      reader.seekToBeginning(all);
      long end = end(reader);
      long checked = System.nanoTime();
      int untilPrepared = pace.checksBetweenSignIns();
      while (isOpen()) {
        for (var record : reader.poll(POLL)) {
          deliver(record, receiver);
        }
        if (System.nanoTime() - checked > pace.check().toNanos()) {
          end(reader); // a poll does not report an unreachable broker
          checked = System.nanoTime();
          if (--untilPrepared == 0) {
            untilPrepared = pace.checksBetweenSignIns();
            prepare(); // over a new connection: rights and passwords change
          }
        }
        if (reader.position(partition) >= end) {
          updateFault();
        }
      }
    } finally {
      consumer = null;
    }
  }

  private long end(KafkaConsumer<?, ?> reader) {
    return reader.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
  }

  /**
   * Values are read even if the configuration does not fit: they are useful as long as they exist.
   */
  private void updateFault() {
    var unfit = misfit;
    if (unfit != null) {
      reportFault(unfit);
    } else if (fault != null) {
      LOG.info(() -> "Topic " + partition.topic() + " is read");
      fault = null;
    }
  }

  private void deliver(ConsumerRecord<byte[], byte[]> record, BiConsumer<String, String> receiver) {
    if (record.key() == null || record.value() == null) {
      return; // nothing that was put in here
    }
    try {
      receiver.accept(new String(record.key(), UTF_8), new String(record.value(), UTF_8));
    } catch (RuntimeException e) {
      LOG.log(
          Level.SEVERE,
          e,
          () -> "Entry %d of topic %s is left out".formatted(record.offset(), partition.topic()));
    }
  }

  @Override
  public Optional<String> error() {
    return Optional.ofNullable(fault);
  }

  @Override
  public void close() {
    closing.close();
    var reader = consumer;
    if (reader != null) {
      reader.wakeup();
    }
    producer.close(Duration.ofSeconds(1));
  }
}
