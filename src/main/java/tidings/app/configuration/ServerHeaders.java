package tidings.app.configuration;

import java.util.Set;
import org.eclipse.microprofile.config.Config;

/**
 * Checks the headers that the server adds to every answer, or removes, by the variable of the
 * shipped {@code server.xml}. The server's metrics allow pages of every origin to read them. Only
 * the endpoint can take that back, for all answers together: the headers for trusted origins would
 * be lost, too. A server without the variable has nothing to check.
 */
public final class ServerHeaders {

  private static final String VARIABLE = "http.headers";
  private static final String SAME_ORIGIN = "same-origin";
  private static final Set<String> VALUES = Set.of(SAME_ORIGIN, "cors");
  private static final String ORIGINS = "tidings.cors.origins";

  private ServerHeaders() {}

  /**
   * @throws IllegalArgumentException if the pages of trusted origins could not read any answer
   */
  public static void check(Config config) {
    var headers = config.getOptionalValue(VARIABLE, String.class).map(String::strip);
    if (headers.isEmpty()) {
      return;
    }
    var value = headers.get();
    if (!VALUES.contains(value)) {
      throw new IllegalArgumentException(
          "%s must be same-origin or cors, but is '%s'".formatted(VARIABLE, value));
    }
    boolean hasOrigins =
        config.getOptionalValue(ORIGINS, String.class).filter(it -> !it.isBlank()).isPresent();
    if (hasOrigins && value.equals(SAME_ORIGIN)) {
      throw new IllegalArgumentException(
          "%s names origins, but %s is same-origin, with which no answer lets them read it: set %s=cors"
              .formatted(ORIGINS, VARIABLE, ConfigurationKey.environmentName(VARIABLE)));
    }
  }
}
