package tidings.log;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import tidings.event.EventId;

/** Knows the events of the last minutes, so that none is taken twice. Thread-safe. */
final class Deduplicator {

  private final Cache<EventId, Boolean> seen;
  private final LongAdder dropped = new LongAdder();

  /**
   * @param window how long an event is remembered
   * @param entries how many are remembered at most
   */
  Deduplicator(Duration window, long entries, Ticker ticker) {
    seen =
        Caffeine.newBuilder()
            .expireAfterWrite(window)
            .maximumSize(entries)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  /** Remembers the event; false if it was remembered already. */
  boolean first(EventId id) {
    return count(seen.asMap().putIfAbsent(id, Boolean.TRUE) == null);
  }

  /** Whether the event is not remembered; remembers nothing. */
  boolean isFresh(EventId id) {
    return count(seen.getIfPresent(id) == null);
  }

  private boolean count(boolean fresh) {
    if (!fresh) {
      dropped.increment();
    }
    return fresh;
  }

  /** How many were found to be duplicates. */
  long dropped() {
    return dropped.sum();
  }
}
