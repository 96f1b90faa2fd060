package tidings.bus;

import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import tidings.log.LogConnector;
import tidings.log.Logged;

/** Takes each entry of the log from Reactive Messaging and fires it as a {@link Published}. */
@Singleton
public class EventBus {

  private static final Logger LOG = Logger.getLogger(EventBus.class.getName());

  private final Event<Published> observers;

  @Inject
  public EventBus(Event<Published> observers) {
    this.observers = observers;
  }

  /**
   * Fires one entry. Never throws: an exception that leaves an {@code @Incoming} method would end
   * its channel for good.
   */
  @Incoming(LogConnector.CHANNEL)
  public void publish(Logged entry) {
    try {
      observers.fire(new Published(entry));
    } catch (RuntimeException e) {
      LOG.log(
          Level.SEVERE,
          e,
          () -> "An observer threw at " + entry.event().id() + "; the bus goes on with the next");
    }
  }
}
