package tidings.push.connection;

/** Why a frame that was offered to a connection was not written. */
public enum DropReason {
  /** A newer event with the same key and type took its place. */
  CONFLATED("conflated"),
  /** The time after which it is not delivered came while it waited. */
  EXPIRED("expired"),
  /** The queue was full, and its event of low priority. */
  LOW("low"),
  /** The queue was full of what may not be given up, and the stream was closed. */
  SLOW_CONSUMER("slow-consumer");

  private final String reason;

  DropReason(String reason) {
    this.reason = reason;
  }

  /** As the metrics name it. */
  public String reason() {
    return reason;
  }
}
