package tidings.log.kafka;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.RecordTooLargeException;
import tidings.event.Event;
import tidings.event.EventId;
import tidings.log.Appended;
import tidings.log.Cursor;
import tidings.log.CursorStatus;
import tidings.log.DeadLetters;
import tidings.log.EventLog;
import tidings.log.ExpiredException;
import tidings.log.LogReplay;
import tidings.log.LogSettings;
import tidings.log.LogUnavailableException;
import tidings.log.Origin;
import tidings.log.TailEntry;
import tidings.log.TooLargeForLogException;
import tidings.log.replay.CoalescedQuery;
import tidings.log.replay.Segment;
import tidings.log.replay.SegmentReplay;
import tidings.log.replay.Segments;

/**
 * The log of a cluster: Kafka topics, read completely by every node without a consumer group. While
 * the broker is unreachable, {@link #error} has the reason.
 */
public final class KafkaLog implements EventLog {

  private static final Duration EXTENT_GOOD_FOR = Duration.ofMillis(250);

  private final LogSettings settings;
  private final InstantSource clock = InstantSource.system();
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaProbe probe;
  private final InFlight inFlight;
  private final KafkaTail tail;
  private final KafkaDeadLetters deadLetters;
  private final DeadLetterWriter deadLetterWriter;
  private final CoalescedQuery<OffsetRange> extent;
  private final SegmentLoader loader;
  private final Segments segments;
  private final LongAdder refused = new LongAdder();
  private final Origin unreached = Origin.unreached();
  private volatile boolean closed;

  public KafkaLog(LogSettings settings) {
    this(settings, KafkaPace.DEFAULT);
  }

  KafkaLog(LogSettings settings, KafkaPace pace) {
    this.settings = settings;
    var kafka = settings.kafka();
    producer = KafkaClients.writer(kafka);
    probe = new KafkaProbe(settings, pace);
    inFlight = new InFlight(settings.dedupe().entries(), settings.dedupe().window());
    tail = new KafkaTail(settings, probe, inFlight);
    deadLetters = new KafkaDeadLetters(settings, producer);
    deadLetterWriter = new DeadLetterWriter(settings, deadLetters, probe, pace.letters());
    extent = new CoalescedQuery<>(() -> probe.extent(reading().layout()), EXTENT_GOOD_FOR);
    var piece = Map.<String, Object>of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Segment.LENGTH / 4);
    loader = new SegmentLoader(settings, () -> KafkaClients.reader(kafka, piece), tail::reading);
    segments = new Segments(loader::load, settings.replay().bytes(), kafka.timeout());
  }

  private TailState reading() {
    return tail.reading()
        .orElseThrow(() -> new LogUnavailableException("Kafka has not been reached yet", null));
  }

  @Override
  public CompletionStage<Appended> append(List<Event> events) {
    var reason = unreadable();
    if (reason.isPresent()) {
      return CompletableFuture.failedStage(new LogUnavailableException(reason.get(), null));
    }
    var reading = reading();
    var accepted = new HashMap<EventId, CompletableFuture<RecordMetadata>>();
    var awaited = new ArrayList<CompletableFuture<RecordMetadata>>();
    for (var event : events) {
      if (accepted.containsKey(event.id())) {
        continue;
      }
      var written = new CompletableFuture<RecordMetadata>();
      var underWay = inFlight.add(event.id(), written);
      if (underWay.isPresent()) {
        awaited.add(underWay.get());
      } else if (!reading.deduplicator().isFresh(event.id(), clock.millis())) {
        inFlight.remove(event.id(), written);
      } else {
        accepted.put(event.id(), written);
        awaited.add(written);
        send(KafkaRecords.write(settings.kafka().topics().getFirst(), event), written);
        if (written.isCompletedExceptionally()) {
          break; // the others would wait and fail the same way
        }
      }
    }
    int duplicates = events.size() - accepted.size();
    return CompletableFuture.allOf(awaited.toArray(CompletableFuture[]::new))
        .handle(
            (_, failure) -> {
              if (failure != null) {
                throw refusal(failure, settings.kafka().topics().getFirst());
              }
              refused.add(duplicates);
              var cursor = reading.position();
              for (var written : awaited) {
                cursor = reading.layout().after(cursor, written.join());
              }
              return new Appended(accepted.size(), duplicates, cursor);
            });
  }

  private void send(
      ProducerRecord<byte[], byte[]> record, CompletableFuture<RecordMetadata> written) {
    try {
      var _ =
          producer.send(
              record,
              (metadata, failure) -> {
                if (failure == null) {
                  written.complete(metadata);
                } else {
                  written.completeExceptionally(failure);
                }
              });
    } catch (KafkaException | IllegalStateException e) {
      written.completeExceptionally(e);
    }
  }

  private static RuntimeException refusal(Throwable failure, String topic) {
    var cause = failure.getCause() == null ? failure : failure.getCause();
    return cause instanceof RecordTooLargeException
        ? new TooLargeForLogException(
            "Kafka rejected an event as too large: " + cause.getMessage(), cause)
        : new LogUnavailableException(
            "Kafka did not accept it: " + KafkaFault.of(cause, AclOperation.WRITE, topic), cause);
  }

  @Override
  public void tail(Consumer<TailEntry> receiver) {
    deadLetterWriter.start();
    tail.run(receiver);
  }

  @Override
  public Cursor position() {
    return tail.reading().map(TailState::position).orElse(unreached.fresh());
  }

  @Override
  public Origin origin() {
    return tail.reading().map(TailState::origin).orElse(unreached);
  }

  @Override
  public CursorStatus status(Cursor cursor) {
    var reading = reading();
    var read = reading.position();
    if (cursor.epoch() != read.epoch() || cursor.partitions() > read.partitions()) {
      return CursorStatus.FOREIGN;
    }
    var known = await(extent.recent());
    if (known.endsBefore(cursor)) {
      known = await(extent.current());
    }
    if (known.layout().epoch() != read.epoch()) {
      throw new LogUnavailableException("the log's epoch has just changed", null);
    }
    if (known.endsBefore(cursor)) {
      return CursorStatus.AHEAD;
    }
    return known.hasLost(cursor) || distance(cursor, read) > settings.replay().events()
        ? CursorStatus.EXPIRED
        : CursorStatus.READABLE;
  }

  private static long distance(Cursor cursor, Cursor read) {
    long distance = 0;
    for (int p = 0; p < read.partitions(); p++) {
      distance += Math.max(0, read.next(p) - cursor.next(p));
    }
    return distance;
  }

  private OffsetRange await(CompletableFuture<OffsetRange> answer) {
    try {
      return answer.get(settings.kafka().timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new LogUnavailableException("Kafka did not report the log's end: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new LogUnavailableException("Kafka did not report the log's end", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LogUnavailableException("interrupted", e);
    }
  }

  @Override
  public LogReplay replay(Cursor from, Cursor to) {
    if (from.epoch() != to.epoch() || from.epoch() != reading().position().epoch()) {
      throw new ExpiredException("the log's epoch has changed");
    }
    return new SegmentReplay(segments, from, to);
  }

  @Override
  public DeadLetters deadLetters() {
    return deadLetters;
  }

  @Override
  public Optional<String> error() {
    if (closed) {
      return Optional.of("the log is closed");
    }
    // The reader's own error says more, if it has one.
    return probe.error().or(tail::error).or(probe::refusal).or(this::warmUp);
  }

  /** The reason why nothing is read at the moment, so that an appended event would not be seen. */
  private Optional<String> unreadable() {
    if (closed) {
      return Optional.of("the log is closed");
    }
    return probe.error().or(tail::error).or(this::warmUp);
  }

  @Override
  public Duration timeSinceProof() {
    return tail.timeSinceProof();
  }

  @Override
  public Map<String, String> faults() {
    return deadLetterWriter.fault().map(fault -> Map.of("dead letters", fault)).orElse(Map.of());
  }

  @Override
  public boolean isBroken() {
    return tail.isBroken();
  }

  private Optional<String> warmUp() {
    var reading = tail.reading();
    if (reading.isEmpty()) {
      return Optional.of("Kafka has not been reached yet");
    }
    long toGo = reading.get().remaining();
    return toGo == 0
        ? Optional.empty()
        : Optional.of("replaying the log: " + toGo + " entries to go");
  }

  @Override
  public long events() {
    return tail.events();
  }

  @Override
  public long duplicates() {
    return tail.duplicates() + refused.sum();
  }

  @Override
  public long tombstones() {
    return tail.tombstones();
  }

  @Override
  public long replayReads() {
    return loader.reads();
  }

  @Override
  public void close() {
    closed = true;
    tail.close();
    loader.close();
    probe.close();
    deadLetterWriter.close();
    producer.close(Duration.ofSeconds(2));
  }
}
