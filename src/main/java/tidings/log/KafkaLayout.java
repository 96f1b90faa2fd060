package tidings.log;

import java.util.List;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Which partitions the log is made of, in the order in which a cursor counts them.
 *
 * @param epoch changes with the cluster and when a topic is created anew
 * @param partitions topics as configured, partitions by number
 */
record KafkaLayout(long epoch, List<TopicPartition> partitions) {

  static final KafkaLayout UNKNOWN = new KafkaLayout(0, List.of());

  KafkaLayout {
    partitions = List.copyOf(partitions);
  }

  int index(TopicPartition partition) {
    return partitions.indexOf(partition);
  }

  /** The cursor moved on behind a record just written; unmoved if it had no offset. */
  Cursor after(Cursor cursor, RecordMetadata written) {
    int index = index(new TopicPartition(written.topic(), written.partition()));
    return index < 0 || !written.hasOffset() ? cursor : cursor.after(index, written.offset());
  }
}
