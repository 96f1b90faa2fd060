package tidings.push.application;

import org.jspecify.annotations.Nullable;
import tidings.api.Published;
import tidings.api.TidingsEvent;
import tidings.push.bus.BusEvent;

/** An event as the observers of the application see it, made at the first call. Thread-safe. */
final class ObservedEvent implements Published {

  private final BusEvent bus;
  private volatile @Nullable TidingsEvent event;

  ObservedEvent(BusEvent bus) {
    this.bus = bus;
  }

  @Override
  public TidingsEvent event() {
    var known = event;
    if (known == null) {
      known = EventForm.published(bus.event());
      event = known; // two threads that race make equal events
    }
    return known;
  }

  @Override
  public String cursor() {
    return bus.cursor().toString();
  }

  @Override
  public String publisher() {
    return bus.event().id().publisher().text();
  }

  /** Identifies it, in a log line. */
  String id() {
    return bus.event().id().id();
  }

  /** Length of its texts, in characters. */
  int length() {
    return bus.event().length();
  }
}
