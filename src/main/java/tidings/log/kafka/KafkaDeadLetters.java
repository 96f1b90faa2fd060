package tidings.log.kafka;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import tidings.log.DeadLetter;
import tidings.log.DeadLetterCounters;
import tidings.log.DeadLetters;
import tidings.log.LogSettings;
import tidings.log.LogUnavailableException;
import tidings.log.RejectedInput;
import tidings.log.kafka.LetterRecords.LetterId;

/**
 * Dead letters in a topic, the same for every node. Only the newest of each partition can be
 * listed. Each request reads them from Kafka, one request after another, and holds no more than a
 * page of them.
 */
final class KafkaDeadLetters implements DeadLetters {

  private static final Logger LOG = Logger.getLogger(KafkaDeadLetters.class.getName());
  private static final Duration POLL = Duration.ofMillis(200);

  private final LogSettings settings;
  private final KafkaProducer<byte[], byte[]> producer;
  private final InstantSource clock = InstantSource.system();
  private final DeadLetterCounters burials = new DeadLetterCounters();
  private final Object oneAtATime = new Object();

  KafkaDeadLetters(LogSettings settings, KafkaProducer<byte[], byte[]> producer) {
    this.settings = settings;
    this.producer = producer;
  }

  private String topic() {
    return settings.kafka().deadLetterTopic();
  }

  /** A letter that is being written. */
  record Sent(RejectedInput input, Future<RecordMetadata> written) {}

  /** Writes a letter for an input from another source; {@link #await} waits until it is stored. */
  private Sent send(RejectedInput input) {
    return new Sent(input, producer.send(LetterRecords.letter(topic(), input)));
  }

  /** Writes a letter for a Kafka record; {@link #await} waits until it is stored. */
  Sent send(RejectedInput input, ConsumerRecord<byte[], byte[]> original) {
    return new Sent(input, producer.send(LetterRecords.letter(topic(), input, original)));
  }

  /**
   * Waits until a letter is stored, without its content if Kafka rejects the whole as too large:
   * Kafka would reject it each time, and the caller would never reach its next input.
   *
   * @throws KafkaException if it is not stored now
   */
  void await(Sent letter) {
    try {
      awaitAcknowledgement(letter.written());
    } catch (RecordTooLargeException e) {
      LOG.log(
          Level.SEVERE,
          e,
          () -> letter.input().position() + " is too large for a dead letter: its content is lost");
      awaitAcknowledgement(
          producer.send(LetterRecords.letter(topic(), letter.input().withoutContent())));
    }
    burials.add(letter.input());
  }

  private static void awaitAcknowledgement(Future<RecordMetadata> written) {
    try {
      written.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException known
          ? known
          : new KafkaException("a dead letter was not written", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  @Override
  public void deadLetter(RejectedInput input) {
    try {
      await(send(input));
    } catch (KafkaException e) {
      throw unavailable("not written", AclOperation.WRITE, e);
    }
  }

  @Override
  public void replayed(DeadLetter letter) {
    try {
      awaitAcknowledgement(producer.send(LetterRecords.note(topic(), letter, clock.instant())));
    } catch (KafkaException e) {
      throw unavailable("not written", AclOperation.WRITE, e);
    }
  }

  @Override
  public Page newest(int limit, @Nullable String before) {
    var end = before == null ? null : LetterId.parse(before).orElse(null);
    if (before != null && end == null) {
      return new Page(List.of(), false);
    }
    var newest = new TreeMap<LetterId, DeadLetter>();
    var replayed = new HashMap<String, Instant>();
    read(
        reader -> {
          var partitions = seekBack(reader);
          readTo(
              reader,
              partitions,
              record -> {
                var note = LetterRecords.replayed(record);
                if (note != null) {
                  replayed.put(LetterRecords.key(record), note);
                } else if (end == null || LetterId.of(record).compareTo(end) < 0) {
                  newest.put(LetterId.of(record), LetterRecords.read(record));
                  if (newest.size() > limit + 1) {
                    newest.pollFirstEntry();
                  }
                }
              });
        });
    boolean more = newest.size() > limit;
    if (more) {
      newest.pollFirstEntry();
    }
    var page = new ArrayList<DeadLetter>();
    newest.descendingMap().values().forEach(letter -> page.add(withNote(letter, replayed)));
    return new Page(page, more);
  }

  private static DeadLetter withNote(DeadLetter letter, Map<String, Instant> replayed) {
    var at = replayed.get(letter.input().position());
    return new DeadLetter(letter.id(), letter.at(), letter.input(), at);
  }

  @Override
  public Optional<DeadLetter> find(String id) {
    var found = new ArrayList<DeadLetter>();
    LetterId.parse(id).ifPresent(target -> read(reader -> find(reader, target, found)));
    return found.stream().findFirst();
  }

  private void find(KafkaConsumer<byte[], byte[]> reader, LetterId target, List<DeadLetter> found) {
    var partition = new TopicPartition(topic(), target.partition());
    if (!partitions(reader).contains(partition)) {
      return;
    }
    var one = List.of(partition);
    reader.assign(one);
    long begin = reader.beginningOffsets(one).getOrDefault(partition, 0L);
    long end = reader.endOffsets(one).getOrDefault(partition, 0L);
    if (target.offset() < begin || target.offset() >= end) {
      return;
    }
    reader.seek(partition, target.offset());
    readTo(
        reader,
        Map.of(partition, target.offset() + 1),
        record -> {
          if (LetterId.of(record).equals(target) && LetterRecords.replayed(record) == null) {
            found.add(LetterRecords.read(record));
          }
        });
  }

  private List<TopicPartition> partitions(KafkaConsumer<?, ?> reader) {
    var known = reader.partitionsFor(topic());
    return known == null
        ? List.of()
        : known.stream().map(info -> new TopicPartition(topic(), info.partition())).toList();
  }

  /** Seeks to the newest letters of each partition; returns the end of each partition. */
  private Map<TopicPartition, Long> seekBack(KafkaConsumer<?, ?> reader) {
    var partitions = partitions(reader);
    reader.assign(partitions);
    var ends = reader.endOffsets(partitions);
    var begins = reader.beginningOffsets(partitions);
    ends.forEach(
        (partition, end) ->
            reader.seek(
                partition,
                Math.max(begins.getOrDefault(partition, 0L), end - settings.deadLetters())));
    return ends;
  }

  private void readTo(
      KafkaConsumer<byte[], byte[]> reader,
      Map<TopicPartition, Long> ends,
      Consumer<ConsumerRecord<byte[], byte[]>> receiver) {
    long deadline = System.nanoTime() + settings.kafka().timeout().toNanos();
    while (ends.entrySet().stream()
        .anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
      if (System.nanoTime() > deadline) {
        throw new LogUnavailableException(
            "dead letters were not read in " + settings.kafka().timeout(), null);
      }
      reader.poll(POLL).forEach(receiver);
    }
  }

  private void read(Consumer<KafkaConsumer<byte[], byte[]>> work) {
    synchronized (oneAtATime) {
      try (var reader = KafkaClients.reader(settings.kafka(), Map.of())) {
        work.accept(reader);
      } catch (KafkaException e) {
        throw unavailable("not read", AclOperation.READ, e);
      }
    }
  }

  private LogUnavailableException unavailable(String what, AclOperation tried, Throwable cause) {
    return new LogUnavailableException(
        "dead letters were %s: %s".formatted(what, KafkaFault.of(cause, tried, topic())), cause);
  }

  @Override
  public long count() {
    return burials.all();
  }

  @Override
  public long count(String kind) {
    return burials.of(kind);
  }
}
