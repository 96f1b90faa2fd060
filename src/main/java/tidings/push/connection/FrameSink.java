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
   * @throws IOException if the browser has disconnected or the timeout passed
   */
  void write(List<Frame> frames) throws IOException;

  /**
   * Called when everything that the client missed has been written: the live tail follows. Not
   * called without a replay.
   */
  default void caughtUp() throws IOException {
    // Most sinks have nothing to do: the stream continues unchanged.
  }

  /** The key of the stream's socket in {@link SocketTable}; 0 if it is unknown. */
  default long socket() {
    return 0;
  }

  /** Ends the response. Does not throw and does not block. */
  void end();
}
