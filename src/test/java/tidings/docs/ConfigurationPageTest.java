package tidings.docs;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tidings.app.configuration.KeyRange;

/**
 * {@code src/docs/configuration.md} has each key once, with the default and the range that it has:
 * the page is compared with the files of defaults and with the keys that the code reads.
 */
class ConfigurationPageTest {

  private static final Path PAGE = Path.of("src/docs/configuration.md");
  private static final Path PROPERTIES =
      Path.of("src/main/resources/META-INF/microprofile-config.properties");
  private static final Path SERVER = Path.of("src/main/liberty/config/server.xml");
  private static final Path CODE = Path.of("src/main/java");

  private static final String FIXED = "## Which keys are fixed?";
  private static final String PASSED_ON = "tidings.kafka.client.*";

  /** Each with its default, or as an example that is commented out. */
  private static final Pattern PROPERTY = Pattern.compile("(#?)([a-z][a-z0-9.-]*)=(.*)");

  private static final Pattern VARIABLE =
      Pattern.compile("<variable name=\"([^\"]+)\"\\s+defaultValue=\"([^\"]*)\"");

  /** A key that a bean injects, by its name or by a constant, and the type of its value. */
  private static final Pattern INJECTED =
      Pattern.compile("@ConfigProperty\\(name = (?:\"([^\"]+)\"|(\\w+))\\)\\s+([\\w<>]+)");

  private static final Pattern READ =
      Pattern.compile(
          "get(?:Optional)?Values?\\(\\s*(?:\"([^\"]+)\"|(\\w+)),|list\\(config,"
              + " (?:\"([^\"]+)\"|(\\w+))\\)");

  private static final Pattern CONSTANT =
      Pattern.compile("static final String (\\w+) =\\s+\"([^\"]+)\";");

  private static final Set<String> RANGED = Set.of("int", "long", "TimeSpan", "ByteSize");

  /** Texts in documents that begin as keys do: events, topics, files, a logger. */
  private static final Pattern NO_KEY =
      Pattern.compile(
          "tidings\\.(?:open|close|gap|beat|stale|fresh|reauth|events|dead-letters|revocations|audit"
              + "|zip|war|env|cdx\\.json|api|app|client|docs|event|ingress|it|log|ops|platform|push|runs|sse"
              + "|sessions|tidings|slow)(?:\\..*)?");

  /** Names that a page shows as wrong, of Kubernetes, of the clients of Kafka, and of tests. */
  private static final Pattern NO_VARIABLE =
      Pattern.compile(
          "TIDINGS_(?:LIMITS_CONECTIONS|PORT|SERVICE_HOST|KAFKA_CLIENT_\\w+|URL|TOKEN|TYPES|SILENCE"
              + "|SCHEDULES|PICTURES|EVERY_WIDTH|CONTROL|TRACE)");

  /** A row of a table. */
  private record Row(
      String key, String defaultValue, String unit, String range, String since, String purpose) {

    static Row of(String line) {
      var cells =
          Pattern.compile("(?<!\\\\)\\|").splitAsStream(line).map(String::strip).skip(1).toList();
      assertThat(cells).as(line).hasSize(6);
      assertThat(cells.getFirst()).as(line).matches("`[^`]+`");
      return new Row(
          cells.get(0).replace("`", ""),
          cells.get(1),
          cells.get(2),
          cells.get(3),
          cells.get(4),
          cells.get(5));
    }
  }

  private static String page() {
    return read(PAGE);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Row> rows() {
    var tables = page().split(Pattern.quote(FIXED), -1)[0];
    return tables.lines().filter(line -> line.startsWith("| `")).map(Row::of).toList();
  }

  /** Keys in the table of those that are not for operators. */
  private static Set<String> fixed() {
    var parts = page().split(Pattern.quote(FIXED), -1);
    assertThat(parts).as(FIXED).hasSize(2);
    return Pattern.compile("(?m)^\\| `([^`]+)`")
        .matcher(parts[1])
        .results()
        .map(found -> requireNonNull(found.group(1)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, String> defaults() {
    var defaults = new TreeMap<String, String>();
    properties().forEach((key, value) -> value.ifPresent(text -> defaults.put(key, text)));
    return defaults;
  }

  /** The keys of the file; one that is commented out has no value. */
  private static Map<String, Optional<String>> properties() {
    var properties = new TreeMap<String, Optional<String>>();
    for (var line : read(PROPERTIES).lines().toList()) {
      var found = PROPERTY.matcher(line);
      if (found.matches()) {
        var value =
            requireNonNull(found.group(1)).isEmpty()
                ? Optional.of(requireNonNull(found.group(3)))
                : Optional.<String>empty();
        assertThat(properties.put(requireNonNull(found.group(2)), value)).as(line).isNull();
      }
    }
    return properties;
  }

  /** Variables of the server that are not keys of the application, by their environment names. */
  private static Map<String, String> variables() {
    return VARIABLE
        .matcher(read(SERVER))
        .results()
        .filter(found -> !requireNonNull(found.group(1)).startsWith("tidings."))
        .collect(
            Collectors.toMap(
                found -> environmentName(requireNonNull(found.group(1))),
                found -> requireNonNull(found.group(2))));
  }

  private static String environmentName(String key) {
    return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }

  /** The name that the page has for a key that the code reads. */
  private static String onPage(String key) {
    return key.startsWith("tidings.") || key.startsWith("mp.") ? key : environmentName(key);
  }

  private static Stream<Path> code() {
    try (var files = Files.walk(CODE)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keys that the code reads, and for those that a bean injects the type of the value. */
  private static Map<String, String> keysInCode() {
    var keys = new TreeMap<String, String>();
    code().map(ConfigurationPageTest::read).forEach(text -> collectKeys(text, keys));
    return keys;
  }

  private static void collectKeys(String text, Map<String, String> keys) {
    var constants = new HashMap<String, String>();
    CONSTANT
        .matcher(text)
        .results()
        .forEach(
            found -> constants.put(requireNonNull(found.group(1)), requireNonNull(found.group(2))));
    INJECTED
        .matcher(text)
        .results()
        .forEach(
            found -> {
              var name = found.group(1);
              var key = name == null ? constants.get(requireNonNull(found.group(2))) : name;
              var type = requireNonNull(found.group(3)).replaceAll("Optional<(\\w+)>", "$1");
              keys.put(requireNonNull(key), type);
            });
    READ.matcher(text)
        .results()
        .flatMap(found -> Stream.of(1, 2, 3, 4).map(found::group))
        .filter(name -> name != null)
        .map(name -> constants.getOrDefault(name, name))
        .filter(key -> key.matches("(?:tidings|mp|http|https|management|keystore)\\.[a-z.-]+[a-z]"))
        .forEach(key -> keys.putIfAbsent(key, ""));
  }

  private static Set<String> keysOnPage() {
    return rows().stream().map(Row::key).collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void eachKeyIsThereOnce() {
    assertThat(rows()).extracting(Row::key).doesNotHaveDuplicates().hasSizeGreaterThan(150);
  }

  @Test
  void thePageHasTheKeysOfTheFilesOfDefaultsAndNoOther() {
    var known = new TreeSet<>(properties().keySet());
    known.addAll(variables().keySet());
    known.add(PASSED_ON);
    var onPage = keysOnPage();
    onPage.addAll(fixed());
    assertThat(onPage).containsExactlyElementsOf(known);
  }

  @Test
  void thePageHasTheKeysThatTheCodeReadsAndNoOther() {
    var read = new TreeSet<String>();
    keysInCode().keySet().forEach(key -> read.add(onPage(key)));
    assertThat(keysOnPage()).containsAll(read);
    var ofApplication = keysOnPage();
    ofApplication.removeAll(variables().keySet());
    ofApplication.remove(PASSED_ON);
    assertThat(read).containsAll(ofApplication);
  }

  @Test
  void eachDefaultIsThatOfItsFile() {
    var defaults = defaults();
    assertThat(rows())
        .filteredOn(row -> !variables().containsKey(row.key()))
        .allSatisfy(
            row -> {
              var value = defaults.get(row.key());
              if (value != null) {
                assertThat(row.defaultValue()).as(row.key()).isEqualTo("`" + value + "`");
              } else if (!row.key().equals("tidings.start.failure")) {
                assertThat(row.defaultValue()).as(row.key()).startsWith("none");
              }
            });
  }

  @Test
  void eachDefaultOfTheServerIsThatOfItsFile() {
    var variables = variables();
    var compared = new ArrayList<String>();
    for (var row : rows()) {
      var value = variables.get(row.key());
      if (value != null && row.defaultValue().matches("`[^`]*`")) {
        assertThat(row.defaultValue()).as(row.key()).isEqualTo("`" + value + "`");
        compared.add(row.key());
      }
    }
    assertThat(variables).hasSize(compared.size() + 3);
    assertThat(compared)
        .doesNotContain("KEYSTORE_LOCATION", "KEYSTORE_PASSWORD", "SSL_CIPHERS")
        .contains("HTTP_PORT", "HTTP_CORE_THREADS");
  }

  @Test
  void whatTheShippedServerSetsIsNamed() {
    assertThat(read(SERVER)).contains("name=\"tidings.start.failure\" defaultValue=\"exit\"");
    assertThat(rows())
        .filteredOn(row -> row.key().equals("tidings.start.failure"))
        .extracting(Row::defaultValue)
        .containsExactly("`fail`; `exit` in the shipped server");
  }

  @Test
  void eachRangeIsTheOneThatTheCodeChecks() {
    var ranges = new TreeMap<String, String>();
    KeyRange.all().forEach((key, range) -> ranges.put(onPage(key), range.text()));
    var shown = new TreeMap<String, String>();
    rows().stream()
        .filter(row -> ranges.containsKey(row.key()))
        .forEach(row -> shown.put(row.key(), row.range()));
    assertThat(shown).containsExactlyEntriesOf(ranges);
  }

  @Test
  void eachNumberTimeAndSizeHasARange() {
    var ranged = new TreeSet<String>();
    keysInCode()
        .forEach(
            (key, type) -> {
              if (RANGED.contains(type) || type.equals("Integer")) {
                ranged.add(key);
              }
            });
    assertThat(KeyRange.all().keySet()).containsExactlyElementsOf(ranged).hasSizeGreaterThan(90);
  }

  @Test
  void eachRowSaysWhatItsKeyIsForAndSinceWhen() {
    var version = Pattern.compile("<version>(\\d+\\.\\d+)").matcher(read(Path.of("pom.xml")));
    assertThat(version.find()).isTrue();
    assertThat(rows())
        .allSatisfy(
            row -> {
              assertThat(row.unit()).as(row.key()).isNotBlank();
              assertThat(row.range()).as(row.key()).isNotBlank();
              assertThat(row.since()).as(row.key()).isLessThanOrEqualTo(version.group(1));
              assertThat(row.purpose()).as(row.key()).matches("[A-Z`].*[.]");
              assertThat(row.purpose().split(" ", -1)).as(row.purpose()).hasSizeLessThan(31);
            });
  }

  @Test
  void eachKeyThatADocumentNamesExists() throws IOException {
    var keys = keysOnPage();
    var environment =
        keys.stream().map(ConfigurationPageTest::environmentName).collect(Collectors.toSet());
    List<Path> documents;
    try (var files = Files.walk(Path.of("src/docs"))) {
      documents =
          Stream.concat(
                  files.filter(file -> file.toString().endsWith(".md")),
                  Stream.of(Path.of("README.md")))
              .toList();
    }
    for (var document : documents) {
      var text = read(document);
      assertThat(named(text, "(?<![\\w./@-])tidings\\.[a-z][a-z.-]*[a-z]"))
          .as(document.toString())
          .filteredOn(name -> !NO_KEY.matcher(name).matches() && !isKey(name, keys))
          .isEmpty();
      assertThat(named(text, "(?<!\\w)TIDINGS_[A-Z_]*[A-Z]"))
          .as(document.toString())
          .filteredOn(name -> !NO_VARIABLE.matcher(name).matches() && !environment.contains(name))
          .isEmpty();
    }
  }

  private static boolean isKey(String name, Set<String> keys) {
    return name.startsWith("tidings.kafka.client")
        || keys.stream().anyMatch(key -> environmentName(key).equals(environmentName(name)))
        || keys.stream().anyMatch(key -> key.startsWith(name + "."));
  }

  private static Set<String> named(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(found -> found.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
