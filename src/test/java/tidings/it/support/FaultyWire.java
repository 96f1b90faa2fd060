package tidings.it.support;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * A way to a server on this machine on which requests or answers get lost, or that falls silent:
 * its connections stay open then, and nothing comes through them any more. It can also stand still:
 * then nothing comes through any connection, new ones included, until it goes on, and what waits
 * comes after all. Thread-safe.
 */
public final class FaultyWire implements AutoCloseable {

  private final ServerSocket listener;
  private final int port;
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
  private final AtomicInteger silences = new AtomicInteger();
  private volatile boolean losesAnswers;
  private volatile boolean losesRequests;
  private boolean standsStill; // guarded by this

  private FaultyWire(ServerSocket listener, int port) {
    this.listener = listener;
    this.port = port;
  }

  public static FaultyWire to(int port) {
    try {
      var wire = new FaultyWire(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
      Thread.ofVirtual().name("wire").start(wire::accept);
      return wire;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        connect(listener.accept());
      }
    } catch (IOException e) {
      // it was closed
    }
  }

  private void connect(Socket near) throws IOException {
    Socket far;
    try {
      far = new Socket(InetAddress.getLoopbackAddress(), port);
    } catch (ConnectException e) {
      near.close(); // the server is not there, but may come
      return;
    }
    open.addAll(List.of(near, far));
    int born = silences.get();
    BooleanSupplier silent = () -> born != silences.get();
    Thread.ofVirtual().start(() -> forward(near, far, silent, () -> losesRequests));
    Thread.ofVirtual().start(() -> forward(far, near, silent, () -> losesAnswers));
  }

  private void forward(Socket from, Socket to, BooleanSupplier silent, BooleanSupplier lossy) {
    try {
      pass(from, to, () -> silent.getAsBoolean() || lossy.getAsBoolean());
    } catch (IOException e) {
      // one of the two has left
    }
    if (!silent.getAsBoolean()) {
      close(from);
      close(to);
    }
  }

  private void pass(Socket from, Socket to, BooleanSupplier drops) throws IOException {
    var buffer = new byte[8192];
    for (int count; (count = from.getInputStream().read(buffer)) >= 0; ) {
      awaitMovement();
      if (!drops.getAsBoolean()) {
        to.getOutputStream().write(buffer, 0, count);
      }
    }
  }

  /** From now on the server receives everything, and its answers are lost. */
  public void loseAnswers() {
    losesAnswers = true;
  }

  /** From now on the server receives nothing. */
  public void loseRequests() {
    losesRequests = true;
  }

  /** Nothing gets lost any more; what was lost is not made up for. */
  public void mend() {
    losesAnswers = false;
    losesRequests = false;
  }

  /** From now on nothing comes through what is open, not even its end. New connections work. */
  public void fallSilent() {
    silences.incrementAndGet();
  }

  /** From now on nothing comes through, and every connection stays open. */
  public synchronized void standStill() {
    standsStill = true;
  }

  /** All comes through again. */
  public synchronized void goOn() {
    standsStill = false;
    notifyAll();
  }

  private synchronized void awaitMovement() throws InterruptedIOException {
    try {
      while (standsStill) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  @Override
  public void close() {
    goOn();
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open.forEach(FaultyWire::close);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
