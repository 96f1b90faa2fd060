package tidings.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each relative link of a document names a file that exists, and a heading that is in it. */
class LinksTest {

  private static final Pattern FENCE =
      Pattern.compile("^ *```.*?^ *```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern CODE = Pattern.compile("`[^`\n]+`");
  private static final Pattern LINK =
      Pattern.compile("\\]\\(<?([^)>\\s]+)>?(?:\\s+\"[^\"]*\")?\\)");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");
  private static final Pattern HEADING = Pattern.compile("^#{1,6} +(.+)$", Pattern.MULTILINE);
  private static final Pattern LINK_TEXT = Pattern.compile("\\[([^\\]]*)]\\([^)]*\\)");

  /** The anchors of a page, as GitHub makes them of its headings. */
  private static Set<String> anchors(String page) {
    var anchors = new HashSet<String>();
    var seen = new HashMap<String, Integer>();
    HEADING
        .matcher(FENCE.matcher(page).replaceAll(""))
        .results()
        .map(heading -> anchor(heading.group(1)))
        .forEach(
            anchor -> {
              int before = seen.merge(anchor, 1, Integer::sum) - 1;
              anchors.add(before == 0 ? anchor : anchor + "-" + before);
            });
    return anchors;
  }

  private static String anchor(String heading) {
    return LINK_TEXT
        .matcher(heading)
        .replaceAll("$1")
        .strip()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  private static List<String> faults(Path page) {
    var text = CODE.matcher(FENCE.matcher(Pages.read(page)).replaceAll("")).replaceAll("");
    return LINK.matcher(text)
        .results()
        .map(link -> link.group(1))
        .filter(link -> !ELSEWHERE.matcher(link).matches())
        .flatMap(link -> fault(page, link).stream())
        .map(fault -> page + ": " + fault)
        .toList();
  }

  private static Optional<String> fault(Path page, String link) {
    var parts = link.split("#", 2);
    var file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
    if (!Files.exists(file)) {
      return Optional.of(link + " names no file");
    }
    if (parts.length == 2 && !anchors(Pages.read(file)).contains(parts[1])) {
      return Optional.of(link + " names no heading");
    }
    return Optional.empty();
  }

  @Test
  void eachRelativeLinkNamesAFileAndAHeading() {
    assertThat(Pages.all()).hasSizeGreaterThan(100);
    assertThat(Pages.all().stream().flatMap(page -> faults(page).stream())).isEmpty();
  }

  /** A file of the repository, from its root: a document may name a folder or a pattern as well. */
  private static final Pattern FILE =
      Pattern.compile("`((?:src|frontend|\\.github)/[\\w./-]+\\.[a-zA-Z]+)`");

  private static List<String> missingFiles(String text) {
    return FILE.matcher(text)
        .results()
        .map(file -> file.group(1))
        .filter(file -> !Files.exists(Path.of(file)))
        .toList();
  }

  @Test
  void eachFileThatADocumentNamesExists() {
    assertThat(
            Pages.all().stream()
                .filter(page -> !page.toString().contains("/adr/"))
                .filter(page -> !page.endsWith("CHANGELOG.md"))
                .flatMap(page -> missingFiles(Pages.read(page)).stream()))
        .isEmpty();
  }

  @Test
  void aMissingFileIsFound() {
    assertThat(missingFiles("`src/none.ts` `pom.xml` `src/docs/index.md` `src/main/java`"))
        .containsExactly("src/none.ts");
  }

  @ParameterizedTest
  @CsvSource({
    "[a](other.md), 0",
    "[a](other.md#there-it-is), 0",
    "[a](other.md#there-it-is-1), 0",
    "[a](#here), 0",
    "![a](other.md), 0",
    "[a](https://example.com/none.md#none), 0",
    "`[a](none.md)`, 0",
    "[a](none.md), 1",
    "![a](none.png), 1",
    "[a](other.md#none), 1",
    "[a](#none), 1"
  })
  void aLinkThatNamesNothingIsFound(String text, int faults, @TempDir Path folder)
      throws Exception {
    Files.writeString(
        folder.resolve("other.md"), "# Other\n\n## There, `it` is\n\n## There it is\n");
    var page = Files.writeString(folder.resolve("page.md"), "# Here\n\n" + text + "\n");
    assertThat(faults(page)).hasSize(faults);
  }

  @Test
  void aHeadingInCodeIsNone() {
    assertThat(
            Stream.of("# A", "```", "# B", "```")
                .reduce((a, b) -> a + "\n" + b)
                .map(LinksTest::anchors))
        .hasValue(Set.of("a"));
  }
}
