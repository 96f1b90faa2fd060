package tidings.it.support;

/**
 * A node on {@link KafkaBroker#shared} with a stream of Redis beside it, for inputs of other
 * programs. All of it stops with the tests, which run one after another, by {@link #LOCK}.
 *
 * @param redis whose stream {@code produced} it reads
 * @param events the topic that it reads
 */
public record KafkaNode(RedisBroker redis, LibertyServer server, KafkaTopic events) {

  /** Held by each class whose tests use the node: they count unreadable inputs. */
  public static final String LOCK = "node on Kafka";

  private static final class Holder {
    static final KafkaNode NODE = start();
  }

  public static KafkaNode get() {
    return Holder.NODE;
  }

  private static KafkaNode start() {
    var redis = RedisBroker.durable("kafka-node-redis");
    var server =
        SharedServer.withAmpleLimits(LibertyServer.named("kafka-node").withDevIdentity())
            .withSharedKafka("produced")
            .with("TIDINGS_REDIS_URL", redis.url())
            .with("TIDINGS_REDIS_STREAMS", "produced")
            .start();
    return new KafkaNode(redis, server, new KafkaTopic(KafkaBroker.shared(), "produced.events"));
  }
}
