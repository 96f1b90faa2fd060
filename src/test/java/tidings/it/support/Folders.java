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

/** Folders of the tests' own below {@code target}. */
public final class Folders {

  private static final AtomicInteger files = new AtomicInteger();

  private Folders() {}

  /** A file that is not there yet, for what a process of the tests prints. */
  public static Path fresh(String name) {
    var file = Path.of("target/it", name + "-" + files.incrementAndGet() + ".log");
    try {
      Files.deleteIfExists(file); // of a former run: output is appended
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** Unpacks a zip with the permissions that it holds. */
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
   * Makes a file or a folder with all that is in it anew, of links to the same bytes; their times
   * stay what they are.
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

  /** Makes a folder anew with all that is in it, to be written to. */
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

  /** Deletes a folder with all that is in it, if it is there. */
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
