package it.tidings;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What the README tells its readers to write, as they would copy it. */
final class Readme {

  private Readme() {}

  /** The first block of this language. */
  static String block(String language) {
    try {
      var block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL);
      var found = block.matcher(Files.readString(Path.of("README.md")));
      assertTrue(found.find(), language);
      return requireNonNull(found.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
