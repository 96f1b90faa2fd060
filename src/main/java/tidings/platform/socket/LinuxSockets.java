package tidings.platform.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Accesses sockets by the system calls of Linux, because the server does not expose its own.
 * Thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/tcp.7.html">tcp(7): TCP_INFO</a>
 */
final class LinuxSockets implements SocketControl {

  private static final Logger LOG = Logger.getLogger(LinuxSockets.class.getName());

  // <netinet/in.h>, <linux/tcp.h>, <sys/socket.h>; the same on all architectures of Linux.
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_INFO = 11;
  private static final int SHUT_RDWR = 2;

  /**
   * Offset of tcpi_last_data_sent, in milliseconds, in struct tcp_info, and the end of that field.
   */
  private static final int LAST_DATA_SENT = 44;

  private static final int INFO_BYTES = 48;

  private final MethodHandle getsockopt;
  private final MethodHandle shutdown;

  private LinuxSockets(MethodHandle getsockopt, MethodHandle shutdown) {
    this.getsockopt = getsockopt;
    this.shutdown = shutdown;
  }

  /** Empty if there are no such calls, or this process may not make them. */
  static Optional<SocketControl> find() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new LinuxSockets(
              function(
                  "getsockopt",
                  FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS)),
              function("shutdown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT))));
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "This process may not make its own system calls", e);
      return Optional.empty();
    }
  }

  @SuppressWarnings("restricted") // jvm.options enables native access
  private static MethodHandle function(String name, FunctionDescriptor form) {
    var linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), form);
  }

  @Override
  public long millisSinceSent(int descriptor) {
    try (var arena = Arena.ofConfined()) {
      var info = arena.allocate(INFO_BYTES);
      var length = arena.allocateFrom(JAVA_INT, INFO_BYTES);
      int failed = (int) getsockopt.invokeExact(descriptor, IPPROTO_TCP, TCP_INFO, info, length);
      return failed != 0 || length.get(JAVA_INT, 0) < INFO_BYTES
          ? -1
          : Integer.toUnsignedLong(info.get(JAVA_INT, LAST_DATA_SENT));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  @Override
  public void end(int descriptor) {
    try {
      int failed = (int) shutdown.invokeExact(descriptor, SHUT_RDWR);
      LOG.finest(() -> failed == 0 ? "A connection was closed" : "A connection was already closed");
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static IllegalStateException unexpected(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return new IllegalStateException("a system call cannot be made", e);
  }
}
