package tidings.ops;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file to which lines are appended, and which is rotated when it is full: {@code audit.log} is
 * the newest, {@code audit.log.1} the one before it. Only its owner and group can read it. When
 * {@link #append} returns, the operating system has the line. Thread-safe.
 */
final class AuditFile implements AutoCloseable {

  private final Path file;
  private final long maxBytes;
  private final int files;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private FileChannel channel;
  private long bytes;

  /**
   * @param maxBytes size at which a file is full
   * @param files maximum number of files, including the newest one
   * @throws IOException if it cannot be opened
   */
  AuditFile(Path file, long maxBytes, int files) throws IOException {
    this.file = file;
    this.maxBytes = maxBytes;
    this.files = files;
    var folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    channel = open();
    bytes = channel.size();
  }

  private FileChannel open() throws IOException {
    FileAttribute<?>[] readers =
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"))
            }
            : new FileAttribute<?>[0];
    return FileChannel.open(
        file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), readers);
  }

  /** Appends a line with a line end. */
  void append(String line) throws IOException {
    var text = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    lock.lock();
    try {
      if (!channel.isOpen()) { // the rotation failed
        channel = open();
        bytes = channel.size();
      }
      if (bytes > 0 && bytes + text.remaining() > maxBytes) {
        rotate();
      }
      bytes += text.remaining();
      while (text.hasRemaining()) {
        channel.write(text);
      }
    } finally {
      lock.unlock();
    }
  }

  private void rotate() throws IOException {
    channel.close();
    for (int number = files - 1; number > 0; number--) {
      var older = number == 1 ? file : numbered(number - 1);
      if (Files.exists(older)) {
        Files.move(older, numbered(number), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (files == 1) {
      Files.deleteIfExists(file);
    }
    channel = open();
    bytes = channel.size();
  }

  private Path numbered(int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      channel.close();
    } finally {
      lock.unlock();
    }
  }
}
