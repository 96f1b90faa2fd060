package tidings.app.configuration;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds configuration without effect because no key has its name: otherwise a misspelt name would
 * leave the default in force without any notice.
 *
 * @param known names of all keys
 */
public record UnknownKeys(Collection<String> known) {

  private static final Pattern OWN =
      Pattern.compile("(?:tidings|mp\\.jwt)\\..+|(?:TIDINGS|MP_JWT)_.+");

  /** Prefix of the keys that are passed on, whatever their name. */
  private static final String PASSED_ON = "TIDINGS_KAFKA_CLIENT_";

  /** Variables that Kubernetes and Docker set for a service with the name tidings. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile("TIDINGS_(?:.+_)?(?:SERVICE_(?:HOST|PORT)|PORT(?:_\\d+_.*)?)(?:_.*)?");

  /** One wrong letter in this many is taken for a mistake; a name with more is another name. */
  private static final int LETTERS_PER_MISTAKE = 4;

  /**
   * The lines for the operator.
   *
   * @param given names of properties and environment variables, including those of other programs
   * @return a line for each that looks like a key and is none, in a stable order
   */
  public List<String> lines(Collection<String> given) {
    var byVariable = new TreeMap<String, String>();
    known.forEach(key -> byVariable.put(ConfigurationKey.environmentName(key), key));
    var unknown = new TreeMap<String, String>();
    given.stream()
        .filter(name -> OWN.matcher(name).matches())
        .sorted() // the variable precedes the property that MicroProfile Config derives from it
        .forEach(name -> unknown.putIfAbsent(ConfigurationKey.environmentName(name), name));
    unknown.keySet().removeIf(variable -> isKnown(variable, byVariable));
    return unknown.values().stream().map(name -> line(name, byVariable)).toList();
  }

  private static boolean isKnown(String variable, Map<String, String> byVariable) {
    return byVariable.containsKey(variable)
        || variable.startsWith(PASSED_ON)
        || SERVICE_LINK.matcher(variable).matches();
  }

  private static String line(String name, Map<String, String> byVariable) {
    return "The configuration '%s' has no effect: no key has this name%s"
        .formatted(
            name,
            nearest(ConfigurationKey.environmentName(name), byVariable)
                .map(key -> ". Did you mean " + key + "?")
                .orElse(""));
  }

  private static Optional<String> nearest(String variable, Map<String, String> byVariable) {
    @Nullable String best = null;
    int least = variable.length() / LETTERS_PER_MISTAKE + 1;
    for (var candidate : byVariable.entrySet()) {
      int distance = distance(variable, candidate.getKey());
      if (distance < least) {
        least = distance;
        best = candidate.getValue();
      }
    }
    return Optional.ofNullable(best);
  }

  /** Letters to insert, to remove or to replace (Levenshtein). */
  private static int distance(String one, String other) {
    var row = new int[other.length() + 1];
    for (int i = 0; i < row.length; i++) {
      row[i] = i;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
