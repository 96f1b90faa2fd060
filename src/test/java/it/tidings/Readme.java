package it.tidings;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What the README tells its readers to write, as they would copy it. */
public final class Readme {

  private static final String START = "mvn package liberty:run\n";

  /** What is typed in a shell before the server is started, and after. */
  public record AroundTheStart(String before, String after) {}

  private Readme() {}

  /** Of the first block of bash below a heading. */
  public static AroundTheStart aroundTheStart(String heading) {
    var block = block(heading, "bash");
    int start = block.indexOf(START);
    assertTrue(start > 0, block);
    return new AroundTheStart(block.substring(0, start), block.substring(start + START.length()));
  }

  /** The first block of this language. */
  public static String block(String language) {
    return block("", language);
  }

  /** The first block of this language below a heading, which is named whole. */
  public static String block(String heading, String language) {
    try {
      var text = Files.readString(Path.of("README.md"));
      int begin = heading.isEmpty() ? 0 : text.indexOf("\n" + heading + "\n");
      assertTrue(begin >= 0, heading);
      var block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL);
      var found = block.matcher(text.substring(begin));
      assertTrue(found.find(), language);
      return requireNonNull(found.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
