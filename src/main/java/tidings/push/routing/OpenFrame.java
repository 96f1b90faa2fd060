package tidings.push.routing;

import org.jspecify.annotations.Nullable;
import tidings.log.Cursor;
import tidings.sse.Frame;

/** Creates the first frame of a stream. */
public interface OpenFrame {

  /**
   * @param cursor the client's cursor: the frame's id; null if it has none yet
   * @param resumed whether the events it missed follow
   * @param replayed number of missed events that follow; null if that is not known yet
   */
  Frame frame(@Nullable Cursor cursor, boolean resumed, @Nullable Long replayed);
}
