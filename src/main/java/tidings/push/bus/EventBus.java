package tidings.push.bus;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import tidings.log.LogConnector;
import tidings.log.TailEntry;

/**
 * Takes each entry of the log from Reactive Messaging and delivers it: first to the browsers, then
 * to the queues of the application's observers.
 */
@Singleton
public class EventBus {

  private static final Logger LOG = Logger.getLogger(EventBus.class.getName());

  private final Delivery delivery;
  private final Observers observers;

  @Inject
  public EventBus(Delivery delivery, Observers observers) {
    this.delivery = delivery;
    this.observers = observers;
  }

  /**
   * Delivers one entry. Never throws, not even an error: an exception that leaves an
   * {@code @Incoming} method would end its channel for good.
   */
  @Incoming(LogConnector.CHANNEL)
  @SuppressWarnings("CatchThrowable")
  public void publish(TailEntry entry) {
    var published = new BusEvent(entry);
    try {
      if (entry.fresh()) {
        delivery.route(published);
      } else {
        delivery.retain(published);
      }
    } catch (Throwable e) {
      LOG.log(
          Level.SEVERE,
          e,
          () -> "Event " + entry.event().id() + " was not delivered; the bus continues");
    }
    if (entry.fresh()) {
      observers.offer(published);
    }
  }
}
