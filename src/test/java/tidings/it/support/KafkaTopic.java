package tidings.it.support;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/** A topic as another program writes and reads it. */
public final class KafkaTopic {

  private final KafkaBroker broker;
  private final String name;

  public KafkaTopic(KafkaBroker broker, String name) {
    this.broker = broker;
    this.name = name;
  }

  public String name() {
    return name;
  }

  /** A record with a text value and text headers, for any partition. */
  public ProducerRecord<byte[], byte[]> record(String value, Map<String, String> headers) {
    var record = new ProducerRecord<byte[], byte[]>(name, utf8(value));
    headers.forEach((header, text) -> record.headers().add(header, utf8(text)));
    return record;
  }

  /** A record whose key keeps it in order with the others of that key. */
  public ProducerRecord<byte[], byte[]> keyed(String key, String value) {
    return new ProducerRecord<>(name, utf8(key), utf8(value));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Writes the records in their order and waits until the broker has them all. */
  public void write(List<ProducerRecord<byte[], byte[]>> records) {
    write(records, new ByteArraySerializer());
  }

  public <V> void write(List<ProducerRecord<byte[], V>> records, Serializer<V> serializer) {
    Map<String, Object> config = Map.of("bootstrap.servers", broker.address(), "acks", "all");
    try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), serializer)) {
      var sent = new ArrayList<Future<?>>();
      records.forEach(record -> sent.add(producer.send(record)));
      for (var one : sent) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The current content of the topic. */
  public List<ConsumerRecord<byte[], byte[]>> read() {
    Map<String, Object> config = Map.of("bootstrap.servers", broker.address());
    try (var consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(name).stream()
              .map(info -> new TopicPartition(name, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
      while (partitions.stream().anyMatch(one -> consumer.position(one) < end(ends, one))) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      return records;
    }
  }

  private static long end(Map<TopicPartition, Long> ends, TopicPartition partition) {
    return ends.getOrDefault(partition, 0L);
  }
}
