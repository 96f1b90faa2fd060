package tidings.bus;

import org.jspecify.annotations.Nullable;
import tidings.codec.EventWriter;
import tidings.event.Event;
import tidings.log.Cursor;
import tidings.log.Logged;
import tidings.sse.Format;
import tidings.sse.Frame;
import tidings.sse.SseEncoder;

/**
 * An event on the bus. Becomes bytes at its first match, once for each format. Thread-safe.
 *
 * <p>An application may observe it: {@code void on(@Observes Published published)}, called in log
 * order on the thread of the log. The observer must neither block nor throw.
 */
public final class Published {

  private final Logged logged;
  private volatile @Nullable Frame data;
  private volatile @Nullable Frame cloudEvent;

  public Published(Logged logged) {
    this.logged = logged;
  }

  public Event event() {
    return logged.event();
  }

  /** The place behind this event. */
  public Cursor cursor() {
    return logged.cursor();
  }

  /** The event's frame; the same one at each call. */
  public Frame frame(Format format) {
    return switch (format) {
      case DATA -> {
        var known = data;
        if (known == null) {
          known = encode(text());
          data = known;
        }
        yield known;
      }
      case CLOUDEVENTS -> {
        var known = cloudEvent;
        if (known == null) {
          known = encode(EventWriter.structured(event()));
          cloudEvent = known;
        }
        yield known;
      }
    };
  }

  private String text() {
    var payload = event().data();
    return payload == null ? "" : payload.text();
  }

  private Frame encode(String text) {
    var bytes = SseEncoder.event(event().type(), cursor().toString(), text);
    return new Frame(bytes, logged.takenNanos(), event().priority());
  }
}
