package tidings.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names that were replaced by standard terms do not return: {@code names.md} lists them. */
class NamesTest {

  private static final Path LIST = Path.of("src/test/resources/names.md");

  private static final List<String> CODE = List.of("src/main/java", "src/test/java", "frontend");

  private static final String MODIFIERS =
      "(?m)^\\s*(?:(?:export|default|declare|public|protected|private|static|final|abstract|sealed"
          + "|non-sealed|synchronized|async|readonly|override) +)*";

  private static final Pattern TYPE =
      Pattern.compile(MODIFIERS + "(?:class|interface|record|enum|@interface|type) +(\\w+)");

  /** Of Java with its result, or a getter, a function or a method of TypeScript. */
  private static final Pattern METHOD =
      Pattern.compile(
          MODIFIERS
              + "(?:<[^>]+> )?(?:(?!return|new|else|throw|yield|assert|await)[\\w<>\\[\\]@?.]+,?"
              + " +)*#?(\\w+)\\([^;]*?\\)[^;{}]*\\{");

  /**
   * A row of the list.
   *
   * @param except names of files
   */
  record Name(String name, Pattern kind, Set<String> except) {

    static Name of(String row) {
      var cells = Arrays.stream(row.split("\\|", -1)).map(String::strip).toList();
      assertThat(cells).as(row).hasSize(6);
      assertThat(cells.get(2)).as(row).isIn("type", "method");
      assertThat(cells.get(3)).as(row).isNotEmpty();
      var except = Arrays.stream(cells.get(4).split(",")).map(String::strip);
      return new Name(
          cells.get(1),
          cells.get(2).equals("type") ? TYPE : METHOD,
          except.collect(Collectors.toSet()));
    }
  }

  static List<Name> names() {
    var rows = Pages.read(LIST).lines().filter(line -> line.startsWith("| ")).skip(1).toList();
    assertThat(rows).hasSizeGreaterThan(50);
    return rows.stream().map(Name::of).toList();
  }

  private static Set<String> declared(Pattern kind, String text) {
    return kind.matcher(text).results().map(one -> one.group(1)).collect(Collectors.toSet());
  }

  private static Stream<String> faults(List<Name> names, Path file, String text) {
    var types = declared(TYPE, text);
    var methods = declared(METHOD, text);
    return names.stream()
        .filter(name -> (name.kind() == TYPE ? types : methods).contains(name.name()))
        .filter(name -> !name.except().contains(file.getFileName().toString()))
        .map(name -> file + " declares " + name.name());
  }

  private static Stream<Path> files() {
    return CODE.stream()
        .map(Path::of)
        .flatMap(
            folder ->
                Stream.of(".java", ".ts", ".tsx")
                    .flatMap(ending -> Pages.below(folder, ending).stream()));
  }

  @Test
  void noNameOfTheListIsDeclared() {
    var names = names();
    assertThat(files().count()).isGreaterThan(1000);
    assertThat(files().flatMap(file -> faults(names, file, Pages.read(file)))).isEmpty();
  }

  /** In Java and in TypeScript: a rule that cannot fail guards nothing. */
  @ParameterizedTest
  @MethodSource("names")
  void eachNameIsFound(Name name) {
    var declarations =
        name.kind() == TYPE
            ? List.of(
                "public final class %s {}",
                "  private record %s(int a) {}",
                "  sealed interface %s permits A {}",
                "export interface %s {",
                "type %s = string;")
            : List.of(
                "  void %s() {}",
                "  private static Map<String, Integer> %s(int a) throws X {",
                "  %s(a: string): void {",
                "export function %s(): void {",
                "  async #%s() {");
    assertThat(declarations)
        .allSatisfy(
            declaration ->
                assertThat(faults(names(), Path.of("F.ts"), declaration.formatted(name.name())))
                    .hasSize(1));
  }

  @Test
  void aUseOfANameIsNone() {
    var uses =
        """
        // class Asked is none
        var asked = told(1);
        return told(2);
        Asked asked = new Asked() {};
        if (file(3)) {
          file(4);
        }
        """;
    assertThat(faults(names(), Path.of("F.java"), uses)).isEmpty();
  }
}
