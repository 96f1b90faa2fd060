package tidings.log.kafka;

import java.util.List;
import tidings.log.Cursor;

/**
 * The range of the log's partitions that Kafka has.
 *
 * @param layout the partitions
 * @param begins position of the first remaining entry of each partition
 * @param ends position of the next entry of each partition
 */
record OffsetRange(KafkaLayout layout, List<Long> begins, List<Long> ends) {

  OffsetRange {
    begins = List.copyOf(begins);
    ends = List.copyOf(ends);
  }

  long begin(int partition) {
    return begins.get(partition);
  }

  /** 0 for a partition that is not among these. */
  long end(int partition) {
    return partition < ends.size() ? ends.get(partition) : 0;
  }

  /** Whether the range has entries behind the cursor. */
  boolean goesBeyond(Cursor cursor) {
    for (int p = 0; p < cursor.partitions(); p++) {
      if (cursor.next(p) < end(p)) {
        return true;
      }
    }
    return false;
  }

  /** Whether entries that follow the cursor have been deleted. */
  boolean hasLost(Cursor cursor) {
    for (int p = 0; p < begins.size(); p++) {
      if (cursor.next(p) < begin(p)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the cursor, or an entry ahead of it, lies behind the end. */
  boolean endsBefore(Cursor cursor) {
    for (int p = 0; p < cursor.partitions(); p++) {
      if (cursor.next(p) > end(p)) {
        return true;
      }
    }
    return cursor.ahead().stream().anyMatch(one -> one.position() >= end(one.partition()));
  }
}
