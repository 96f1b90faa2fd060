package tidings.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Folders of the tests below {@code target}. */
public final class Folders {

  private static final AtomicInteger files = new AtomicInteger();

  private Folders() {}

  /** A new file for the output of a process of the tests. */
  public static Path fresh(String name) {
    var file = Path.of("target/it", name + "-" + files.incrementAndGet() + ".log");
    try {
      Files.deleteIfExists(file); // from an earlier run: output is appended
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** Unpacks a zip with its file permissions. */
  public static void unzip(Path zip, Path folder) throws IOException {
    var posix = Map.of("enablePosixFileAttributes", "true");
    try (var system = FileSystems.newFileSystem(zip, posix);
        var files = Files.walk(system.getPath("/"))) {
      for (var file : files.toList()) {
        var target = folder.resolve("." + file).normalize();
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(file, target);
          Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(file));
        }
      }
    }
  }

  /**
   * Recreates a file or a folder with its content, as links to the same bytes; their times are
   * kept.
   */
  public static void link(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      var all = files.toList();
      for (var file : all) {
        var target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.createLink(target, file);
        }
      }
      for (var folder : all.reversed()) {
        if (Files.isDirectory(folder)) {
          var target = to.resolve(from.relativize(folder).toString());
          Files.setLastModifiedTime(target, Files.getLastModifiedTime(folder));
        }
      }
    }
  }

  /** Recreates a folder with its content, as a writable copy. */
  public static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : files.toList()) {
        var target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }

  /** Deletes a folder with its content, if it exists. */
  public static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
