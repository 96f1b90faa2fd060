package tidings.bus;

import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import tidings.log.LogConnector;
import tidings.log.Logged;

/**
 * Takes each entry of the log from Reactive Messaging and fires it as a {@link Published}, or as
 * {@link Retained} if it lay in the log before this node started.
 */
@Singleton
public class EventBus {

  private static final Logger LOG = Logger.getLogger(EventBus.class.getName());

  private final Event<Published> fresh;
  private final Event<Retained> earlier;

  @Inject
  public EventBus(Event<Published> fresh, Event<Retained> earlier) {
    this.fresh = fresh;
    this.earlier = earlier;
  }

  /**
   * Fires one entry. Never throws: an exception that leaves an {@code @Incoming} method would end
   * its channel for good.
   */
  @Incoming(LogConnector.CHANNEL)
  public void publish(Logged entry) {
    try {
      var published = new Published(entry);
      if (entry.fresh()) {
        fresh.fire(published);
      } else {
        earlier.fire(new Retained(published));
      }
    } catch (RuntimeException e) {
      LOG.log(
          Level.SEVERE,
          e,
          () -> "An observer threw at " + entry.event().id() + "; the bus goes on with the next");
    }
  }
}
