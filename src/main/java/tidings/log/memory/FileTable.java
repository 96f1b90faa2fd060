package tidings.log.memory;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import tidings.log.LogUnavailableException;
import tidings.log.SharedTable;
import tidings.platform.retry.CloseSignal;
import tidings.platform.retry.RetryPolicy;

/**
 * The table of a single node, in a file: {@link Properties} in UTF-8. Each change replaces the
 * whole file, so that a crash leaves the former one or the next. A file that cannot be read is an
 * {@link #error} until it can, and nothing is written over it. Thread-safe.
 */
public final class FileTable implements SharedTable {

  private static final Logger LOG = Logger.getLogger(FileTable.class.getName());
  private static final RetryPolicy RETRY = RetryPolicy.steady(Duration.ofSeconds(1));

  private final Path file;
  private final Predicate<String> isOver;
  private final CloseSignal closing = new CloseSignal();

  /** Guards the file and the values, and keeps the order in which the receiver gets them. */
  private final ReentrantLock order = new ReentrantLock();

  private final Properties values = new Properties();
  private BiConsumer<String, String> receiver = (_, _) -> {};
  private volatile @Nullable String error = "has not been read yet";

  /**
   * @param file need not exist; its folder is created
   * @param isOver whether a value has expired: it is removed at the next change
   */
  public FileTable(Path file, Predicate<String> isOver) {
    this.file = file.toAbsolutePath();
    this.isOver = isOver;
  }

  @Override
  public void put(String key, String value) {
    order.lock();
    try {
      var fault = error;
      if (fault != null) {
        throw new LogUnavailableException(file + " " + fault, null);
      }
      var next = new Properties();
      values.forEach(
          (name, known) -> {
            if (!isOver.test(known.toString())) {
              next.put(name, known);
            }
          });
      next.put(key, value);
      write(next);
      values.clear();
      values.putAll(next);
      receiver.accept(key, value);
    } catch (IOException e) {
      throw new LogUnavailableException(file + " cannot be written: " + e, e);
    } finally {
      order.unlock();
    }
  }

  private void write(Properties next) throws IOException {
    Files.createDirectories(file.getParent());
    var text = new StringWriter();
    next.store(text, null);
    var whole = file.resolveSibling(file.getFileName() + ".next");
    try (var out =
        FileChannel.open(
            whole,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      var bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void follow(BiConsumer<String, String> follower) {
    order.lock();
    try {
      receiver = follower;
    } finally {
      order.unlock();
    }
    if (!isRead()) {
      Thread.ofVirtual().name("tidings-revocations").start(this::readUntilRead);
    }
  }

  private void readUntilRead() {
    var backOff = RETRY.backOff();
    while (closing.pause(backOff.next()) && !isRead()) {
      // The pause is all that is needed between two attempts.
    }
  }

  private boolean isRead() {
    order.lock();
    try {
      if (Files.exists(file)) {
        try (var in = Files.newBufferedReader(file)) {
          values.load(in);
        }
      }
      values.forEach((key, value) -> receiver.accept(key.toString(), value.toString()));
      error = null;
      return true;
    } catch (IOException | IllegalArgumentException e) {
      var reason = "cannot be read: " + e;
      if (!reason.equals(error)) {
        LOG.log(Level.WARNING, () -> file + " " + reason + "; it is read again within a second");
      }
      error = reason;
      return false;
    } finally {
      order.unlock();
    }
  }

  @Override
  public Optional<String> error() {
    return Optional.ofNullable(error).map(reason -> file + " " + reason);
  }

  @Override
  public void close() {
    closing.close();
  }
}
