package tidings.log.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tidings.log.LogSettings;

/** Creates the clients of the log for Kafka, with their configuration. */
final class KafkaClients {

  private KafkaClients() {}

  static KafkaProducer<byte[], byte[]> writer(LogSettings.Kafka kafka) {
    int timeout = Math.toIntExact(kafka.timeout().toMillis());
    var config = new HashMap<String, Object>(kafka.client());
    config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    config.putIfAbsent(ProducerConfig.ACKS_CONFIG, "all");
    config.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 1);
    config.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout / 2);
    config.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout / 2);
    config.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeout);
    return new KafkaProducer<>(config);
  }

  /** A consumer that reads only the positions it is assigned. */
  static KafkaConsumer<byte[], byte[]> reader(LogSettings.Kafka kafka, Map<String, Object> more) {
    var config = consumer(kafka);
    config.putAll(more);
    return new KafkaConsumer<>(config);
  }

  /** A consumer that shares the partitions with the same consumers of the other nodes. */
  static KafkaConsumer<byte[], byte[]> groupReader(LogSettings.Kafka kafka) {
    var config = consumer(kafka);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, kafka.deadLetterGroup());
    // The group gives the partitions of a dead node to the others after this time.
    config.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    return new KafkaConsumer<>(config);
  }

  private static Map<String, Object> consumer(LogSettings.Kafka kafka) {
    var config = new HashMap<String, Object>(kafka.client());
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.putIfAbsent(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.putIfAbsent(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) kafka.timeout().toMillis());
    return config;
  }

  static Admin admin(LogSettings.Kafka kafka) {
    var config = new HashMap<String, Object>(kafka.client());
    config.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 2000);
    config.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5000);
    config.putIfAbsent(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    return Admin.create(config);
  }
}
