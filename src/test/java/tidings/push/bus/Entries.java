package tidings.push.bus;

import java.util.List;
import tidings.event.EventId;
import tidings.event.PublisherId;
import tidings.event.TestEvent;
import tidings.log.Cursor;
import tidings.log.LogEntry;
import tidings.log.Offset;
import tidings.log.TailEntry;

/** Log entries for the tests of the bus. */
public final class Entries {

  private Entries() {}

  public static BusEvent published(String id) {
    return new BusEvent(logged(id, true));
  }

  static TailEntry logged(String id, boolean fresh) {
    var event = TestEvent.of("t", new EventId(PublisherId.user("test"), "s", id)).event();
    return new TailEntry(
        new LogEntry(event, new Offset(0, 0), 1), Cursor.of(7, List.of(1L)), fresh);
  }
}
