package tidings.push.connection;

/** Why a frame that was offered to a connection was not written. */
public enum DropReason {
  /** A newer event with the same key and type replaced it. */
  CONFLATED("conflated"),
  /** Its expiry time passed while it waited. */
  EXPIRED("expired"),
  /** The queue was full, and its event had low priority. */
  LOW("low"),
  /** The queue was full of frames that may not be dropped, and the stream was closed. */
  SLOW_CONSUMER("slow-consumer");

  private final String reason;

  DropReason(String reason) {
    this.reason = reason;
  }

  /** The reason's name in the metrics. */
  public String reason() {
    return reason;
  }
}
