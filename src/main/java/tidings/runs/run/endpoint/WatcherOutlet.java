package tidings.runs.run.endpoint;

import java.io.IOException;
import java.util.function.Supplier;
import tidings.platform.http.SseResponse;
import tidings.platform.socket.Peer;

/**
 * The socket side of one watcher.
 *
 * @param advice what is known of its client
 * @param onLost runs if the client has disconnected
 * @param canBreakOff whether the end of its connection affects no other request
 * @param left called once it has ended
 */
record WatcherOutlet(
    SseResponse stream,
    Supplier<Peer.Advice> advice,
    Runnable onLost,
    boolean canBreakOff,
    Runnable left)
    implements Watch.Outlet {

  @Override
  public void write(byte[] frames) throws IOException {
    stream.write(frames);
  }

  @Override
  public Peer.Advice look() {
    return advice.get();
  }

  @Override
  public void lost() {
    onLost.run();
  }

  @Override
  public void end() {
    try {
      stream.end();
    } finally {
      left.run();
    }
  }

  @Override
  public void breakOff() {
    try {
      if (canBreakOff) {
        stream.breakOff();
      } else {
        stream.endUnreadably();
      }
    } finally {
      left.run();
    }
  }
}
