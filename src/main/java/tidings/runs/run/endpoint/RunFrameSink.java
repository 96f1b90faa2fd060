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
 * @param canAbort whether the end of its connection affects no other request
 * @param onEnd called once it has ended
 */
record RunFrameSink(
    SseResponse stream,
    Supplier<Peer.Advice> advice,
    Runnable onLost,
    boolean canAbort,
    Runnable onEnd)
    implements Watch.Sink {

  @Override
  public void write(byte[] frames) throws IOException {
    stream.write(frames);
  }

  @Override
  public Peer.Advice checkClient() {
    return advice.get();
  }

  @Override
  public void disconnect() {
    onLost.run();
  }

  @Override
  public void end() {
    try {
      stream.end();
    } finally {
      onEnd.run();
    }
  }

  @Override
  public void abort() {
    try {
      if (canAbort) {
        stream.abort();
      } else {
        stream.endWithInvalidJson();
      }
    } finally {
      onEnd.run();
    }
  }
}
