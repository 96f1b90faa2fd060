package tidings.log.kafka;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.RecordMetadata;
import tidings.event.EventId;

/**
 * Events that this node has sent to Kafka and has not read from there yet, so that one that is sent
 * again meanwhile is not appended twice: who sends it waits for the first. Thread-safe.
 */
final class InFlight {

  private final Cache<EventId, CompletableFuture<RecordMetadata>> sent;

  /**
   * @param entries how many are remembered at most
   * @param atMost how long, if they are never read
   */
  InFlight(long entries, Duration atMost) {
    sent = Caffeine.newBuilder().maximumSize(entries).expireAfterWrite(atMost).build();
  }

  /**
   * Remembers an event until it has been read, or could not be written.
   *
   * @param written completes with it
   * @return the writing of the same event that is under way already
   */
  Optional<CompletableFuture<RecordMetadata>> enter(
      EventId id, CompletableFuture<RecordMetadata> written) {
    var first = Optional.ofNullable(sent.asMap().putIfAbsent(id, written));
    if (first.isEmpty()) {
      var _ =
          written.whenComplete(
              (_, failure) -> {
                if (failure != null) {
                  leave(id, written);
                }
              });
    }
    return first;
  }

  /** The event is not sent after all. */
  void leave(EventId id, CompletableFuture<RecordMetadata> written) {
    sent.asMap().remove(id, written);
  }

  /** The event was read from the log, and is known from there. */
  void read(EventId id) {
    sent.invalidate(id);
  }

  /** The log is another one. */
  void clear() {
    sent.invalidateAll();
  }
}
