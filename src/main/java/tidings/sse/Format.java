package tidings.sse;

/** The content of the data field of an event's frame. */
public enum Format {
  /** The event's data. */
  DATA,
  /** The whole event as a CloudEvent in JSON. */
  CLOUDEVENTS
}
