package tidings.it.support;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A page of the documentation, whose blocks are executed as their readers would copy them. */
public record MarkdownPage(Path file) {

  String text() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first block of this language below a heading, given in full; empty: anywhere. */
  public String block(String heading, String language) {
    var text = text();
    int begin = heading.isEmpty() ? 0 : text.indexOf("\n" + heading + "\n");
    assertTrue(begin >= 0, heading);
    var block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL);
    var found = block.matcher(text.substring(begin));
    assertTrue(found.find(), language);
    return requireNonNull(found.group(1));
  }
}
