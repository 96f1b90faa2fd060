package tidings.push.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import tidings.log.Cursor;
import tidings.log.LogEntry;
import tidings.log.Offset;
import tidings.push.bus.BusEvent;
import tidings.sse.Format;
import tidings.sse.Frame;

/**
 * Frames of recently backfilled events: clients that reconnect from nearly the same cursor share
 * them, as live subscribers share those of {@link BusEvent}. Thread-safe.
 */
final class ReplayedFrames {

  /** How long the frames are retained. */
  private static final Duration KEPT = Duration.ofSeconds(30);

  private final Cache<Key, Frame> frames;

  private record Key(long epoch, Offset offset, Format format) {}

  /**
   * @param bytes memory for frames that no stream is sent
   */
  ReplayedFrames(long bytes) {
    frames =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher((Key _, Frame frame) -> frame.size())
            .expireAfterWrite(KEPT)
            .build();
  }

  /**
   * The frame of an entry with a client's cursor as its id: the same frame that another client
   * received, if that client had the same cursor.
   */
  Frame frame(LogEntry entry, Cursor cursor, Format format) {
    var key = new Key(cursor.epoch(), entry.offset(), format);
    var known = frames.getIfPresent(key);
    if (known == null) {
      known = Frame.of(entry, cursor, BusEvent.text(entry.event(), format));
      frames.put(key, known);
    }
    return known.at(cursor);
  }
}
