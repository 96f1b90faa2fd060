package tidings.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents promise about themselves. */
class PagesTest {

  private static final Path DOCS = Path.of("src/docs");
  private static final Path DECISIONS = DOCS.resolve("adr");
  private static final int README_LINES = 150;
  private static final int PICTURE_BYTES = 150_000;

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(MatchResult::group).toList();
  }

  @Test
  void theReadmeIsShort() {
    assertThat(Pages.read(Path.of("README.md")).lines().count()).isLessThanOrEqualTo(README_LINES);
  }

  @Test
  void itsPictureIsSmall() throws IOException {
    assertThat(Files.size(DOCS.resolve("images/console.png"))).isLessThanOrEqualTo(PICTURE_BYTES);
  }

  @Test
  void theIndexNamesEachPage() {
    var index = Pages.read(DOCS.resolve("index.md"));
    assertThat(Pages.below(DOCS, ".md"))
        .filteredOn(page -> !page.startsWith(DECISIONS) && !page.endsWith("index.md"))
        .hasSizeGreaterThan(10)
        .allSatisfy(page -> assertThat(index).contains("(" + page.getFileName()));
  }

  @Test
  void theDecisionsAreNumberedAndListed() {
    var decisions =
        Pages.below(DECISIONS, ".md").stream().filter(page -> !page.endsWith("README.md")).toList();
    assertThat(decisions.stream().map(page -> page.getFileName().toString().substring(0, 4)))
        .isEqualTo(IntStream.rangeClosed(1, decisions.size()).mapToObj("%04d"::formatted).toList());
    var list = Pages.read(DECISIONS.resolve("README.md"));
    assertThat(decisions)
        .allSatisfy(page -> assertThat(list).contains("](" + page.getFileName() + ")"));
  }

  @Test
  void aDecisionHasADateAStatusAndItsReasons() {
    var headings = Pattern.compile("^## .+$", Pattern.MULTILINE);
    assertThat(Pages.below(DECISIONS, ".md"))
        .filteredOn(page -> !page.endsWith("README.md"))
        .allSatisfy(
            page -> {
              var text = Pages.read(page);
              assertThat(text)
                  .containsPattern(
                      "\nDate: \\d{4}-\\d\\d-\\d\\d\\\\\nStatus: (accepted|superseded by )");
              assertThat(all(headings, text))
                  .startsWith("## Context", "## Decision", "## Consequences")
                  .isSubsetOf("## Context", "## Decision", "## Consequences", "## Figures");
            });
  }

  @Test
  void theTopFolderHasTheProjectAlone() throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("."))) {
      assertThat(entries.map(entry -> entry.getFileName().toString()))
          .filteredOn(name -> !name.startsWith("."))
          .isSubsetOf(Set.of("pom.xml", "src", "frontend", "Dockerfile", "README.md", "target"));
    }
  }
}
