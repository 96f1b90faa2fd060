package tidings.log;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import tidings.codec.UnreadableEventException;
import tidings.event.Event;

/**
 * The log of a cluster: Kafka topics, read by every node from end to end without a consumer group.
 * The reading outlives the broker: while it is away the log is in {@link #trouble}, then goes on
 * where it stood.
 */
public final class KafkaLog implements EventLog {

  private static final Logger LOG = Logger.getLogger(KafkaLog.class.getName());
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration BACK_OFF = Duration.ofSeconds(1);

  private final LogSettings settings;
  private final DeadLetters deadLetters;
  private final Deduplicator deduplicator;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaProbe probe;
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
  private volatile KafkaLayout layout = KafkaLayout.UNKNOWN;
  private volatile Cursor position = Cursor.of(0, List.of(0L));
  private final LongAdder events = new LongAdder();
  private volatile boolean closed;

  public KafkaLog(LogSettings settings, DeadLetters deadLetters) {
    this.settings = settings;
    this.deadLetters = deadLetters;
    deduplicator =
        new Deduplicator(settings.dedupeWindow(), settings.dedupeEntries(), Ticker.systemTicker());
    producer = new KafkaProducer<>(producerConfig(settings.kafka()));
    probe = new KafkaProbe(settings.kafka());
  }

  private static Map<String, Object> producerConfig(LogSettings.Kafka kafka) {
    int timeout = Math.toIntExact(kafka.timeout().toMillis());
    var config = new HashMap<String, Object>(kafka.client());
    config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    config.putIfAbsent(ProducerConfig.ACKS_CONFIG, "all");
    config.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 1);
    config.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout / 2);
    config.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout / 2);
    config.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeout);
    return config;
  }

  private static Map<String, Object> consumerConfig(LogSettings.Kafka kafka) {
    var config = new HashMap<String, Object>(kafka.client());
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.putIfAbsent(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return config;
  }

  @Override
  public CompletionStage<Appended> append(List<Event> events) {
    var trouble = trouble();
    if (trouble.isPresent()) {
      return CompletableFuture.failedStage(new LogUnavailableException(trouble.get(), null));
    }
    var fresh = new LinkedHashMap<Object, Event>();
    for (var event : events) {
      if (deduplicator.isFresh(event.id())) {
        fresh.putIfAbsent(event.id(), event);
      }
    }
    var topic = settings.kafka().topics().getFirst();
    var sent = new ArrayList<CompletableFuture<RecordMetadata>>(fresh.size());
    try {
      for (var event : fresh.values()) {
        sent.add(send(KafkaRecords.write(topic, event)));
      }
    } catch (KafkaException e) {
      return CompletableFuture.failedStage(unavailable(e));
    }
    int accepted = fresh.size();
    int duplicates = events.size() - accepted;
    return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
        .handle(
            (_, failure) -> {
              if (failure != null) {
                throw unavailable(failure);
              }
              var cursor = position;
              for (var metadata : sent) {
                cursor = layout.after(cursor, metadata.join());
              }
              return new Appended(accepted, duplicates, cursor);
            });
  }

  private CompletableFuture<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
    var acknowledged = new CompletableFuture<RecordMetadata>();
    var _ =
        producer.send(
            record,
            (metadata, failure) -> {
              if (failure == null) {
                acknowledged.complete(metadata);
              } else {
                acknowledged.completeExceptionally(failure);
              }
            });
    return acknowledged;
  }

  private static LogUnavailableException unavailable(Throwable failure) {
    var cause = failure.getCause() == null ? failure : failure.getCause();
    return new LogUnavailableException("Kafka did not take it: " + cause.getMessage(), cause);
  }

  @Override
  public void tail(Consumer<Logged> receiver) {
    while (!closed) {
      try (var reader = new KafkaConsumer<byte[], byte[]>(consumerConfig(settings.kafka()))) {
        consumer = reader;
        open(reader);
        while (!closed) {
          for (var record : reader.poll(POLL)) {
            read(record, receiver);
          }
        }
      } catch (WakeupException e) {
        LOG.fine("The Kafka reader was woken to close");
      } catch (KafkaException e) {
        LOG.log(Level.WARNING, "Reading Kafka failed; it goes on in a second", e);
        if (!probe.pause(BACK_OFF)) {
          return;
        }
      } finally {
        consumer = null;
      }
    }
  }

  /** Finds the partitions and stands at their end, or where the reading broke off. */
  private void open(KafkaConsumer<byte[], byte[]> reader) {
    var found = probe.layout();
    reader.assign(found.partitions());
    boolean goesOn = found.equals(layout);
    if (goesOn) {
      for (var partition : found.partitions()) {
        reader.seek(partition, position.next(found.index(partition)));
      }
    } else {
      reader.seekToEnd(found.partitions());
      var ends = new ArrayList<Long>();
      for (TopicPartition partition : found.partitions()) {
        ends.add(reader.position(partition));
      }
      position = Cursor.of(found.epoch(), ends);
      layout = found;
    }
    LOG.info(
        "Reading Kafka %s %s"
            .formatted(found.partitions(), goesOn ? "from where it broke off" : "from its end"));
  }

  private void read(ConsumerRecord<byte[], byte[]> record, Consumer<Logged> receiver) {
    var partition = new TopicPartition(record.topic(), record.partition());
    var after = position.after(layout.index(partition), record.offset());
    try {
      var event = KafkaRecords.read(record, settings.maxDataBytes());
      if (deduplicator.first(event.id())) {
        events.increment();
        receiver.accept(new Logged(event, after, System.nanoTime()));
      }
    } catch (UnreadableEventException e) {
      bury(record, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "An event was not routed; the log goes on with the next", e);
    }
    position = after;
  }

  private void bury(ConsumerRecord<byte[], byte[]> record, String reason) {
    var letter = KafkaRecords.deadLetter(record, reason);
    deadLetters.add(letter);
    var copy = KafkaRecords.deadLetterRecord(settings.kafka().deadLetterTopic(), record, letter);
    var _ =
        producer.send(
            copy,
            (_, failure) -> {
              if (failure != null) {
                LOG.log(
                    Level.SEVERE, "Dead letter " + letter.position() + " was not written", failure);
              }
            });
  }

  @Override
  public Cursor position() {
    return position;
  }

  @Override
  public Optional<String> trouble() {
    if (closed) {
      return Optional.of("the log is closed");
    }
    if (layout.equals(KafkaLayout.UNKNOWN)) {
      return Optional.of("Kafka has not been reached yet");
    }
    return probe.trouble();
  }

  @Override
  public long events() {
    return events.sum();
  }

  @Override
  public long duplicates() {
    return deduplicator.dropped();
  }

  @Override
  public void close() {
    closed = true;
    var reader = consumer;
    if (reader != null) {
      reader.wakeup();
    }
    probe.close();
    producer.close(Duration.ofSeconds(2));
  }
}
