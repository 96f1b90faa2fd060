package tidings.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/** Asks Kafka, at least every two seconds, whether it answers and which partitions there are. */
final class KafkaProbe implements AutoCloseable {

  private static final Duration EVERY = Duration.ofSeconds(2);

  private final LogSettings.Kafka settings;
  private final Admin admin;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable String trouble;
  private volatile @Nullable KafkaLayout seen;

  KafkaProbe(LogSettings.Kafka settings) {
    this.settings = settings;
    admin = KafkaClients.admin(settings);
    Thread.ofVirtual().name("tidings-kafka-probe").start(this::watch);
  }

  private void watch() {
    do {
      try {
        describe();
        trouble = null;
      } catch (KafkaException e) {
        trouble = "Kafka does not answer: " + e.getMessage();
      }
    } while (pause(EVERY));
  }

  /** The partitions as they were when Kafka last answered; empty before the first time. */
  Optional<KafkaLayout> seen() {
    return Optional.ofNullable(seen);
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
    return describe();
  }

  private KafkaLayout describe() {
    var cluster = await(admin.describeCluster().clusterId());
    var described = await(admin.describeTopics(settings.topics()).allTopicNames());
    var topics = new ArrayList<TopicDescription>();
    for (var name : settings.topics()) {
      var topic = described.get(name);
      if (topic == null) {
        throw new KafkaException("Kafka does not describe topic " + name);
      }
      topics.add(topic);
    }
    var layout = KafkaLayout.of(cluster, topics);
    seen = layout;
    return layout;
  }

  /** Asks where these partitions begin and end. */
  CompletableFuture<Extent> extent(KafkaLayout layout) {
    var begins = offsets(layout, OffsetSpec.earliest());
    var ends = offsets(layout, OffsetSpec.latest());
    return begins.thenCombine(ends, (first, next) -> new Extent(layout, first, next));
  }

  private CompletableFuture<List<Long>> offsets(KafkaLayout layout, OffsetSpec which) {
    var asked = new HashMap<TopicPartition, OffsetSpec>();
    layout.partitions().forEach(partition -> asked.put(partition, which));
    var answers = admin.listOffsets(asked);
    return answers
        .all()
        .toCompletionStage()
        .toCompletableFuture()
        .thenApply(offsets -> layout.inOrder(one -> offsetIn(offsets, one)));
  }

  private static long offsetIn(
      Map<TopicPartition, ListOffsetsResultInfo> offsets, TopicPartition partition) {
    var known = offsets.get(partition);
    if (known == null) {
      throw new KafkaException("Kafka does not say where " + partition + " ends");
    }
    return known.offset();
  }

  private void create(List<String> names) {
    var existing = await(admin.listTopics().names());
    for (var name : names) {
      if (existing.contains(name)) {
        continue;
      }
      var topic = new NewTopic(name, Optional.of(settings.partitions()), Optional.empty());
      try {
        await(admin.createTopics(List.of(topic)).all());
      } catch (KafkaException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
  }

  private static <T> T await(KafkaFuture<T> answer) {
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
