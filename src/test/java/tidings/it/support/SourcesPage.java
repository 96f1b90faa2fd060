package tidings.it.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The rights that a node needs, word for word from {@code src/docs/sources.md}: a test that gives a
 * node these and no others shows that they are enough. Names and passwords are the test's own.
 */
public final class SourcesPage {

  private static final MarkdownPage PAGE = new MarkdownPage(Path.of("src/docs/sources.md"));

  /** The placeholder for a password on the page. */
  private static final String SECRET = "…";

  private SourcesPage() {}

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(one -> one.group(1))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * The rules of Kafka for a user.
   *
   * @param user replaces {@code tidings} also in the names of topics and groups
   */
  public static Set<AclBinding> kafkaRights(String user) {
    var rights = new LinkedHashSet<AclBinding>();
    for (var command : PAGE.block("### Kafka", "bash").replace("\\\n", " ").lines().toList()) {
      assertEquals(
          Set.of("User:tidings"), found(Pattern.compile("--allow-principal (\\S+)"), command));
      for (var operation : found(Pattern.compile("--operation (\\S+)"), command)) {
        for (var type : List.of(ResourceType.TOPIC, ResourceType.GROUP)) {
          var option = "--" + type.name().toLowerCase(Locale.ROOT) + " (\\S+)";
          for (var name : found(Pattern.compile(option), command)) {
            rights.add(
                kafkaRight(
                    user,
                    type,
                    name.replaceFirst("^tidings\\.", user + "."),
                    AclOperation.fromString(operation)));
          }
        }
      }
    }
    assertFalse(rights.isEmpty());
    return rights;
  }

  /** A rule of Kafka for a user. */
  public static AclBinding kafkaRight(
      String user, ResourceType type, String name, AclOperation operation) {
    return new AclBinding(
        new ResourcePattern(type, name, PatternType.LITERAL),
        new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
  }

  /**
   * Settings of Kafka's clients by which a node signs in.
   *
   * @param authority a file of certificates
   */
  public static Map<String, String> kafkaClient(String user, String password, Path authority) {
    var text =
        PAGE.block("### Kafka", "properties")
            .replace("\"tidings\"", "\"" + user + "\"")
            .replace(SECRET, password);
    var read = new Properties();
    try {
      read.load(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var client = new HashMap<String, String>();
    read.forEach(
        (key, value) ->
            client.put(
                key.toString().replaceFirst("^tidings\\.kafka\\.client\\.", ""), value.toString()));
    assertNotNull(client.replace("ssl.truststore.location", authority.toString()));
    return client;
  }

  /**
   * The script that creates a role of PostgreSQL.
   *
   * @param role replaces {@code tidings} also in the name of the schema
   */
  public static String postgresRole(String role, String password) {
    return PAGE.block("### PostgreSQL", "sql")
        .replaceAll("\\btidings\\b", role)
        .replace(SECRET, password);
  }

  /**
   * The script that lets a role of PostgreSQL insert rows into the outbox of another.
   *
   * @param owner replaces {@code tidings} in the name of the schema
   */
  public static String postgresApplication(String owner, String role) {
    return PAGE.block("#### What does an application need there?", "sql")
        .replaceAll("\\btidings\\b", owner)
        .replaceAll("\\bapplication\\b", role);
  }

  /** The rules of Redis for a user with all rights that the page lists. */
  public static String[] redisRules(String password) {
    var words = PAGE.block("### Redis", "").replace(SECRET, password).strip().split("\\s+");
    assertEquals(List.of("ACL", "SETUSER", "tidings"), List.of(words).subList(0, 3));
    return List.of(words).subList(3, words.length).toArray(String[]::new);
  }

  /**
   * The rules of Redis for a user with some of these rights.
   *
   * @param keysAndChannels of the test's own, as rules
   * @param purposes first words of lines of the page's table
   */
  public static String[] redisRules(
      String password, List<String> keysAndChannels, String... purposes) {
    var rules =
        new ArrayList<>(List.of("on", ">" + password, "resetkeys", "resetchannels", "-@all"));
    rules.addAll(keysAndChannels);
    var code = Pattern.compile("`([^`]+)`");
    for (var purpose : purposes) {
      var lines = PAGE.text().lines().filter(line -> line.startsWith("| " + purpose)).toList();
      assertEquals(1, lines.size(), purpose);
      var cells = lines.getFirst().split("\\|", -1);
      Function<String, List<String>> words =
          cell ->
              found(code, cell).stream()
                  .flatMap(Pattern.compile("\\s+")::splitAsStream)
                  .filter(word -> word.startsWith("+") || word.startsWith("~tidings"))
                  .toList();
      rules.addAll(words.apply(cells[2]));
      rules.addAll(words.apply(cells[3]));
    }
    return rules.toArray(String[]::new);
  }
}
