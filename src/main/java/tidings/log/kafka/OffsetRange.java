package tidings.log.kafka;

import java.util.List;
import tidings.log.Cursor;

/**
 * From where to where Kafka has the partitions of the log.
 *
 * @param layout the partitions
 * @param begins position of the first entry of each that is still there
 * @param ends position of the next entry of each
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

  /** Whether there are entries behind the place. */
  boolean goesBeyond(Cursor place) {
    for (int p = 0; p < place.partitions(); p++) {
      if (place.next(p) < end(p)) {
        return true;
      }
    }
    return false;
  }

  /** Whether entries that follow the place are gone. */
  boolean hasLost(Cursor place) {
    for (int p = 0; p < begins.size(); p++) {
      if (place.next(p) < begin(p)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the place, or an entry ahead of it, lies behind the end. */
  boolean endsBefore(Cursor place) {
    for (int p = 0; p < place.partitions(); p++) {
      if (place.next(p) > end(p)) {
        return true;
      }
    }
    return place.ahead().stream().anyMatch(one -> one.position() >= end(one.partition()));
  }
}
