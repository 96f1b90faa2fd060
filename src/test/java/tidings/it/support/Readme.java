package tidings.it.support;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;

/** What the README tells its readers to write, as they would copy it. */
public final class Readme {

  private static final MarkdownPage PAGE = new MarkdownPage(Path.of("README.md"));
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
    return PAGE.block(heading, language);
  }
}
