package tidings.log.kafka;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import tidings.log.LogSettings;
import tidings.log.kafka.KafkaTopics.Rule;
import tidings.platform.retry.CloseSignal;

/**
 * Checks Kafka, at least every two seconds: whether it responds, which partitions exist, and which
 * rights this node has. Every ten seconds it also checks whether the node can still log in, which
 * an open connection does not show.
 */
final class KafkaProbe implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(KafkaProbe.class.getName());

  /** Maximum time for the leaders of the partitions to report the end of the log. */
  private static final Duration ENDS_TIMEOUT = Duration.ofMillis(1500);

  private final LogSettings settings;
  private final KafkaPace pace;
  private final Admin admin;
  private final CloseSignal closing = new CloseSignal();
  private final boolean signsIn;
  private volatile @Nullable String fault;
  private volatile @Nullable String refused;
  private volatile @Nullable String withoutRight;
  private volatile @Nullable String withoutLetters;
  private volatile @Nullable KafkaLayout seen;
  private volatile Set<TopicPartition> leaderless = Set.of();
  private volatile Consumer<Optional<OffsetRange>> onAnswer = _ -> {};

  KafkaProbe(LogSettings settings, KafkaPace pace) {
    this.settings = settings;
    this.pace = pace;
    admin = KafkaClients.admin(settings.kafka());
    signsIn =
        !settings
            .kafka()
            .client()
            .getOrDefault("security.protocol", "PLAINTEXT")
            .equals("PLAINTEXT");
    Thread.ofPlatform().name("tidings-kafka-probe").daemon().start(this::watch);
  }

  private void watch() {
    var signIn = Optional.<String>empty();
    int round = 0;
    do {
      try {
        var layout = describe();
        fault = null;
        onAnswer.accept(ends(layout));
        if (signsIn && round++ % pace.checksBetweenSignIns() == 0) {
          signIn = signIn();
        }
        refused = signIn.or(this::missing).orElse(null);
      } catch (KafkaException e) {
        report(e);
      }
    } while (pause(pace.check()));
  }

  /**
   * Sets the listener to call after each response, on the probe's thread, with the end of the log;
   * empty if the leaders of its partitions did not report it.
   */
  void onAnswer(Consumer<Optional<OffsetRange>> listener) {
    onAnswer = listener;
  }

  /** The end of the committed log. A partition without a leader cannot be read: its end is 0. */
  private Optional<OffsetRange> ends(KafkaLayout layout) {
    var led = layout.partitions().stream().filter(one -> !leaderless.contains(one)).toList();
    var asked = new HashMap<TopicPartition, OffsetSpec>();
    led.forEach(partition -> asked.put(partition, OffsetSpec.latest()));
    var options = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
    options.timeoutMs(Math.toIntExact(ENDS_TIMEOUT.toMillis()));
    try {
      var ends = KafkaTopics.await(admin.listOffsets(asked, options).all());
      var begins = layout.inOrder(_ -> 0L);
      return Optional.of(
          new OffsetRange(
              layout,
              begins,
              layout.inOrder(one -> leaderless.contains(one) ? 0 : offsetIn(ends, one))));
    } catch (KafkaException e) {
      LOG.log(Level.FINE, "Kafka did not report the end of the log", e);
      return Optional.empty();
    }
  }

  private void report(KafkaException e) {
    if (KafkaFault.isRefusal(e) || e.getCause() instanceof UnknownTopicOrPartitionException) {
      fault = null;
      refused =
          KafkaFault.of(e, AclOperation.DESCRIBE, String.join(", ", settings.kafka().topics()));
    } else {
      fault = "Kafka does not respond: " + e.getMessage();
    }
  }

  /** Over a new connection: an open one stays valid after a password has changed. */
  private Optional<String> signIn() {
    try (var fresh = KafkaClients.admin(settings.kafka())) {
      KafkaTopics.await(fresh.describeCluster().clusterId());
      return Optional.empty();
    } catch (KafkaException e) {
      return KafkaFault.isRefusal(e)
          ? Optional.of(KafkaFault.of(e, AclOperation.DESCRIBE, "cluster"))
          : Optional.empty();
    }
  }

  private Optional<String> missing() {
    return Optional.ofNullable(withoutRight);
  }

  /** The partitions at Kafka's last response; empty before the first. */
  Optional<KafkaLayout> lastLayout() {
    return Optional.ofNullable(seen);
  }

  Optional<String> error() {
    return Optional.ofNullable(fault);
  }

  /** The operation that Kafka refuses to this node, although it responds. */
  Optional<String> refusal() {
    return Optional.ofNullable(refused);
  }

  /** The reason why dead letters cannot be written; the log continues without them. */
  Optional<String> withoutLetters() {
    return Optional.ofNullable(withoutLetters);
  }

  /** Waits; false if the probe was closed meanwhile. */
  boolean pause(Duration time) {
    return closing.pause(time);
  }

  /**
   * The partitions of the configured topics. Topics that do not exist are created.
   *
   * @throws KafkaException if Kafka does not describe them, or the configuration of a topic does
   *     not fit
   */
  KafkaLayout layout() {
    var kafka = settings.kafka();
    ensure(
        kafka.topics().getFirst(), Rule.acceptsLargestEvent(settings)); // this topic is written to
    for (var name : kafka.topics()) {
      ensure(name, Rule.notCompacted(), Rule.retainsDedupeWindow(settings));
    }
    ensureLetters();
    return describe();
  }

  /**
   * Creates the topic of dead letters unless it exists. The log is read with or without it.
   *
   * @return whether this node can write letters to it, and read them
   */
  boolean ensureLetters() {
    var topic = settings.kafka().deadLetterTopic();
    try {
      ensure(topic, Rule.notCompacted());
      withoutLetters =
          KafkaTopics.missing(admin, topic, AclOperation.WRITE, AclOperation.READ).orElse(null);
    } catch (KafkaException e) {
      withoutLetters = e.getMessage();
    }
    return withoutLetters == null;
  }

  private void ensure(String topic, Rule... rules) {
    var partitions = Optional.of(settings.kafka().partitions());
    KafkaTopics.create(admin, new NewTopic(topic, partitions, Optional.empty()));
    var misfit = KafkaTopics.mismatch(admin, topic, List.of(rules));
    if (misfit.isPresent()) {
      throw new KafkaException(misfit.get());
    }
  }

  private KafkaLayout describe() {
    var cluster = KafkaTopics.await(admin.describeCluster().clusterId());
    var described = KafkaTopics.describe(admin, settings.kafka().topics());
    var topics = new ArrayList<TopicDescription>();
    for (var name : settings.kafka().topics()) {
      var topic = described.get(name);
      if (topic == null) {
        throw new KafkaException("Kafka does not describe topic " + name);
      }
      topics.add(topic);
    }
    withoutRight =
        KafkaFault.missing(topics.getFirst(), AclOperation.WRITE) // this topic is written to
            .or(() -> firstUnreadable(topics))
            .orElse(null);
    leaderless = topics.stream().flatMap(KafkaProbe::leaderless).collect(toUnmodifiableSet());
    var layout = KafkaLayout.of(cluster, topics);
    seen = layout;
    return layout;
  }

  private static Stream<TopicPartition> leaderless(TopicDescription topic) {
    return topic.partitions().stream()
        .filter(partition -> partition.leader() == null || partition.leader().isEmpty())
        .map(partition -> new TopicPartition(topic.name(), partition.partition()));
  }

  private static Optional<String> firstUnreadable(List<TopicDescription> topics) {
    return topics.stream()
        .flatMap(topic -> KafkaFault.missing(topic, AclOperation.READ).stream())
        .findFirst();
  }

  /** Requests the begin and end of these partitions. */
  CompletableFuture<OffsetRange> extent(KafkaLayout layout) {
    var begins = offsets(layout, OffsetSpec.earliest());
    var ends = offsets(layout, OffsetSpec.latest());
    return begins.thenCombine(ends, (first, next) -> new OffsetRange(layout, first, next));
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
      throw new KafkaException("Kafka did not report the end of " + partition);
    }
    return known.offset();
  }

  @Override
  public void close() {
    closing.close();
    admin.close(Duration.ofSeconds(1));
  }
}
