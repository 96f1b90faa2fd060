package tidings.push.routing;

import org.jspecify.annotations.Nullable;
import tidings.log.Cursor;
import tidings.sse.Frame;

/** Makes the first frame of a stream. */
public interface OpenFrame {

  /**
   * @param place at which the client stands: the frame's id; null if it stands nowhere yet
   * @param resumed whether what it missed follows
   * @param replayed how many events follow that it missed; null if that is not known yet
   */
  Frame frame(@Nullable Cursor place, boolean resumed, @Nullable Long replayed);
}
