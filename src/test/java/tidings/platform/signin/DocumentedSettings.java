package tidings.platform.signin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The environment variables that a section of {@code security.md} tells its readers to copy. */
final class DocumentedSettings {

  static final String ISSUER = "MP_JWT_VERIFY_ISSUER";
  static final String AUDIENCES = "MP_JWT_VERIFY_AUDIENCES";
  static final String ID_TOKEN_ISSUER = "TIDINGS_OIDC_ISSUER";
  static final String CLIENT = "TIDINGS_OIDC_CLIENT_ID";
  static final String SCOPES = "TIDINGS_OIDC_SCOPES";

  private static final Path PAGE = Path.of("src/docs/security.md");
  private static final String HEADING = "## ";

  /** A value in quotes, or up to the comment. */
  private static final Pattern EXPORT =
      Pattern.compile(" {4}export (\\w+)=(?:\"([^\"]*)\"|(\\S*)).*");

  private final Map<String, String> values;

  private DocumentedSettings(Map<String, String> values) {
    this.values = values;
  }

  /**
   * The settings of a section.
   *
   * @param heading without its marks
   */
  static DocumentedSettings under(String heading) {
    var values = new LinkedHashMap<String, String>();
    lines()
        .dropWhile(line -> !line.equals(HEADING + heading))
        .skip(1)
        .takeWhile(line -> !line.startsWith(HEADING))
        .map(EXPORT::matcher)
        .filter(found -> found.matches())
        .forEach(
            found -> {
              var value = found.group(2) == null ? found.group(3) : found.group(2);
              var issuer = values.getOrDefault(ISSUER, "");
              values.put(found.group(1), value.replace("$" + ISSUER, issuer));
            });
    if (values.isEmpty()) {
      throw new IllegalStateException("no settings under '" + heading + "'");
    }
    return new DocumentedSettings(values);
  }

  private static Stream<String> lines() {
    try {
      return Files.readAllLines(PAGE).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The settings with another issuer of ID tokens, which the addresses of keys follow. */
  DocumentedSettings at(String issuer) {
    var moved = new LinkedHashMap<String, String>();
    values.forEach(
        (variable, value) -> moved.put(variable, value.replace(issuerOfIdTokens(), issuer)));
    return new DocumentedSettings(moved);
  }

  /** The settings with another value of one variable. */
  DocumentedSettings with(String variable, String value) {
    var changed = new LinkedHashMap<>(values);
    changed.put(variable, value);
    return new DocumentedSettings(changed);
  }

  Map<String, String> values() {
    return Map.copyOf(values);
  }

  String issuerOfIdTokens() {
    return get(ID_TOKEN_ISSUER, get(ISSUER, ""));
  }

  String get(String variable, String otherwise) {
    return values.getOrDefault(variable, otherwise);
  }

  List<String> list(String variable, String otherwise) {
    return List.of(get(variable, otherwise).split(","));
  }
}
