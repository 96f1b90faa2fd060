package tidings.push.connection;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.sse.Frame;

/**
 * The frames that a connection is sent before its queue: a replay. Pulled by the connection's
 * drain, at the browser's own pace.
 */
public interface ReplaySource {

  /**
   * The next frames; empty if there are none at the moment. Null at the end: the queue has
   * everything that follows. Called by one thread at a time, which may block, but for no more than
   * some seconds.
   */
  @Nullable List<Frame> next();
}
