package tidings.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import tidings.log.KafkaTopics.Rule;

/** Asks Kafka, at least every two seconds, whether it answers and which partitions there are. */
final class KafkaProbe implements AutoCloseable {

  private static final Duration EVERY = Duration.ofSeconds(2);

  private final LogSettings settings;
  private final Admin admin;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable String trouble;
  private volatile @Nullable KafkaLayout seen;

  KafkaProbe(LogSettings settings) {
    this.settings = settings;
    admin = KafkaClients.admin(settings.kafka());
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
   * @throws KafkaException if Kafka does not say, or the configuration of a topic does not fit
   */
  KafkaLayout layout() {
    var kafka = settings.kafka();
    ensure(kafka.topics().getFirst(), Rule.takesLargestEvent(settings)); // which is written to
    for (var name : kafka.topics()) {
      ensure(name, Rule.notCompacted(), Rule.retainsDedupeWindow(settings));
    }
    ensure(kafka.deadLetterTopic(), Rule.notCompacted());
    return describe();
  }

  private void ensure(String topic, Rule... rules) {
    var partitions = Optional.of(settings.kafka().partitions());
    KafkaTopics.create(admin, new NewTopic(topic, partitions, Optional.empty()));
    var misfit = KafkaTopics.misfit(admin, topic, List.of(rules));
    if (misfit.isPresent()) {
      throw new KafkaException(misfit.get());
    }
  }

  private KafkaLayout describe() {
    var cluster = KafkaTopics.await(admin.describeCluster().clusterId());
    var described =
        KafkaTopics.await(admin.describeTopics(settings.kafka().topics()).allTopicNames());
    var topics = new ArrayList<TopicDescription>();
    for (var name : settings.kafka().topics()) {
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

  @Override
  public void close() {
    closed.countDown();
    admin.close(Duration.ofSeconds(1));
  }
}
