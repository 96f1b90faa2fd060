package tidings.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/** Asks Kafka how it is: which partitions there are, and every two seconds whether it answers. */
final class KafkaProbe implements AutoCloseable {

  private static final Duration EVERY = Duration.ofSeconds(2);

  private final LogSettings.Kafka settings;
  private final Admin admin;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable String trouble;

  KafkaProbe(LogSettings.Kafka settings) {
    this.settings = settings;
    var config = new HashMap<String, Object>(settings.client());
    config.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 2000);
    config.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5000);
    config.putIfAbsent(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    admin = Admin.create(config);
    Thread.ofVirtual().name("tidings-kafka-probe").start(this::watch);
  }

  private void watch() {
    do {
      try {
        await(admin.describeCluster().nodes().toCompletionStage().toCompletableFuture());
        trouble = null;
      } catch (KafkaException e) {
        trouble = "Kafka does not answer: " + e.getMessage();
      }
    } while (pause(EVERY));
  }

  Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  /** Waits; false if the probe was closed meanwhile. */
  boolean pause(Duration time) {
    try {
      return !closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * The partitions of the configured topics; topics that do not exist are created.
   *
   * @throws KafkaException if Kafka does not say
   */
  KafkaLayout layout() {
    var names = new ArrayList<>(settings.topics());
    names.add(settings.deadLetterTopic());
    create(names);
    var cluster =
        await(admin.describeCluster().clusterId().toCompletionStage().toCompletableFuture());
    var described =
        await(
            admin
                .describeTopics(settings.topics())
                .allTopicNames()
                .toCompletionStage()
                .toCompletableFuture());
    long epoch = cluster.hashCode();
    var partitions = new ArrayList<TopicPartition>();
    for (var name : settings.topics()) {
      TopicDescription topic = described.get(name);
      if (topic == null) {
        throw new KafkaException("Kafka does not describe topic " + name);
      }
      epoch = epoch * 1_000_003 + topic.topicId().hashCode();
      for (int i = 0; i < topic.partitions().size(); i++) {
        partitions.add(new TopicPartition(name, i));
      }
    }
    return new KafkaLayout(epoch & 0xFFFF_FFFF_FFFFL, partitions);
  }

  private void create(List<String> names) {
    var existing = await(admin.listTopics().names().toCompletionStage().toCompletableFuture());
    for (var name : names) {
      if (existing.contains(name)) {
        continue;
      }
      var topic = new NewTopic(name, Optional.of(settings.partitions()), Optional.empty());
      try {
        await(admin.createTopics(List.of(topic)).all().toCompletionStage().toCompletableFuture());
      } catch (KafkaException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
  }

  private static <T> T await(java.util.concurrent.CompletableFuture<T> answer) {
    try {
      return answer.get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new KafkaException(String.valueOf(e.getCause()), e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("no answer in 10 s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    admin.close(Duration.ofSeconds(1));
  }
}
