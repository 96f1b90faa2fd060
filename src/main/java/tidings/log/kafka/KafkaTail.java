package tidings.log.kafka;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import tidings.event.codec.UnreadableEventException;
import tidings.log.LogEntry;
import tidings.log.LogSettings;
import tidings.log.Offset;
import tidings.log.TailEntry;
import tidings.platform.retry.RetryPolicy;

/**
 * Reads the log of the cluster on one node: first the warm-up, then the live tail without end. It
 * survives an unreachable broker and resumes from its position. It starts over only if the epoch
 * changes, because a topic was recreated or lost its end.
 */
final class KafkaTail implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(KafkaTail.class.getName());
  private static final Duration POLL = Duration.ofMillis(500);
  private static final RetryPolicy RETRY = RetryPolicy.steady(Duration.ofSeconds(1));

  private final LogSettings settings;
  private final KafkaProbe probe;
  private final InFlight inFlight;
  private final InstantSource clock = InstantSource.system();
  private final LogContact contact = new LogContact(System::nanoTime);
  private final LongAdder events = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder tombstones = new LongAdder();
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
  private volatile @Nullable TailState reading;
  private volatile boolean closed;
  private volatile @Nullable String fault;
  private volatile boolean broken;
  private boolean truncated; // of the thread that reads

  KafkaTail(LogSettings settings, KafkaProbe probe, InFlight inFlight) {
    this.settings = settings;
    this.probe = probe;
    this.inFlight = inFlight;
    probe.onAnswer(this::onResponse);
  }

  /** Time since the last proof that this node reads the log. */
  Duration timeSinceProof() {
    return contact.timeSinceProof();
  }

  private void onResponse(Optional<OffsetRange> extent) {
    var open = reading;
    if (open != null && fault == null) {
      contact.recordResponse(open.position(), extent.orElse(null));
    }
  }

  /** Its progress; empty until Kafka was reached. */
  Optional<TailState> reading() {
    return Optional.ofNullable(reading);
  }

  long events() {
    return events.sum();
  }

  long duplicates() {
    return duplicates.sum();
  }

  /** Number of records without an event in them. */
  long tombstones() {
    return tombstones.sum();
  }

  /** The reason why nothing is read at the moment, although Kafka may respond. */
  Optional<String> error() {
    return Optional.ofNullable(fault);
  }

  /** Whether reading has ended permanently. */
  boolean isBroken() {
    return broken;
  }

  /** Reads on the calling thread until {@link #close}. */
  void run(Consumer<TailEntry> receiver) {
    try {
      keepReading(receiver);
    } finally {
      if (!closed) {
        fault = "this node has stopped reading the log and must be restarted";
        broken = true;
        LOG.severe(fault);
      }
    }
  }

  private void keepReading(Consumer<TailEntry> receiver) {
    var backOff = RETRY.backOff();
    while (!closed) {
      try (var reader = KafkaClients.reader(settings.kafka(), Map.of())) {
        consumer = reader;
        read(reader, receiver);
      } catch (WakeupException e) {
        LOG.fine("The Kafka reader was woken to close");
      } catch (OffsetOutOfRangeException e) {
        fault = "the next entries of the log have been deleted: " + e.getMessage();
        truncated = e instanceof LogTruncationException;
        LOG.log(Level.WARNING, "Kafka no longer has the next entries; its topics are checked", e);
        if (!probe.pause(backOff.next())) {
          return;
        }
      } catch (RuntimeException e) {
        var topics = String.join(", ", settings.kafka().topics());
        var why = "the log cannot be read: " + KafkaFault.of(e, AclOperation.READ, topics);
        if (!why.equals(fault)) { // logged once, however often it repeats
          LOG.log(Level.WARNING, "Reading Kafka failed; it is retried within a second", e);
        }
        fault = why;
        if (!probe.pause(backOff.next())) {
          return;
        }
      } finally {
        consumer = null;
      }
    }
  }

  private void read(KafkaConsumer<byte[], byte[]> reader, Consumer<TailEntry> receiver) {
    if (closed) {
      return;
    }
    var layout = probe.layout();
    reader.assign(layout.partitions());
    var open = open(reader, layout);
    reading = open;
    for (var partition : layout.partitions()) {
      reader.seek(partition, open.resumePosition(partition));
    }
    while (!closed && probe.lastLayout().filter(layout::equals).isPresent()) {
      if (open.remaining() > 0) {
        warmUp(reader, open, receiver);
      } else {
        for (var record : reader.poll(POLL)) {
          handle(record, open, receiver);
        }
        passGaps(reader, open);
      }
      fault = null;
    }
  }

  private TailState open(KafkaConsumer<?, ?> reader, KafkaLayout layout) {
    var begins = reader.beginningOffsets(layout.partitions());
    var ends = reader.endOffsets(layout.partitions());
    var extent =
        new OffsetRange(
            layout,
            layout.inOrder(one -> begins.getOrDefault(one, 0L)),
            layout.inOrder(one -> ends.getOrDefault(one, 0L)));
    var stood = reading;
    if (stood == null || !layout.continues(stood.layout())) {
      return startOver(reader, extent);
    }
    if (truncated || stood.isBeyond(extent)) {
      LOG.severe("Kafka has lost the end of the log that was already read; reading starts over");
      return startOver(reader, extent);
    }
    long lost = stood.resume(extent);
    if (lost > 0) {
      LOG.warning("Kafka has deleted %d entries before they were read".formatted(lost));
    }
    LOG.info("Reading Kafka %s resumes from its last position".formatted(layout.partitions()));
    return stood;
  }

  private TailState startOver(KafkaConsumer<?, ?> reader, OffsetRange extent) {
    truncated = false;
    var warmUp = WarmUp.plan(reader, extent, settings, clock.millis());
    inFlight.clear();
    var fresh = new TailState(extent.layout(), warmUp, settings);
    LOG.info(
        "Reading Kafka %s, warming up from %s with %d entries"
            .formatted(extent.layout().partitions(), fresh.position(), fresh.remaining()));
    return fresh;
  }

  /**
   * One step of the warm-up. A partition that has reached the earlier end of the log waits for the
   * others, so that all new entries follow all old ones.
   */
  private void warmUp(
      KafkaConsumer<byte[], byte[]> reader, TailState open, Consumer<TailEntry> receiver) {
    var records = reader.poll(POLL);
    for (var partition : records.partitions()) {
      for (var record : records.records(partition)) {
        if (open.isFresh(open.offsetOf(record))) {
          reader.seek(partition, record.offset());
          break;
        }
        handle(record, open, receiver);
      }
    }
    passGaps(reader, open);
    open.countRemaining();
    if (open.remaining() > 0) {
      var arrived = new ArrayList<>(open.layout().partitions());
      arrived.removeIf(one -> !open.isFresh(new Offset(open.layout().index(one), open.at(one))));
      reader.pause(arrived);
    } else {
      reader.resume(List.copyOf(reader.paused()));
      LOG.info("The warm-up of the log is complete");
    }
  }

  /** Also passes what Kafka has between records, such as transaction markers. */
  private static void passGaps(KafkaConsumer<?, ?> reader, TailState open) {
    for (var partition : open.layout().partitions()) {
      open.advance(open.layout().index(partition), reader.position(partition));
    }
  }

  private void handle(
      ConsumerRecord<byte[], byte[]> record, TailState open, Consumer<TailEntry> receiver) {
    contact.recordRead();
    var offset = open.offsetOf(record);
    boolean fresh = open.isFresh(offset);
    try {
      if (KafkaRecords.isTombstone(record)) {
        open.skip(offset, record.timestamp());
        tombstones.add(fresh ? 1 : 0);
        return;
      }
      var event = KafkaRecords.read(record, settings);
      if (!open.first(offset, record.timestamp(), event.id())) {
        duplicates.add(fresh ? 1 : 0);
      } else if (open.isGiven(offset)) {
        events.add(fresh ? 1 : 0);
        var entry = new LogEntry(event, offset, fresh ? System.nanoTime() : 0);
        var cursor = open.position().after(offset);
        receiver.accept(new TailEntry(entry, cursor, fresh));
      }
      inFlight.read(event.id());
    } catch (UnreadableEventException e) {
      open.skip(offset, record.timestamp()); // the dead letters' writer finds it, too
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "An event was not routed; routing continues with the next", e);
    } finally {
      open.advance(offset.partition(), offset.position() + 1);
      open.recordLeader(offset.partition(), record.leaderEpoch());
    }
  }

  @Override
  public void close() {
    closed = true;
    var reader = consumer;
    if (reader != null) {
      reader.wakeup();
    }
  }
}
