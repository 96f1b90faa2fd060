package tidings.push.connection;

import java.io.IOException;
import java.util.List;
import tidings.platform.socket.SocketTable;
import tidings.sse.Frame;

/** The socket side of a connection. Called by one thread at a time: the connection's drain. */
public interface FrameSink {

  /**
   * Writes the frames and flushes. May block for as long as the browser does not read, up to the
   * server's write timeout.
   *
   * @throws IOException if the browser is gone or the timeout passed
   */
  void write(List<Frame> frames) throws IOException;

  /** What the client missed has been written: what follows is live. Not called without a replay. */
  default void caughtUp() throws IOException {
    // Nothing for most: a stream goes on as it was.
  }

  /** Key of its socket in {@link SocketTable}; 0 if it is not known. */
  default long socket() {
    return 0;
  }

  /** Ends the response. Does not throw and does not block. */
  void end();
}
