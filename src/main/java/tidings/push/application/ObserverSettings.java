package tidings.push.application;

/**
 * Limits of one observer of the application.
 *
 * @param queueEvents maximum number of events that wait for one observer, at least 1
 * @param queueBytes maximum size of the texts of the events that wait for one observer, in bytes; a
 *     single event may exceed it
 */
public record ObserverSettings(int queueEvents, long queueBytes) {

  public ObserverSettings {
    if (queueEvents < 1) {
      throw new IllegalArgumentException(
          "tidings.observers.queue-events must be at least 1, but is " + queueEvents);
    }
    if (queueBytes < 1) {
      throw new IllegalArgumentException(
          "tidings.observers.queue-bytes must be at least 1, but is " + queueBytes);
    }
  }
}
