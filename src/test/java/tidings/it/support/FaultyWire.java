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
 * A connection to a server on this machine that can lose requests or answers, or fall silent: its
 * connections then stay open, and no bytes pass. It can also stand still: then no bytes pass on any
 * connection, including new ones, until it continues, and the delayed bytes arrive. Thread-safe.
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
      near.close(); // the server is down, but may start
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
      // one of the two has closed
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

  /** Starts to drop answers; the server receives everything. */
  public void loseAnswers() {
    losesAnswers = true;
  }

  /** Starts to drop requests; the server receives nothing. */
  public void loseRequests() {
    losesRequests = true;
  }

  /** Stops to drop; lost bytes are not sent again. */
  public void restore() {
    losesAnswers = false;
    losesRequests = false;
  }

  /** Blocks all open connections, even their end. New connections work. */
  public void fallSilent() {
    silences.incrementAndGet();
  }

  /** Blocks all bytes, and keeps every connection open. */
  public synchronized void stall() {
    standsStill = true;
  }

  /** Lets all bytes pass again. */
  public synchronized void resume() {
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
    resume();
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
