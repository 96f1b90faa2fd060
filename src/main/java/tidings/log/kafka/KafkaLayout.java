package tidings.log.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import tidings.log.Cursor;

/**
 * The partitions of the log, in the order in which a cursor counts them.
 *
 * @param epoch changes with the cluster, when a topic is recreated, and when partitions that are
 *     added to one topic shift those of the next
 * @param partitions topics as configured, partitions by number
 */
record KafkaLayout(long epoch, List<TopicPartition> partitions) {

  static final KafkaLayout UNKNOWN = new KafkaLayout(0, List.of());

  KafkaLayout {
    partitions = List.copyOf(partitions);
  }

  static KafkaLayout of(String cluster, List<TopicDescription> topics) {
    long epoch = cluster.hashCode();
    var partitions = new ArrayList<TopicPartition>();
    for (var topic : topics) {
      epoch = (epoch + partitions.size()) * 1_000_003 + topic.topicId().hashCode();
      IntStream.range(0, topic.partitions().size())
          .forEach(number -> partitions.add(new TopicPartition(topic.name(), number)));
    }
    return new KafkaLayout(epoch & 0xFFFF_FFFF_FFFFL, partitions);
  }

  int size() {
    return partitions.size();
  }

  int index(TopicPartition partition) {
    return partitions.indexOf(partition);
  }

  /** Whether this is the same log, perhaps with more partitions. */
  boolean continues(KafkaLayout other) {
    return epoch == other.epoch && size() >= other.size();
  }

  /** A number for each partition, as a cursor counts them. */
  List<Long> inOrder(ToLongFunction<TopicPartition> number) {
    return partitions.stream().map(partition -> number.applyAsLong(partition)).toList();
  }

  /** The cursor behind a record just written; unchanged if the record has no offset. */
  Cursor after(Cursor cursor, RecordMetadata written) {
    int index = index(new TopicPartition(written.topic(), written.partition()));
    return index < 0 || !written.hasOffset() ? cursor : cursor.after(index, written.offset());
  }
}
