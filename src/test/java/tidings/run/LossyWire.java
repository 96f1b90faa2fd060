package tidings.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A way to a Redis on this machine on which what is said, or what is answered, can get lost. */
final class LossyWire implements AutoCloseable {

  private final ServerSocket listener;
  private final int port;
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
  private volatile boolean losesAnswers;
  private volatile boolean losesRequests;

  private LossyWire(ServerSocket listener, int port) {
    this.listener = listener;
    this.port = port;
  }

  static LossyWire to(int port) {
    try {
      var wire = new LossyWire(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
      Thread.ofVirtual().name("wire").start(wire::accept);
      return wire;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI url() {
    return URI.create("redis://127.0.0.1:" + listener.getLocalPort());
  }

  private void accept() {
    try {
      while (true) {
        var near = listener.accept();
        var far = new Socket(InetAddress.getLoopbackAddress(), port);
        open.addAll(List.of(near, far));
        Thread.ofVirtual().start(() -> forward(near, far, true));
        Thread.ofVirtual().start(() -> forward(far, near, false));
      }
    } catch (IOException e) {
      // it was closed
    }
  }

  private void forward(Socket from, Socket to, boolean requests) {
    var buffer = new byte[8192];
    try (from;
        to) {
      for (int count; (count = from.getInputStream().read(buffer)) >= 0; ) {
        if (requests ? !losesRequests : !losesAnswers) {
          to.getOutputStream().write(buffer, 0, count);
        }
      }
    } catch (IOException e) {
      // one of the two has left
    }
  }

  /** From now on Redis hears all, and nobody hears Redis. */
  void loseAnswers() {
    losesAnswers = true;
  }

  /** From now on Redis hears nothing. */
  void loseRequests() {
    losesRequests = true;
  }

  /** Nothing gets lost any more; what was lost is not made up for. */
  void mend() {
    losesAnswers = false;
    losesRequests = false;
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (var socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
