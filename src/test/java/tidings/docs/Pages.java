package tidings.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The documents of the repository, from its folder. */
final class Pages {

  private static final Set<String> BUILT = Set.of("node_modules", "dist", "target", ".readme");

  private Pages() {}

  /**
   * All that people read: the README, the documents, the guides for contributors, the front end's
   * pages.
   */
  static List<Path> all() {
    var found = new ArrayList<Path>(List.of(Path.of("README.md")));
    for (var folder : List.of("src/docs", ".github", "frontend")) {
      found.addAll(below(Path.of(folder), ".md"));
    }
    return List.copyOf(found);
  }

  /** Files below a folder whose names end so, without what a build makes. */
  static List<Path> below(Path folder, String ending) {
    try (Stream<Path> entries = Files.list(folder)) {
      var found = new ArrayList<Path>();
      for (var entry : entries.sorted().toList()) {
        if (BUILT.contains(entry.getFileName().toString())) {
          continue;
        }
        if (Files.isDirectory(entry)) {
          found.addAll(below(entry, ending));
        } else if (entry.toString().endsWith(ending)) {
          found.add(entry);
        }
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
