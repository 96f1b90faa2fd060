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
 * Creates the topics that Tidings needs, and checks the configuration of those that exist: with
 * another one Kafka deletes what must stay, or refuses what must be written.
 */
final class KafkaTopics {

  private static final Logger LOG = Logger.getLogger(KafkaTopics.class.getName());
  private static final int SECONDS = 10;

  /** Bytes of a record beside the data of its event: headers, key, and the batch around it. */
  private static final int OVERHEAD = 16 << 10;

  private KafkaTopics() {}

  /**
   * What a topic's configuration has to be.
   *
   * @param config name of the setting
   * @param holds whether a value is accepted
   * @param required the accepted values, for people
   */
  record Rule(String config, Predicate<String> holds, String required) {

    /** Nothing but the last value of a key is deleted, and that never. */
    static Rule compacted() {
      return new Rule(TopicConfig.CLEANUP_POLICY_CONFIG, "compact"::equals, "'compact'");
    }

    /** No event is deleted because another has its key. */
    static Rule notCompacted() {
      return new Rule(TopicConfig.CLEANUP_POLICY_CONFIG, "delete"::equals, "'delete'");
    }

    /** What a duplicate would be recognised by is there. */
    static Rule retainsDedupeWindow(LogSettings settings) {
      long millis = settings.dedupe().window().toMillis();
      return new Rule(
          TopicConfig.RETENTION_MS_CONFIG,
          value -> Long.parseLong(value) < 0 || Long.parseLong(value) >= millis,
          "at least %d (tidings.dedupe-window)".formatted(millis));
    }

    /** The largest event fits. */
    static Rule takesLargestEvent(LogSettings settings) {
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
      return; // only those that may be described are among them
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
   * Why a topic does not fit; empty if it does, or if its configuration may not be read.
   *
   * @throws KafkaException if Kafka does not answer
   */
  static Optional<String> misfit(Admin admin, String topic, List<Rule> rules) {
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
   * Describes topics, and with each what this node may do there.
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
   * The first of these operations that this node may not do on a topic that exists; empty if it may
   * do all.
   */
  static Optional<String> missing(Admin admin, String topic, AclOperation... needed) {
    var described = describe(admin, List.of(topic)).get(topic);
    return described == null ? Optional.empty() : KafkaFault.missing(described, needed);
  }

  /**
   * The answer.
   *
   * @throws KafkaException if there is none within ten seconds, or a failure, which is its cause
   */
  static <T> T await(KafkaFuture<T> answer) {
    try {
      return answer.get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new KafkaException(String.valueOf(e.getCause()), e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("no answer in %d s".formatted(SECONDS), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }
}
