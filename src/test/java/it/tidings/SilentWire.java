package it.tidings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A way to a server on this machine that can fall silent: connections that are open stay so, and
 * nothing comes through them any more. New ones work.
 */
public final class SilentWire implements AutoCloseable {

  private final ServerSocket listener;
  private final int port;
  private final AtomicInteger age = new AtomicInteger();
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

  private SilentWire(ServerSocket listener, int port) {
    this.listener = listener;
    this.port = port;
  }

  public static SilentWire to(int port) {
    try {
      var wire = new SilentWire(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
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
        var near = listener.accept();
        var far = new Socket(InetAddress.getLoopbackAddress(), port);
        open.addAll(List.of(near, far));
        int born = age.get();
        Thread.ofVirtual().start(() -> forward(near, far, born));
        Thread.ofVirtual().start(() -> forward(far, near, born));
      }
    } catch (IOException e) {
      // it was closed
    }
  }

  private void forward(Socket from, Socket to, int born) {
    var buffer = new byte[8192];
    try {
      for (int count; (count = from.getInputStream().read(buffer)) >= 0; ) {
        if (born == age.get()) {
          to.getOutputStream().write(buffer, 0, count);
        }
      }
      if (born == age.get()) {
        to.close();
      }
    } catch (IOException e) {
      // one of the two has left
    }
  }

  /** From now on nothing comes through what is open. */
  public void fallSilent() {
    age.incrementAndGet();
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
