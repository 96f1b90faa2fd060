package tidings.push.routing;

import tidings.event.Event;
import tidings.event.Publisher;
import tidings.log.Cursor;
import tidings.push.bus.Published;

/** What the window has of an event. */
sealed interface Held {

  /** The place behind it. */
  Cursor cursor();

  /** The whole event. */
  record Whole(long number, Published published) implements Held {

    @Override
    public Cursor cursor() {
      return published.cursor();
    }

    Publisher publisher() {
      return published.event().id().publisher();
    }
  }

  /**
   * The place of events that follow one another and were left out, because their publisher had more
   * than its share. It grows at its end; a reader sees it as it is or longer, and never shorter.
   */
  final class Hole implements Held {

    private final Publisher publisher;
    private final Event first;
    private volatile boolean isOfAnyone;
    private volatile Cursor cursor;

    Hole(Whole whole) {
      publisher = whole.publisher();
      first = whole.published().event().withoutData();
      cursor = whole.cursor();
    }

    /** Whether it may grow by this event. */
    boolean takes(Whole whole) {
      return whole.publisher().equals(publisher);
    }

    /** Leaves out this event, too, which is the next. */
    void grow(Whole whole) {
      var event = whole.published().event();
      if (!event.audience().equals(first.audience()) || !event.type().equals(first.type())) {
        isOfAnyone = true; // before it is seen to be longer
      }
      cursor = whole.cursor();
    }

    @Override
    public Cursor cursor() {
      return cursor;
    }

    /**
     * Whether something may have been left out that is for this subscription: exactly so, unless
     * the events had several types or audiences.
     */
    boolean concerns(Subscription subscription) {
      return isOfAnyone || subscription.admits(first);
    }

    /** An event that was left out, without its data. */
    Event first() {
      return first;
    }
  }
}
