package tidings.docs;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code src/docs/operations.md} has each metric, with the description that a scrape has. */
class OperationsPageTest {

  private static final Path PAGE = Path.of("src/docs/operations.md");
  private static final Path CODE = Path.of("src/main/java");

  private static final Pattern GAUGE =
      Pattern.compile("\"(tidings_[a-z_]+)\",\\s*\"((?:[^\"\\\\]|\\\\.)+)\"");

  private static final Pattern TIMER =
      Pattern.compile(
          "\\.withName\\(\"(tidings_[a-z_]+)\"\\)\\s*\\.withDescription\\(\"([^\"]+)\"\\)");

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(tidings_[a-z_]+)(?:\\{[a-z,]+})?` \\| (.+) \\|$");

  private static final Pattern NAME = Pattern.compile("(?<![\\w.])tidings_[a-z_]*[a-z]");

  /** Tables and functions of the database, and a cookie. */
  private static final Pattern DATABASE =
      Pattern.compile("tidings_(?:outbox|watch|unwatch|row_changed|schema|token|notes?)(?:_\\w+)?");

  /** Registered as metrics, and no other text that begins so. */
  private static final Pattern METRICS = Pattern.compile("org\\.eclipse\\.microprofile\\.metrics");

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> registered() throws IOException {
    var metrics = new TreeMap<String, String>();
    List<String> sources;
    try (var files = Files.walk(CODE)) {
      sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .map(OperationsPageTest::read)
              .filter(text -> METRICS.matcher(text).find())
              .toList();
    }
    for (var source : sources) {
      put(metrics, GAUGE, source, "");
      put(metrics, TIMER, source, "_seconds"); // which a scrape adds to a timer's name
    }
    return metrics;
  }

  private static Map<String, String> documented() {
    var metrics = new TreeMap<String, String>();
    put(metrics, ROW, read(PAGE), "");
    return metrics;
  }

  private static void put(Map<String, String> into, Pattern pattern, String text, String suffix) {
    pattern
        .matcher(text)
        .results()
        .forEach(
            found ->
                assertThat(into.put(found.group(1) + suffix, requireNonNull(found.group(2))))
                    .as(found.group(1))
                    .isNull());
  }

  @Test
  void eachMetricIsDescribedAsAScrapeDescribesIt() throws IOException {
    assertThat(documented()).containsExactlyEntriesOf(registered()).hasSizeGreaterThan(40);
  }

  @Test
  void eachMetricThatADocumentNamesExists() throws IOException {
    var metrics = documented().keySet();
    List<Path> documents;
    try (var files = Files.walk(Path.of("src/docs"))) {
      documents =
          Stream.concat(
                  files.filter(file -> file.toString().endsWith(".md")),
                  Stream.of(Path.of("README.md")))
              .toList();
    }
    for (var document : documents) {
      var named =
          NAME.matcher(read(document))
              .results()
              .map(MatchResult::group)
              .filter(name -> !DATABASE.matcher(name).matches());
      assertThat(named).as(document.toString()).isSubsetOf(metrics);
    }
  }

  /** As Prometheus wants it: a counter ends in total, a time or a size in its base unit. */
  @Test
  void nameOfAMetricEndsInItsUnit() {
    assertThat(documented())
        .allSatisfy(
            (name, description) -> {
              assertThat(name).doesNotContain("_millis", "_ms", "_kib", "_count");
              if (Stream.of("Age of ", "Time from ").anyMatch(description::startsWith)) {
                assertThat(name).endsWith("_seconds");
              }
              if (description.startsWith("Bytes ")) {
                assertThat(name).endsWith("_bytes");
              }
              if (description.startsWith("1 if ")) {
                assertThat(name).doesNotMatch(".*_(?:total|seconds|bytes)");
              }
            });
  }
}
