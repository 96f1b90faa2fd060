package tidings.log.kafka;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.RecordMetadata;
import tidings.event.EventId;

/**
 * Events that this node has sent to Kafka and has not read from there yet. A second sender of the
 * same event waits for the first, so the event is not appended twice. Thread-safe.
 */
final class InFlight {

  private final Cache<EventId, CompletableFuture<RecordMetadata>> sent;

  /**
   * @param entries maximum number of remembered events
   * @param atMost maximum time for an event that is never read
   */
  InFlight(long entries, Duration atMost) {
    sent = Caffeine.newBuilder().maximumSize(entries).expireAfterWrite(atMost).build();
  }

  /**
   * Remembers an event until it is read, or its write fails.
   *
   * @param written completes with the write
   * @return the write of the same event that is already in progress
   */
  Optional<CompletableFuture<RecordMetadata>> add(
      EventId id, CompletableFuture<RecordMetadata> written) {
    var first = Optional.ofNullable(sent.asMap().putIfAbsent(id, written));
    if (first.isEmpty()) {
      var _ =
          written.whenComplete(
              (_, failure) -> {
                if (failure != null) {
                  remove(id, written);
                }
              });
    }
    return first;
  }

  /** Removes an event that is not sent after all. */
  void remove(EventId id, CompletableFuture<RecordMetadata> written) {
    sent.asMap().remove(id, written);
  }

  /** Removes an event that was read from the log, and is known from there. */
  void read(EventId id) {
    sent.invalidate(id);
  }

  /** Removes all events: the log has a new epoch. */
  void clear() {
    sent.invalidateAll();
  }
}
