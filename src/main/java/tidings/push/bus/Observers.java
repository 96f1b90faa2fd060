package tidings.push.bus;

/** Passes events to the observers of the application, beside the delivery to browsers. */
@FunctionalInterface
public interface Observers {

  /** Hands over an event. Must neither wait nor throw. */
  void offer(BusEvent event);
}
