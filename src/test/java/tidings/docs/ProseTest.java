package tidings.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Phrases that were replaced by standard terms do not return: {@code phrases.md} lists them. */
class ProseTest {

  private static final Path LIST = Path.of("src/test/resources/phrases.md");
  private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

  /** Texts that people read. */
  enum Scope {
    /** Documents, without their code. */
    DOCS {
      @Override
      Stream<Path> files() {
        return Pages.all().stream();
      }

      @Override
      String prose(String text) {
        return blank(CODE_SPAN, blank(FENCE, text));
      }
    },
    /** Comments and string literals of Java. */
    JAVA {
      @Override
      Stream<Path> files() {
        return Stream.of("src/main/java", "src/test/java")
            .flatMap(folder -> Pages.below(Path.of(folder), ".java").stream());
      }

      @Override
      String prose(String text) {
        var prose = new StringBuilder();
        int end = 0;
        for (var found : JAVA_TEXT.matcher(text).results().toList()) {
          prose.append(spaces(text.substring(end, found.start())));
          prose.append(blank(LINE_OF_COMMENT, found.group()));
          end = found.end();
        }
        return blank(JAVADOC_TAG, prose.append(spaces(text.substring(end))).toString());
      }
    },
    /** The descriptions of calls. */
    API {
      @Override
      Stream<Path> files() {
        return Stream.of(Path.of("src/main/webapp/META-INF/openapi.yaml"));
      }

      @Override
      String prose(String text) {
        return text;
      }
    },
    /** The words of the console. */
    CONSOLE {
      @Override
      Stream<Path> files() {
        return Pages.below(Path.of("frontend/apps/console/src/i18n"), ".ts").stream();
      }

      @Override
      String prose(String text) {
        return text;
      }
    };

    private static final Pattern FENCE =
        Pattern.compile("^ *```.*?^ *```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern CODE_SPAN = Pattern.compile("`[^`\n]+`");
    private static final Pattern JAVA_TEXT =
        Pattern.compile(
            "\"\"\"(?:[^\\\\]|\\\\.)*?\"\"\"|\"(?:[^\"\\\\\n"
                + "]|\\\\.)*+\"|'(?:[^'\\\\\n"
                + "]|\\\\.)+'|//[^\n"
                + "]*|/\\*.*?\\*/",
            Pattern.DOTALL);
    private static final Pattern LINE_OF_COMMENT =
        Pattern.compile("^ *(?:\\*|//)", Pattern.MULTILINE);
    private static final Pattern JAVADOC_TAG = Pattern.compile("\\{@\\w+ [^{}]*}");

    abstract Stream<Path> files();

    /** The text with spaces in the place of all that is not prose: lines keep their numbers. */
    abstract String prose(String text);

    private static String blank(Pattern pattern, String text) {
      return pattern.matcher(text).replaceAll(found -> spaces(found.group()));
    }

    private static String spaces(String text) {
      var spaces = new StringBuilder(text.length());
      text.chars().forEach(c -> spaces.append(c == '\n' ? '\n' : ' '));
      return spaces.toString();
    }
  }

  /**
   * A row of the list.
   *
   * @param except names of files
   */
  record Phrase(String words, String say, Set<Scope> scopes, Set<String> except) {

    static Phrase of(String row) {
      var cells = row.split("\\|", -1);
      assertThat(cells).as(row).hasSize(6);
      var scopes =
          cells[3].strip().equals("all")
              ? Set.of(Scope.values())
              : words(cells[3]).stream()
                  .map(name -> Scope.valueOf(name.toUpperCase(Locale.ROOT)))
                  .collect(Collectors.toSet());
      return new Phrase(cells[1].strip(), cells[2].strip(), scopes, Set.copyOf(words(cells[4])));
    }

    private static List<String> words(String cell) {
      return Arrays.stream(cell.split(",")).map(String::strip).filter(w -> !w.isEmpty()).toList();
    }

    /** Whole words in any case, with any white space between them. */
    Pattern pattern() {
      var parts = Arrays.stream(words.split(" ")).map(Pattern::quote);
      return Pattern.compile(
          "(?<![\\w-])" + parts.collect(Collectors.joining("\\s+")) + "(?![\\w-])",
          Pattern.CASE_INSENSITIVE);
    }

    Stream<String> in(Path file, String prose) {
      return except.contains(file.getFileName().toString())
          ? Stream.empty()
          : pattern().matcher(prose).results().map(found -> report(file, prose, found.start()));
    }

    private String report(Path file, String prose, int at) {
      long line = prose.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
      return "%s:%d: '%s': say %s".formatted(file, line, words, say);
    }
  }

  static List<Phrase> phrases() {
    var rows = Pages.read(LIST).lines().filter(line -> line.startsWith("| ")).skip(1).toList();
    assertThat(rows).hasSizeGreaterThan(50);
    return rows.stream().map(Phrase::of).toList();
  }

  private static List<String> found(Scope scope, List<Phrase> phrases, Path file, String text) {
    var prose = scope.prose(text);
    // Far quicker than to look for each pattern, of which hardly any is there.
    var plain = WHITE_SPACE.matcher(prose).replaceAll(" ").toLowerCase(Locale.ROOT);
    return phrases.stream()
        .filter(phrase -> phrase.scopes().contains(scope))
        .filter(phrase -> plain.contains(phrase.words().toLowerCase(Locale.ROOT)))
        .flatMap(phrase -> phrase.in(file, prose))
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void noPhraseOfTheListIsInATextOfItsScope(Scope scope) {
    var phrases = phrases();
    assertThat(scope.files()).isNotEmpty();
    assertThat(
            scope.files().flatMap(file -> found(scope, phrases, file, Pages.read(file)).stream()))
        .isEmpty();
  }

  /**
   * In the middle of a sentence, at a line's end, in capitals: a rule that cannot fail guards
   * nothing.
   */
  @ParameterizedTest
  @MethodSource("phrases")
  void eachPhraseIsFound(Phrase phrase) {
    assertThat(phrase.say()).isNotEmpty();
    assertThat(phrase.scopes()).isNotEmpty();
    var file = Path.of("fixture.md");
    var text = "First line.\nSo %s, it says.".formatted(phrase.words().replaceFirst(" ", "\n"));
    assertThat(phrase.in(file, Scope.DOCS.prose(text))).hasSize(1);
    assertThat(phrase.in(file, text.toUpperCase(Locale.ROOT))).hasSize(1);
    assertThat(phrase.in(file, text.replace("So ", "Sox"))).isEmpty();
  }

  @Test
  void aFileCanBeExempt() {
    var phrase = Phrase.of("| anew | again | docs | page.md |");
    assertThat(phrase.in(Path.of("a/page.md"), "anew")).isEmpty();
    assertThat(phrase.in(Path.of("a/other.md"), "x\nanew"))
        .containsExactly("a/other.md:2: 'anew': say again");
  }

  @Test
  void codeOfADocumentIsNotRead() {
    assertThat(Scope.DOCS.prose("It is `anew`.\n```\nanew\n```\n")).doesNotContain("anew");
  }

  @Test
  void commentsAndLiteralsOfJavaAreRead() {
    var code =
        """
        /** Begins
         * anew, {@code anew}. */
        int anew = '"'; // and anew
        String s = "anew \\" anew" + anew() + \"""
            not "anew"
            \""";
        """;
    var phrase = Phrase.of("| anew | again | java | |");
    assertThat(phrase.in(Path.of("A.java"), Scope.JAVA.prose(code)))
        .extracting(report -> report.replaceFirst(": '.*", ""))
        .containsExactly("A.java:2", "A.java:3", "A.java:4", "A.java:4", "A.java:5");
    assertThat(
            Phrase.of("| begins anew | x | java | |").in(Path.of("A.java"), Scope.JAVA.prose(code)))
        .hasSize(1);
  }
}
