package it.tidings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that writes a request as it likes, and as slowly as it likes. */
public final class RawSocket implements AutoCloseable {

  private static final int PATIENCE = 20_000;

  private final Socket socket;

  private RawSocket(Socket socket) {
    this.socket = socket;
  }

  /** A connection over which nothing was sent yet. */
  public static RawSocket to(LibertyServer server) {
    try {
      var socket = new Socket(server.host(), server.httpPort());
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

  /** Reads until this was read, or to the end of the connection. */
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

  /** Reads to the end of the connection. */
  public String rest() {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
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
