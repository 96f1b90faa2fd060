package tidings.log.kafka;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tidings.it.support.KafkaBroker;
import tidings.log.LogSettings;
import tidings.log.LogUnavailableException;

/** A table shared by all nodes, on a real Kafka that becomes unreachable and returns. */
@Order(4) // long
class KafkaTableIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String TOPIC = "table";

  private static LogSettings.Kafka settings(KafkaBroker broker) {
    return new LogSettings.Kafka(
        List.of("events"),
        "dead",
        "group",
        3,
        Duration.ofSeconds(4),
        Map.of("bootstrap.servers", broker.address()));
  }

  private static final class Node implements AutoCloseable {
    final KafkaTable table;
    final Map<String, String> known = new ConcurrentHashMap<>();

    Node(KafkaBroker broker) {
      this(broker, TOPIC);
    }

    Node(KafkaBroker broker, String topic) {
      table = new KafkaTable(settings(broker), topic);
      table.follow(
          (key, value) -> {
            if (value.equals("poison")) {
              throw new IllegalArgumentException("poison");
            }
            known.put(key, value);
          });
    }

    void awaitRead() {
      Awaitility.await().atMost(PATIENCE).until(() -> table.error().isEmpty());
    }

    void awaitTrouble(String what) {
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(table.error()).hasValueSatisfying(hasText(what)));
    }

    private static Consumer<String> hasText(String what) {
      return error -> assertThat(error).contains(what);
    }

    void awaitKnown(Map<String, String> all) {
      Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(known).isEqualTo(all));
    }

    @Override
    public void close() {
      table.close();
    }
  }

  @Test
  void aValueReachesAllNodesAlsoLaterOnesAndAfterTheBrokersDeath() throws Exception {
    var all = new HashMap<String, String>();
    try (var broker = KafkaBroker.start("kafka-table");
        var one = new Node(broker);
        var two = new Node(broker)) {
      one.awaitRead();
      two.awaitRead();
      assertCompacted(broker);

      one.table.put("a", "1");
      one.table.put("b", "poison");
      two.table.put("a", "2");
      two.table.put("ü", "3");
      all.put("a", "2");
      all.put("ü", "3");
      one.awaitKnown(all);
      two.awaitKnown(all);

      assertOtherPoliciesAreRefused(broker);

      broker.kill();
      assertThatThrownBy(() -> one.table.put("c", "4"))
          .isInstanceOf(LogUnavailableException.class)
          .hasMessageContaining(TOPIC);
      one.awaitTrouble("topic table cannot be read");
      two.awaitTrouble("topic table cannot be read");
      broker.restart();
      Awaitility.await()
          .atMost(PATIENCE)
          .ignoreException(LogUnavailableException.class)
          .until(
              () -> {
                two.table.put("d", "5");
                return true;
              });
      all.put("d", "5");
      Awaitility.await().atMost(PATIENCE).until(() -> "5".equals(one.known.get("d")));
      try (var later = new Node(broker)) {
        later.awaitRead();
        assertThat(later.known).containsAllEntriesOf(all);
      }
      one.awaitRead();
      two.awaitRead();
    }
  }

  /** A record that a topic's policy would delete is known as long as it exists. */
  private static void assertOtherPoliciesAreRefused(KafkaBroker broker) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
      for (var policy : List.of("delete", "compact,delete")) {
        var topic = "table-" + policy.replace(',', '-');
        var config = Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, policy);
        admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(config))).all().get();
        try (var node = new Node(broker, topic)) {
          node.awaitTrouble(
              "topic %s: its cleanup.policy is '%s', and 'compact' is required"
                  .formatted(topic, policy));
          node.table.put("a", "1");
          node.awaitKnown(Map.of("a", "1"));
        }
      }
    }
  }

  private static void assertCompacted(KafkaBroker broker) throws Exception {
    var topic = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);
    try (var admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
      var config = admin.describeConfigs(List.of(topic)).values().get(topic);
      assertThat(requireNonNull(config).get().get(TopicConfig.CLEANUP_POLICY_CONFIG).value())
          .isEqualTo("compact");
      var described = admin.describeTopics(List.of(TOPIC)).topicNameValues().get(TOPIC);
      assertThat(requireNonNull(described).get().partitions()).hasSize(1);
    }
  }
}
