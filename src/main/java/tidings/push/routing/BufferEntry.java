package tidings.push.routing;

import tidings.event.Event;
import tidings.event.PublisherId;
import tidings.log.Cursor;
import tidings.push.bus.BusEvent;

/** The part of an event that the replay buffer retains. */
sealed interface BufferEntry {

  /** The cursor after it. */
  Cursor cursor();

  /** The whole event. */
  record RetainedEvent(long number, BusEvent published) implements BufferEntry {

    @Override
    public Cursor cursor() {
      return published.cursor();
    }

    PublisherId publisher() {
      return published.event().id().publisher();
    }
  }

  /**
   * The range of consecutive events that were left out, because their publisher had more than its
   * share. It grows at its end; a reader sees the current range or a longer one, never a shorter
   * one.
   */
  final class Hole implements BufferEntry {

    private final PublisherId publisher;
    private final Event first;
    private volatile boolean isOfAnyone;
    private volatile Cursor cursor;

    Hole(RetainedEvent whole) {
      publisher = whole.publisher();
      first = whole.published().event().withoutData();
      cursor = whole.cursor();
    }

    /** Whether the range can grow by this event. */
    boolean canMerge(RetainedEvent whole) {
      return whole.publisher().equals(publisher);
    }

    /** Extends the range by the next event. */
    void grow(RetainedEvent whole) {
      var event = whole.published().event();
      if (!event.audience().equals(first.audience()) || !event.type().equals(first.type())) {
        isOfAnyone = true; // written before the new end is visible
      }
      cursor = whole.cursor();
    }

    @Override
    public Cursor cursor() {
      return cursor;
    }

    /**
     * Whether an event that was left out may match this subscription: exact, unless the events had
     * several types or audiences.
     */
    boolean concerns(Subscription subscription) {
      return isOfAnyone || subscription.admits(first);
    }

    /** The first event that was left out, without its data. */
    Event first() {
      return first;
    }
  }
}
