package tidings.it.support;

import java.util.HashMap;
import java.util.Map;

/**
 * Two nodes on one Kafka, for the tests that may kill either of them or the broker. They stop with
 * the tests. Not thread-safe: its tests run one after another, by {@link #LOCK}.
 */
public final class KafkaCluster {

  /** Held by each class whose tests use the cluster. */
  public static final String LOCK = "kafka cluster";

  /** Maximum number of bytes of a request to Kafka, of node two alone. */
  public static final int MAX_REQUEST_SIZE_OF_TWO = 50_000;

  private static final class Holder {
    static final KafkaCluster CLUSTER = new KafkaCluster();
  }

  private final KafkaBroker broker = KafkaBroker.wired("cluster");
  private final Map<String, LibertyServer> nodes = new HashMap<>();

  private KafkaCluster() {}

  public static KafkaCluster get() {
    return Holder.CLUSTER;
  }

  public KafkaBroker broker() {
    return broker;
  }

  /** Node one, started if it does not run. */
  public LibertyServer one() {
    return node(plan("cluster-one"), "cluster-one");
  }

  /** Node two, which reaches Kafka over the broker's wire; started if it does not run. */
  public LibertyServer two() {
    var plan = plan("cluster-two");
    plan.with("TIDINGS_KAFKA_CLIENT_MAX_REQUEST_SIZE", String.valueOf(MAX_REQUEST_SIZE_OF_TWO));
    plan.with("TIDINGS_KAFKA_BOOTSTRAP_SERVERS", broker.wiredAddress());
    return node(plan, "cluster-two");
  }

  private LibertyServer node(LibertyServer.Plan plan, String name) {
    var node = nodes.get(name);
    if (node == null || !node.process().isAlive()) {
      node = plan.start();
      nodes.put(name, node);
    }
    return node;
  }

  private LibertyServer.Plan plan(String name) {
    return LibertyServer.named(name)
        .withoutRuns()
        .withDevIdentity()
        .withKafka(broker)
        .with("TIDINGS_LIMITS_CONNECTIONS_PER_USER", "1000")
        .with("TIDINGS_LIMITS_CONNECT_RATE", "10000")
        .with("TIDINGS_LIMITS_PUBLISH_RATE", "100000")
        .with("TIDINGS_LIMITS_PUBLISH_BYTE_RATE", "512 MiB")
        .with("TIDINGS_CONNECTION_QUEUE_EVENTS", "10000")
        .with("TIDINGS_KAFKA_TIMEOUT", "4s");
  }
}
