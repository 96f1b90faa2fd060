package tidings.log.kafka;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.logging.Logger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import tidings.log.LogSettings;

/**
 * Creates the topics that Tidings needs, and checks the configuration of existing ones: with a
 * wrong one Kafka deletes records that must stay, or rejects records that must be written.
 */
final class KafkaTopics {

  private static final Logger LOG = Logger.getLogger(KafkaTopics.class.getName());
  private static final int SECONDS = 10;

  /** Bytes of a record beside the data of its event: headers, key, and the batch around it. */
  private static final int OVERHEAD = 16 << 10;

  private KafkaTopics() {}

  /**
   * A requirement on a topic's configuration.
   *
   * @param config name of the setting
   * @param holds whether a value is accepted
   * @param required the accepted values, for the message
   */
  record Rule(String config, Predicate<String> holds, String required) {

    /** Kafka deletes only superseded values of a key, and never the last one. */
    static Rule compacted() {
      return new Rule(TopicConfig.CLEANUP_POLICY_CONFIG, "compact"::equals, "'compact'");
    }

    /** Kafka deletes no event because another event has the same key. */
    static Rule notCompacted() {
      return new Rule(TopicConfig.CLEANUP_POLICY_CONFIG, "delete"::equals, "'delete'");
    }

    /** Kafka retains the records that identify duplicates. */
    static Rule retainsDedupeWindow(LogSettings settings) {
      long millis = settings.dedupe().window().toMillis();
      return new Rule(
          TopicConfig.RETENTION_MS_CONFIG,
          value -> Long.parseLong(value) < 0 || Long.parseLong(value) >= millis,
          "at least %d (tidings.dedupe-window)".formatted(millis));
    }

    /** Kafka accepts the largest event. */
    static Rule acceptsLargestEvent(LogSettings settings) {
      long bytes = (long) settings.maxDataBytes() + OVERHEAD;
      return new Rule(
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
          value -> Long.parseLong(value) >= bytes,
          "at least %d (tidings.limits.event-bytes and %d for headers)".formatted(bytes, OVERHEAD));
    }
  }

  /**
   * Creates a topic unless it exists.
   *
   * @throws KafkaException if it does not exist and cannot be created
   */
  static void create(Admin admin, NewTopic topic) {
    if (await(admin.listTopics().names()).contains(topic.name())) {
      return; // the result has only topics that may be described
    }
    try {
      await(admin.createTopics(List.of(topic)).all());
    } catch (KafkaException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new TopicRefusedException(
            "topic %s does not exist, or may not be described, and was not created: %s"
                .formatted(topic.name(), KafkaFault.of(e, AclOperation.CREATE, topic.name())),
            e.getCause());
      }
    }
  }

  /**
   * The reason why a topic does not fit; empty if it does, or if its configuration may not be read.
   *
   * @throws KafkaException if Kafka does not respond
   */
  static Optional<String> mismatch(Admin admin, String topic, List<Rule> rules) {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Map<ConfigResource, Config> described;
    try {
      described = await(admin.describeConfigs(List.of(resource)).all());
    } catch (KafkaException e) {
      if (e.getCause() instanceof AuthorizationException) {
        LOG.info(
            () ->
                "The configuration of topic %s is not checked: that needs the operation DescribeConfigs"
                    .formatted(topic));
        return Optional.empty();
      }
      throw e;
    }
    var config = described.get(resource);
    if (config == null) {
      throw new KafkaException("Kafka does not describe the configuration of topic " + topic);
    }
    return rules.stream().flatMap(rule -> fault(topic, config, rule).stream()).findFirst();
  }

  private static Optional<String> fault(String topic, Config config, Rule rule) {
    return Optional.ofNullable(config.get(rule.config()))
        .map(ConfigEntry::value)
        .filter(value -> !rule.holds().test(value))
        .map(
            value ->
                "topic %s: its %s is '%s', and %s is required"
                    .formatted(topic, rule.config(), value, rule.required()));
  }

  /**
   * Describes topics, with this node's rights on each.
   *
   * @throws KafkaException if one does not exist, or may not be described
   */
  static Map<String, TopicDescription> describe(Admin admin, List<String> topics) {
    var options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
    try {
      return await(admin.describeTopics(topics, options).allTopicNames());
    } catch (KafkaException e) {
      var why = KafkaFault.of(e, AclOperation.DESCRIBE, String.join(", ", topics));
      throw new TopicRefusedException(why, e.getCause());
    }
  }

  /**
   * The first of these operations that this node may not perform on an existing topic; empty if it
   * may perform all.
   */
  static Optional<String> missing(Admin admin, String topic, AclOperation... needed) {
    var described = describe(admin, List.of(topic)).get(topic);
    return described == null ? Optional.empty() : KafkaFault.missing(described, needed);
  }

  /**
   * The response.
   *
   * @throws KafkaException if there is none within ten seconds, or a failure, which is its cause
   */
  static <T> T await(KafkaFuture<T> answer) {
    try {
      return answer.get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new KafkaException(String.valueOf(e.getCause()), e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("no response in %d s".formatted(SECONDS), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }
}
