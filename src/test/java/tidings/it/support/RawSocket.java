package tidings.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A client that writes any bytes, at any speed. */
public final class RawSocket implements AutoCloseable {

  private static final int PATIENCE = 20_000;

  private final Socket socket;

  private RawSocket(Socket socket) {
    this.socket = socket;
  }

  /** A connection without any sent bytes. */
  public static RawSocket to(LibertyServer server) {
    return to(server, server.httpPort());
  }

  /** The same to another port of the server. */
  public static RawSocket to(LibertyServer server, int port) {
    try {
      var socket = new Socket(server.host(), port);
      socket.setSoTimeout(PATIENCE);
      return new RawSocket(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes text as UTF-8. */
  public RawSocket write(String text) {
    return write(text.getBytes(StandardCharsets.UTF_8));
  }

  public RawSocket write(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads to the end of the head, or of the connection. */
  public String head() {
    return until("\r\n\r\n");
  }

  /** Reads until this text, or to the end of the connection. */
  public String until(String end) {
    var text = new StringBuilder();
    try {
      while (text.indexOf(end, text.length() - end.length()) < 0) {
        int next = socket.getInputStream().read();
        if (next < 0) {
          break;
        }
        text.append((char) next);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Reads until the server ends the connection, also by a reset; fails if it does not. */
  public String untilTheServerEndsIt() {
    var text = new StringBuilder();
    try {
      for (int next; (next = socket.getInputStream().read()) >= 0; ) {
        text.append((char) next);
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection is still open; it was answered '" + text + "'", e);
    } catch (IOException e) {
      return text + " and a reset";
    }
    return text.toString();
  }

  /**
   * Sends a request and reads to the end of the connection, which may come before the request is
   * sent.
   */
  public String answerTo(String request) {
    try {
      write(request);
    } catch (UncheckedIOException e) {
      return "ended: " + e.getMessage();
    }
    return untilTheServerEndsIt();
  }

  /** Reads to the end of the connection. */
  public String rest() {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Disconnects with a reset instead of an end. */
  public void vanish() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
