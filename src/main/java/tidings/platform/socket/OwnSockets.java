package tidings.platform.socket;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The sockets of this process, from Linux's list of its file descriptors. */
public final class OwnSockets {

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final String SOCKET = "socket:[";

  private OwnSockets() {}

  /** Whether this system lists them. */
  public static boolean isKnown() {
    return Files.isReadable(DESCRIPTORS);
  }

  /** The file descriptor of each socket, by its inode. */
  public static Map<String, Integer> descriptors() throws IOException {
    var sockets = new HashMap<String, Integer>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
      for (var descriptor : descriptors) {
        var target = target(descriptor);
        if (target.startsWith(SOCKET)) {
          sockets.put(
              target.substring(SOCKET.length(), target.length() - 1),
              Integer.parseInt(descriptor.getFileName().toString()));
        }
      }
    }
    return sockets;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }
}
