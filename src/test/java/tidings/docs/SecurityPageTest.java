package tidings.docs;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code src/docs/security.md} answers each requirement of OWASP ASVS 5.0, levels 1 and 2. */
class SecurityPageTest {

  private static final Path PAGE = Path.of("src/docs/security.md");
  private static final Path REQUIREMENTS = Path.of("src/test/resources/asvs-5.0-levels-1-2.txt");
  private static final String HEADING = "\n## OWASP ASVS 5.0";

  private static final Set<String> STATES =
      Set.of("met", "operator", "provider", "partly", "not met");

  private static final String INAPPLICABLE = "Do not apply: ";
  private static final Pattern REASON = Pattern.compile("\\([^)]*\\)");

  /** One id, or a range of ids of one section: {@code V6.2.1–V6.2.12}. */
  private static final Pattern IDS = Pattern.compile("(V\\d+\\.\\d+\\.)(\\d+)(?:–\\1(\\d+))?");

  private static final Pattern TEST_OF_JAVA = Pattern.compile("`(\\w+(?:IT|Test))`");
  private static final Pattern TEST_OF_FRONTEND =
      Pattern.compile("`([\\w.]+\\.(?:test\\.tsx?|spec\\.ts))`");

  /** An answer in a table. */
  private record Row(String id, String level, String state) {

    static Row of(String line) {
      var cells = line.split(" \\| ", -1);
      assertThat(cells).as(line).hasSize(4);
      var requirement = cells[0].replaceFirst("^\\| ", "");
      return new Row(requirement.replaceFirst(" .*", ""), cells[1], cells[2]);
    }
  }

  private static String page() throws IOException {
    return Files.readString(PAGE);
  }

  private static List<String> section() throws IOException {
    var page = page();
    int begin = page.indexOf(HEADING);
    assertThat(begin).as(HEADING).isPositive();
    return page.substring(begin).lines().toList();
  }

  private static List<Row> rows() throws IOException {
    return section().stream().filter(line -> line.startsWith("| V")).map(Row::of).toList();
  }

  private static Map<String, String> levels() throws IOException {
    var levels = new LinkedHashMap<String, String>();
    for (var line : Files.readAllLines(REQUIREMENTS)) {
      if (!line.startsWith("#")) {
        var parts = line.split(" ", 2);
        levels.put(parts[0], parts[1]);
      }
    }
    return levels;
  }

  private static Stream<String> inapplicable(String line) {
    var ids = REASON.matcher(line.substring(INAPPLICABLE.length())).replaceAll("");
    assertThat(IDS.matcher(ids).replaceAll("")).as(line).matches("[ ,;.]*");
    return IDS.matcher(ids)
        .results()
        .flatMap(
            found -> {
              int first = Integer.parseInt(requireNonNull(found.group(2)));
              var last = found.group(3);
              return IntStream.rangeClosed(first, last == null ? first : Integer.parseInt(last))
                  .mapToObj(number -> found.group(1) + number);
            });
  }

  private static Set<String> named(Pattern pattern) throws IOException {
    return pattern
        .matcher(page())
        .results()
        .map(found -> requireNonNull(found.group(1)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> files(Path root) throws IOException {
    var names = new TreeSet<String>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.endsWith("node_modules")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            names.add(file.getFileName().toString());
            return FileVisitResult.CONTINUE;
          }
        });
    return names;
  }

  @Test
  void eachRequirementIsAnsweredOnceAndThereIsNoOther() throws IOException {
    var answered = new ArrayList<String>();
    rows().forEach(row -> answered.add(row.id()));
    section().stream()
        .filter(line -> line.startsWith(INAPPLICABLE))
        .flatMap(SecurityPageTest::inapplicable)
        .forEach(answered::add);
    assertThat(answered).containsExactlyInAnyOrderElementsOf(levels().keySet());
  }

  @Test
  void eachAnswerHasTheLevelOfItsRequirementAndAStateThatIsExplained() throws IOException {
    var levels = levels();
    assertThat(rows())
        .isNotEmpty()
        .allSatisfy(
            row -> {
              assertThat(row.level()).as(row.id()).isEqualTo(levels.get(row.id()));
              assertThat(row.state()).as(row.id()).isIn(STATES);
            });
    assertThat(section()).as("the states").anyMatch(line -> line.startsWith("| not met |"));
  }

  @Test
  void eachTestThatIsNamedExists() throws IOException {
    var ofJava = named(TEST_OF_JAVA).stream().map(name -> name + ".java").toList();
    assertThat(files(Path.of("src/test/java"))).containsAll(ofJava);
    assertThat(files(Path.of("frontend"))).containsAll(named(TEST_OF_FRONTEND));
  }
}
