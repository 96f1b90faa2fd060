package tidings.sse;

import tidings.event.Priority;

/**
 * Bytes of one frame, shared by every connection they go to: nobody may change them.
 *
 * @param bytes the frame with its closing empty line
 * @param takenNanos {@link System#nanoTime} when its event came in; 0 for a frame that measures
 *     nothing
 * @param priority of its event
 */
@SuppressWarnings(
    "ArrayRecordComponent") // shared, never compared: a copy for each would be the cost
public record Frame(byte[] bytes, long takenNanos, Priority priority) {

  /** A frame of the server's own. */
  public static Frame control(byte[] bytes) {
    return new Frame(bytes, 0, Priority.HIGH);
  }

  /** Size in bytes. */
  public int size() {
    return bytes.length;
  }
}
