package tidings.push.bus;

/**
 * Delivers events to the browsers. The bus calls it directly, in log order, on the one thread that
 * reads the log, before any observer of the application learns of the event.
 */
public interface Delivery {

  /** Delivers one event. Must not wait. */
  void route(BusEvent published);

  /**
   * Retains one event that was in the log before this node started, for reconnecting clients.
   * Nobody receives it as if it happened now.
   */
  void retain(BusEvent published);
}
