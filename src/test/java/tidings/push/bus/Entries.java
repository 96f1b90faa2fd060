package tidings.push.bus;

import java.util.List;
import tidings.event.EventId;
import tidings.event.Publisher;
import tidings.event.TestEvent;
import tidings.log.Cursor;
import tidings.log.Entry;
import tidings.log.Logged;
import tidings.log.Place;

/** Entries of a log, as the tests of the bus need them. */
final class Entries {

  private Entries() {}

  static Published published(String id) {
    return new Published(logged(id, true));
  }

  static Logged logged(String id, boolean fresh) {
    var event = TestEvent.of("t", new EventId(Publisher.user("test"), "s", id)).event();
    return new Logged(new Entry(event, new Place(0, 0), 1), Cursor.of(7, List.of(1L)), fresh);
  }
}
