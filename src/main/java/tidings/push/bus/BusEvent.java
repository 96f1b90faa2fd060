package tidings.push.bus;

import org.jspecify.annotations.Nullable;
import tidings.event.Event;
import tidings.event.codec.EventWriter;
import tidings.log.Cursor;
import tidings.log.LogEntry;
import tidings.log.TailEntry;
import tidings.sse.Format;
import tidings.sse.Frame;

/** An event on the bus. Becomes bytes at its first match, once for each format. Thread-safe. */
public final class BusEvent {

  private final TailEntry logged;
  private volatile @Nullable Frame data;
  private volatile @Nullable Frame cloudEvent;

  public BusEvent(TailEntry logged) {
    this.logged = logged;
  }

  public Event event() {
    return logged.event();
  }

  /** The event and its offset in the log. */
  public LogEntry entry() {
    return logged.entry();
  }

  /** The cursor behind this event. */
  public Cursor cursor() {
    return logged.cursor();
  }

  /** The event's frame; the same one at each call. */
  public Frame frame(Format format) {
    return switch (format) {
      case DATA -> {
        var known = data;
        if (known == null) {
          known = encode(event(), format);
          data = known;
        }
        yield known;
      }
      case CLOUDEVENTS -> {
        var known = cloudEvent;
        if (known == null) {
          known = encode(event(), format);
          cloudEvent = known;
        }
        yield known;
      }
    };
  }

  private Frame encode(Event event, Format format) {
    return Frame.of(entry(), cursor(), text(event, format));
  }

  /** The data of an event's frame. */
  public static String text(Event event, Format format) {
    return switch (format) {
      case DATA -> event.data() == null ? "" : event.data().text();
      case CLOUDEVENTS -> EventWriter.structured(event);
    };
  }
}
