package tidings.log.kafka;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import tidings.event.Event;
import tidings.event.codec.UnreadableEventException;
import tidings.log.ExpiredException;
import tidings.log.LogEntry;
import tidings.log.LogSettings;
import tidings.log.LogUnavailableException;
import tidings.log.Offset;
import tidings.log.duplicates.Fingerprint;
import tidings.log.duplicates.RecentIds;
import tidings.log.replay.Segment;

/**
 * Reads segments from Kafka for replay, one after another, on a thread and with a consumer of its
 * own.
 *
 * <p>Leaves out the same duplicates as the tail. For the range that this node has read itself, they
 * are known. For earlier entries the loader decides them again, and reads the window before the
 * segment first. It keeps that state for a while, so that a client that reads segment after segment
 * pays for it once.
 */
final class SegmentLoader implements AutoCloseable {

  private static final int WAITING = 1024;
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration KEPT = Duration.ofMinutes(1);

  private final LogSettings settings;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Supplier<Optional<TailState>> reading;
  private final ThreadPoolExecutor thread;
  private final Cache<Stand, RecentIds> preceding;
  private final LongAdder reads = new LongAdder();
  private KafkaLayout assigned = KafkaLayout.UNKNOWN;
  private volatile @Nullable Consumer<byte[], byte[]> consumer;
  private volatile boolean closed;

  /** A position of a partition for which duplicates are decided again. */
  private record Stand(long epoch, int partition, long position) {}

  /**
   * @param consumers creates the consumer, which is assigned the partitions to read
   * @param reading the progress of this node's tail
   */
  SegmentLoader(
      LogSettings settings,
      Supplier<Consumer<byte[], byte[]>> consumers,
      Supplier<Optional<TailState>> reading) {
    this.settings = settings;
    this.consumers = consumers;
    this.reading = reading;
    preceding =
        Caffeine.newBuilder()
            .maximumWeight(settings.dedupe().entries())
            .weigher((Stand _, RecentIds ids) -> ids.size())
            .expireAfterAccess(KEPT)
            .build();
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            KEPT.toSeconds(),
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().name("tidings-recall").daemon().factory());
  }

  /** Number of segments read. */
  long reads() {
    return reads.sum();
  }

  CompletableFuture<Segment> load(Segment.Key key) {
    try {
      return CompletableFuture.supplyAsync(() -> read(key), thread);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new LogUnavailableException("too many replays are waiting", e));
    }
  }

  private Segment read(Segment.Key key) {
    var log =
        reading
            .get()
            .filter(one -> one.layout().epoch() == key.epoch())
            .orElseThrow(() -> new ExpiredException("the log's epoch has changed"));
    long end = Math.min(key.fullEnd(), log.position().next(key.partition()));
    if (closed || key.begin() >= end) {
      throw new LogUnavailableException("this node has not read this far yet", null);
    }
    reads.increment();
    try {
      return read(reader(log.layout()), log, key, end);
    } catch (KafkaException e) {
      drop();
      throw new LogUnavailableException("Kafka cannot be read for replay: " + e.getMessage(), e);
    }
  }

  private Consumer<byte[], byte[]> reader(KafkaLayout layout) {
    if (!layout.equals(assigned)) {
      drop();
    }
    var open = consumer;
    if (open == null) {
      open = consumers.get();
      consumer = open;
      open.assign(layout.partitions());
      open.pause(layout.partitions());
      for (var partition : layout.partitions()) {
        open.seek(partition, 0);
      }
      assigned = layout;
    }
    return open;
  }

  private void drop() {
    var open = consumer;
    consumer = null;
    assigned = KafkaLayout.UNKNOWN;
    if (open != null) {
      open.close();
    }
  }

  private Segment read(Consumer<byte[], byte[]> reader, TailState log, Segment.Key key, long end) {
    try {
      return read(reader, log, key, key.begin(), end);
    } catch (OffsetOutOfRangeException e) {
      var partition = log.layout().partitions().get(key.partition());
      long begin = reader.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
      if (begin <= key.begin()) {
        throw e;
      }
      return begin < end
          ? read(reader, log, key, begin, end)
          : new Segment(begin, begin, List.of(), 0);
    }
  }

  private Segment read(
      Consumer<byte[], byte[]> reader, TailState log, Segment.Key key, long begin, long end) {
    long decidedFrom = log.decisions().from(key.partition());
    var before = begin < decidedFrom ? precedingIds(reader, log, key, begin, end) : null;
    var segment =
        new Object() {
          final List<Segment.Dated> entries = new ArrayList<>();
          int bytes;
        };
    long reached =
        scan(
            reader,
            log.layout().partitions().get(key.partition()),
            begin,
            end,
            record -> {
              var offset = new Offset(key.partition(), record.offset());
              var event = event(record);
              boolean first = event.isPresent();
              if (before != null) {
                first = remember(before, record, event);
              }
              if (record.offset() >= decidedFrom) {
                first = event.isPresent() && !log.decisions().isDuplicate(offset);
              }
              if (first) {
                var entry = new LogEntry(event.orElseThrow(), offset, 0);
                segment.entries.add(new Segment.Dated(entry, record.timestamp()));
                segment.bytes += size(record);
              }
              return segment.bytes < Segment.MAX_BYTES;
            });
    if (before != null) {
      preceding.put(new Stand(key.epoch(), key.partition(), reached), before);
    }
    return new Segment(begin, reached, segment.entries, segment.bytes);
  }

  /**
   * The identities that make a record from here on a duplicate. The state belongs to the current
   * read: a read that fails halfway must leave no state that has seen the records of the next.
   */
  private RecentIds precedingIds(
      Consumer<byte[], byte[]> reader, TailState log, Segment.Key key, long begin, long end) {
    var known = preceding.asMap().remove(new Stand(key.epoch(), key.partition(), begin));
    if (known != null) {
      return known;
    }
    reads.increment();
    var ids = log.deduplicator().recentIds();
    var partition = log.layout().partitions().get(key.partition());
    var time = new ArrayList<Long>();
    scan(
        reader,
        partition,
        begin,
        end,
        record -> {
          time.add(record.timestamp());
          return false;
        });
    if (!time.isEmpty()) {
      long window = settings.dedupe().window().toMillis();
      long since = Math.max(0, time.getFirst() - window);
      var found = reader.offsetsForTimes(Map.of(partition, since)).get(partition);
      long inReach = begin - log.deduplicator().reach();
      long from = Math.max(inReach, found == null ? begin : found.offset());
      scan(
          reader,
          partition,
          Math.min(begin, from),
          begin,
          record -> {
            remember(ids, record, event(record));
            return true;
          });
    }
    return ids;
  }

  private Optional<Event> event(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.of(KafkaRecords.read(record, settings));
    } catch (UnreadableEventException e) {
      return Optional.empty(); // it is among the dead letters
    }
  }

  private static boolean remember(
      RecentIds ids, ConsumerRecord<?, ?> record, Optional<Event> event) {
    if (event.isEmpty()) {
      ids.skip(record.offset(), record.timestamp());
      return false;
    }
    var id = Fingerprint.of(event.get().id());
    return ids.first(record.offset(), record.timestamp(), id);
  }

  /** Approximately: text is held as it came, and once more as it is sent. */
  private static int size(ConsumerRecord<byte[], byte[]> record) {
    int bytes = Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    for (var header : record.headers()) {
      bytes += header.key().length() + (header.value() == null ? 0 : header.value().length);
    }
    return 256 + 2 * bytes;
  }

  /**
   * Reads a range of a partition, until it ends or the consumer of the records stops.
   *
   * @return the position behind the last record read
   */
  private long scan(
      Consumer<byte[], byte[]> reader,
      TopicPartition partition,
      long from,
      long to,
      Predicate<ConsumerRecord<byte[], byte[]>> taker) {
    if (reader.position(partition) != from) {
      reader.seek(partition, from);
    }
    reader.resume(List.of(partition));
    try {
      long at = from;
      long moved = System.nanoTime();
      while (at < to) {
        for (var record : reader.poll(POLL).records(partition)) {
          boolean isBehind = record.offset() >= to;
          if (isBehind || !taker.test(record)) {
            long next = isBehind ? to : record.offset() + 1;
            reader.seek(partition, next);
            return next;
          }
        }
        if (reader.position(partition) > at) {
          at = reader.position(partition);
          moved = System.nanoTime();
        } else if (System.nanoTime() - moved > settings.kafka().timeout().toNanos()) {
          throw new TimeoutException("nothing of " + partition + " came");
        }
      }
      return to;
    } finally {
      reader.pause(List.of(partition));
    }
  }

  @Override
  public void close() {
    closed = true;
    var open = consumer;
    if (open != null) {
      open.wakeup();
    }
    try {
      thread.execute(this::drop);
    } catch (RejectedExecutionException e) {
      // The queue is full, so the thread ends at the next record; the consumer ends with the
      // process.
      preceding.invalidateAll();
    }
    thread.shutdown();
  }
}
