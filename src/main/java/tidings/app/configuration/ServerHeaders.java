package tidings.app.configuration;

import java.util.Set;
import org.eclipse.microprofile.config.Config;

/**
 * Which headers the server puts on every answer, and takes off it, by the variable of the {@code
 * server.xml} that is shipped. Its metrics let the pages of every origin read them, which only the
 * endpoint can take back, for all answers at once: those for trusted origins would be lost, too. A
 * server without the variable has nothing to check.
 */
public final class ServerHeaders {

  private static final String VARIABLE = "http.headers";
  private static final String OWN = "own";
  private static final Set<String> VALUES = Set.of(OWN, "cors");
  private static final String ORIGINS = "tidings.cors.origins";

  private ServerHeaders() {}

  /**
   * @throws IllegalArgumentException if the pages of trusted origins could read nothing
   */
  public static void check(Config config) {
    var headers = config.getOptionalValue(VARIABLE, String.class).map(String::strip);
    if (headers.isEmpty()) {
      return;
    }
    var value = headers.get();
    if (!VALUES.contains(value)) {
      throw new IllegalArgumentException(
          "%s must be own or cors, but is '%s'".formatted(VARIABLE, value));
    }
    boolean hasOrigins =
        config.getOptionalValue(ORIGINS, String.class).filter(it -> !it.isBlank()).isPresent();
    if (hasOrigins && value.equals(OWN)) {
      throw new IllegalArgumentException(
          "%s names origins, but %s is own, with which no answer lets them read it: set %s=cors"
              .formatted(ORIGINS, VARIABLE, ConfigurationKey.environmentName(VARIABLE)));
    }
  }
}
