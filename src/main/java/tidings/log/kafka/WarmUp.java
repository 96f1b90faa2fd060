package tidings.log.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import tidings.log.LogSettings;
import tidings.log.duplicates.Deduplicator;

/**
 * Start positions of a node's reading. For each partition:
 *
 * @param starts from here on, entries are read only for their identities
 * @param given from here on, entries are given to the receiver
 * @param ends from here on, entries are new: the end of the log when the reading began
 */
record WarmUp(List<Long> starts, List<Long> given, List<Long> ends) {

  private static final Duration POLL = Duration.ofMillis(200);

  WarmUp {
    starts = List.copyOf(starts);
    given = List.copyOf(given);
    ends = List.copyOf(ends);
  }

  /**
   * @param reader has the partitions of the log; its position is undefined afterwards
   * @param now in milliseconds since 1970
   */
  static WarmUp plan(
      KafkaConsumer<?, ?> reader, OffsetRange extent, LogSettings settings, long now) {
    var layout = extent.layout();
    int retained = settings.retention().events();
    var shares = shares(newest(reader, extent, retained, now), retained);
    var given =
        layout.inOrder(one -> extent.end(layout.index(one)) - shares.get(layout.index(one)));

    // The identities that make an entry a duplicate lie up to a window before the first of them.
    var samples = new HashMap<TopicPartition, Long>();
    for (var partition : layout.partitions()) {
      int p = layout.index(partition);
      if (extent.begin(p) < extent.end(p)) {
        samples.put(partition, Math.min(given.get(p), extent.end(p) - 1));
      }
    }
    var times = timestamps(reader, samples, extent, settings.kafka().timeout());
    long window = settings.dedupe().window().toMillis();
    var wanted = new HashMap<TopicPartition, Long>();
    samples
        .keySet()
        .forEach(
            one ->
                wanted.put(one, Math.max(0, Math.min(now, times.getOrDefault(one, now)) - window)));
    var known = reader.offsetsForTimes(wanted);

    long reach = Deduplicator.reach(settings.dedupe().entries(), layout.size());
    var starts =
        layout.inOrder(
            one -> {
              int p = layout.index(one);
              var found = known.get(one);
              long inWindow = found == null ? given.get(p) : found.offset();
              long earliest = Math.max(extent.begin(p), given.get(p) - reach);
              return Math.min(given.get(p), Math.max(earliest, inWindow));
            });
    return new WarmUp(starts, given, extent.ends());
  }

  /**
   * Number of entries of each partition since the latest time at which there are enough in total.
   * So a node that starts then retains about the same events as one that ran all the time, however
   * unevenly the partitions are written to. Sends Kafka some forty requests.
   */
  private static List<Long> newest(
      KafkaConsumer<?, ?> reader, OffsetRange extent, long enough, long now) {
    var all = since(reader, extent, 0);
    if (total(all) <= enough) {
      return all;
    }
    long early = 0;
    long late = now + 1;
    while (late - early > 1) {
      long middle = (early + late) >>> 1;
      var counts = since(reader, extent, middle);
      if (total(counts) >= enough) {
        early = middle;
        all = counts;
      } else {
        late = middle;
      }
    }
    return all;
  }

  private static long total(List<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  /** Number of entries of each partition from a time on, in milliseconds since 1970. */
  private static List<Long> since(KafkaConsumer<?, ?> reader, OffsetRange extent, long millis) {
    var layout = extent.layout();
    var times = new HashMap<TopicPartition, Long>();
    layout.partitions().forEach(one -> times.put(one, millis));
    var found = reader.offsetsForTimes(times);
    return layout.inOrder(
        one -> {
          int p = layout.index(one);
          var first = found.get(one);
          long from = first == null ? extent.end(p) : Math.max(first.offset(), extent.begin(p));
          return Math.max(0, extent.end(p) - from);
        });
  }

  /** Divides a total evenly; the rest of a short partition's share goes to the longer ones. */
  static List<Long> shares(List<Long> available, long total) {
    var shares = new Long[available.size()];
    var shortestFirst =
        IntStream.range(0, shares.length)
            .boxed()
            .sorted(Comparator.comparing(available::get))
            .toList();
    long left = total;
    int sharers = shares.length;
    for (int p : shortestFirst) {
      shares[p] = Math.min(available.get(p), left / sharers);
      left -= shares[p];
      sharers--;
    }
    return Arrays.asList(shares);
  }

  /** The timestamp of the first record at or after each offset, where there is one. */
  private static Map<TopicPartition, Long> timestamps(
      KafkaConsumer<?, ?> reader,
      Map<TopicPartition, Long> offsets,
      OffsetRange extent,
      Duration timeout) {
    var times = new HashMap<TopicPartition, Long>();
    var missing = new HashSet<>(offsets.keySet());
    reader.pause(extent.layout().partitions());
    reader.resume(missing);
    for (var partition : extent.layout().partitions()) {
      int p = extent.layout().index(partition);
      reader.seek(partition, offsets.getOrDefault(partition, extent.begin(p)));
    }
    long start = System.nanoTime();
    while (!missing.isEmpty()) {
      var records = reader.poll(POLL);
      for (var partition : new ArrayList<>(missing)) {
        var found = records.records(partition);
        if (!found.isEmpty()) {
          times.put(partition, found.getFirst().timestamp());
        }
        if (!found.isEmpty()
            || reader.position(partition) >= extent.end(extent.layout().index(partition))) {
          missing.remove(partition);
          reader.pause(List.of(partition));
        }
      }
      if (System.nanoTime() - start > timeout.toNanos()) {
        throw new TimeoutException("Kafka did not give the first records of " + missing);
      }
    }
    reader.resume(extent.layout().partitions());
    return times;
  }
}
