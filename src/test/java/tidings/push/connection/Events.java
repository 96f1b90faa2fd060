package tidings.push.connection;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.event.Audience;
import tidings.event.EventId;
import tidings.event.Priority;
import tidings.event.PublisherId;
import tidings.event.TestEvent;
import tidings.log.Cursor;
import tidings.log.LogEntry;
import tidings.log.Offset;
import tidings.sse.Frame;

/** Frames of consecutive events in a log of one partition. */
final class Events {

  private Events() {}

  static Frame event(int number, Priority priority) {
    return event(number, priority, null, null);
  }

  static Frame event(
      int number, Priority priority, @Nullable String conflate, @Nullable Instant expires) {
    return event(number, priority, conflate, expires, PublisherId.user("test"), Audience.EVERYONE);
  }

  static Frame event(
      int number,
      Priority priority,
      @Nullable String conflate,
      @Nullable Instant expires,
      PublisherId publisher,
      Audience audience) {
    var event =
        TestEvent.of("tick", new EventId(publisher, "test", String.valueOf(number)))
            .json(String.valueOf(number))
            .audience(audience)
            .priority(priority)
            .conflate(conflate)
            .expires(expires)
            .event();
    return Frame.of(new LogEntry(event, new Offset(0, number), 0), behind(number), "" + number);
  }

  /** The cursor behind an event. */
  static Cursor behind(int number) {
    return Cursor.of(7, List.of(number + 1L));
  }
}
