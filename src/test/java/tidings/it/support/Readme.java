package tidings.it.support;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;

/** The commands and settings of the README and of the guide, as a reader copies them. */
public final class Readme {

  private static final MarkdownPage PAGE = new MarkdownPage(Path.of("README.md"));
  private static final MarkdownPage GUIDE = new MarkdownPage(Path.of("src/docs/guide.md"));
  private static final String START = "mvn package liberty:run\n";

  /** The commands in a shell before the start of the server, and after it. */
  public record AroundTheStart(String before, String after) {}

  private Readme() {}

  /** The commands of the first block of bash below a heading of the guide. */
  public static AroundTheStart aroundTheStart(String heading) {
    var block = GUIDE.block(heading, "bash");
    int start = block.indexOf(START);
    assertTrue(start > 0, block);
    return new AroundTheStart(block.substring(0, start), block.substring(start + START.length()));
  }

  /** The first block of this language in the guide. */
  public static String block(String language) {
    return GUIDE.block("", language);
  }

  /** The first block of this language below a heading of the README, given in full. */
  public static String block(String heading, String language) {
    return PAGE.block(heading, language);
  }
}
