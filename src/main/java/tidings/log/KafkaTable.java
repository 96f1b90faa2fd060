package tidings.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
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
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * The table of a cluster: a compacted topic of one partition, which every node reads from its begin
 * and follows. After a failure it is read from its begin once more.
 */
public final class KafkaTable implements SharedTable {

  private static final Logger LOG = Logger.getLogger(KafkaTable.class.getName());
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration BACK_OFF = Duration.ofSeconds(1);

  private final LogSettings.Kafka settings;
  private final TopicPartition partition;
  private final KafkaProducer<byte[], byte[]> producer;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
  private volatile boolean hasRead;

  public KafkaTable(LogSettings.Kafka settings, String topic) {
    this.settings = settings;
    partition = new TopicPartition(topic, 0);
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
      throw notWritten(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException | KafkaException e) {
      throw notWritten(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notWritten(e);
    }
  }

  private LogUnavailableException notWritten(Throwable cause) {
    return new LogUnavailableException(
        "topic " + partition.topic() + " was not written: " + cause.getMessage(), cause);
  }

  @Override
  public void follow(BiConsumer<String, String> receiver) {
    Thread.ofVirtual().name("tidings-table-" + partition.topic()).start(() -> run(receiver));
  }

  private boolean isOpen() {
    return closed.getCount() > 0;
  }

  private void run(BiConsumer<String, String> receiver) {
    while (isOpen()) {
      try {
        create();
        read(receiver);
      } catch (WakeupException e) {
        LOG.fine("The reader was woken to close");
      } catch (KafkaException e) {
        LOG.log(
            Level.WARNING, e, () -> "Topic " + partition.topic() + " is read again in a second");
        pause();
      }
    }
  }

  private void pause() {
    try {
      boolean _ = closed.await(BACK_OFF.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed.countDown();
    }
  }

  private void create() {
    var topic =
        new NewTopic(partition.topic(), Optional.of(1), Optional.empty())
            .configs(Map.of("cleanup.policy", "compact"));
    try (var admin = KafkaClients.admin(settings)) {
      if (!admin.listTopics().names().get().contains(partition.topic())) {
        admin.createTopics(List.of(topic)).all().get();
      }
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new KafkaException("topic " + partition.topic() + " is not there", e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed.countDown();
    }
  }

  private void read(BiConsumer<String, String> receiver) {
    try (var reader = KafkaClients.reader(settings, Map.of())) {
      consumer = reader;
      var all = List.of(partition);
      reader.assign(all);
      reader.seekToBeginning(all);
      long end = reader.endOffsets(all).getOrDefault(partition, 0L);
      while (isOpen()) {
        for (var record : reader.poll(POLL)) {
          give(record, receiver);
        }
        if (reader.position(partition) >= end) {
          hasRead = true;
        }
      }
    } finally {
      consumer = null;
    }
  }

  private void give(ConsumerRecord<byte[], byte[]> record, BiConsumer<String, String> receiver) {
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
  public Optional<String> trouble() {
    return hasRead
        ? Optional.empty()
        : Optional.of("topic " + partition.topic() + " has not been read yet");
  }

  @Override
  public void close() {
    closed.countDown();
    var reader = consumer;
    if (reader != null) {
      reader.wakeup();
    }
    producer.close(Duration.ofSeconds(1));
  }
}
