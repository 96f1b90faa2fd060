package tidings.app.configuration;

import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * Checks that there is a key store for the server's TLS port, by the variables of the shipped
 * {@code server.xml}. No password has a default, because it would be public: without one Liberty
 * neither creates a key store nor opens the port. A server with a configured port then does not
 * start. A server without the variables has nothing to check.
 */
public final class ServerTls {

  private static final String PORT = "https.port";
  private static final String NONE = "-1";
  private static final String PASSWORD = "keystore.password";

  /**
   * The variable that Liberty's own tools generate in {@code server.env}, with a different value in
   * each.
   */
  private static final String GENERATED = "keystore_password";

  private ServerTls() {}

  /**
   * @throws IllegalArgumentException if the port is configured and the key store is not
   */
  public static void check(Config config) {
    var port = config.getOptionalValue(PORT, String.class).map(String::strip).orElse(NONE);
    if (!port.equals(NONE) && !hasPassword(config)) {
      throw new IllegalArgumentException(
          "%s is %s, but %s is not set: set %s, %s and %s, or %s=%s for no TLS port"
              .formatted(
                  PORT,
                  port,
                  PASSWORD,
                  ConfigurationKey.environmentName("keystore.location"),
                  ConfigurationKey.environmentName(PASSWORD),
                  ConfigurationKey.environmentName("keystore.type"),
                  ConfigurationKey.environmentName(PORT),
                  NONE));
    }
  }

  private static boolean hasPassword(Config config) {
    return Stream.of(PASSWORD, GENERATED)
        .flatMap(key -> config.getOptionalValue(key, String.class).stream())
        .anyMatch(value -> !value.isBlank());
  }
}
