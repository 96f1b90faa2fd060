package tidings.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The Java code of {@code src/docs/java.md} is code of tests, apart from its indentation. */
class JavaPageTest {

  private static final Path PAGE = Path.of("src/docs/java.md");
  private static final Path TESTS = Path.of("src/test/java/tidings/it/javaclient");

  private static final Pattern BLOCK =
      Pattern.compile("^```java\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

  private static String withoutIndentation(String code) {
    return code.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n", "\n", "\n"));
  }

  private static List<String> blocks(String page) {
    return BLOCK.matcher(page).results().map(block -> block.group(1)).toList();
  }

  private static boolean isTested(String block) {
    return Pages.below(TESTS, ".java").stream()
        .map(file -> withoutIndentation(Pages.read(file)))
        .anyMatch(code -> code.contains(withoutIndentation(block)));
  }

  @Test
  void eachBlockIsCodeOfATest() {
    assertThat(blocks(Pages.read(PAGE)))
        .hasSizeGreaterThan(5)
        .allSatisfy(block -> assertThat(isTested(block)).as(block).isTrue());
  }

  @Test
  void aBlockOfOtherCodeIsFound() {
    assertThat(blocks("```java\nint a;\n```\n```xml\n<a/>\n```\n")).containsExactly("int a;\n");
    assertThat(isTested("client.publish(another);\n")).isFalse();
  }

  @Test
  void itHasTheVersionOfThePom() {
    var version =
        Pattern.compile("<artifactId>tidings</artifactId>\\s*<version>([^<]+)<")
            .matcher(Pages.read(Path.of("pom.xml")));
    assertThat(version.find()).isTrue();
    assertThat(Pages.read(PAGE)).contains("<version>" + version.group(1) + "</version>");
  }
}
