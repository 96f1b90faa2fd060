package tidings.app;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;
import tidings.platform.security.DevIdentity;
import tidings.push.endpoint.DevTokenResource;

/**
 * Decides whether there is a development identity: it is configured, and no real issuer or key is.
 * On an address that other machines can reach, a second key must allow it.
 */
public class DevIdentityRule {

  private static final Logger LOG = Logger.getLogger(DevIdentityRule.class.getName());

  /** Addresses on which it needs no further permission. */
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

  private static final String KEY = "tidings.dev-identity.key";

  /** One for the process: its key verifies its tokens. Guarded by the class. */
  private static @Nullable DevIdentity identity;

  /**
   * The identity, if there is one. It is created at its first use, so that a server with a real
   * issuer has no such key.
   *
   * @throws IllegalArgumentException if a key is configured and cannot be read
   */
  static synchronized Optional<DevIdentity> identity(Config config) {
    if (!isOn(config)) {
      return Optional.empty();
    }
    if (identity == null) {
      identity =
          config
              .getOptionalValue(KEY, String.class)
              .map(file -> DevIdentity.withKeyOf(Path.of(file)))
              .orElseGet(DevIdentity::withNewKey);
    }
    return Optional.of(identity);
  }

  private static boolean isOutsideLoopback(Config config) {
    return config
        .getOptionalValue("tidings.dev-identity.outside-loopback", Boolean.class)
        .orElse(false);
  }

  /** Whether it is configured, and no real issuer is. */
  public static boolean isOn(Config config) {
    return config.getOptionalValue("tidings.dev-identity", Boolean.class).orElse(false)
        && !hasIssuer(config);
  }

  private static boolean hasIssuer(Config config) {
    return IdentityWiring.ISSUER_KEYS.stream()
        .anyMatch(key -> config.getOptionalValue(key, String.class).isPresent());
  }

  @Produces
  @Singleton
  DevTokenResource.Signer signer(Config config) {
    return new DevTokenResource.Signer(identity(config), isOutsideLoopback(config));
  }

  void report(@Observes Startup startup, Config config) {
    if (isOn(config)) {
      LOG.warning("The development identity is on: POST /dev/token signs in every caller");
    } else if (!hasIssuer(config)) {
      LOG.warning("No issuer is configured (MP_JWT_VERIFY_ISSUER): no user can sign in");
    } else {
      IdentityWiring.missing(config)
          .ifPresent(key -> LOG.warning(() -> key + " is not set: every token is rejected"));
    }
  }

  /**
   * @throws IllegalStateException if callers of other machines would get the identity and the
   *     configuration does not allow that explicitly
   */
  static void checkReach(Config config) {
    if (isOn(config)) {
      var host = config.getOptionalValue("http.host", String.class).orElse("*");
      if (!LOOPBACK.contains(host) && !isOutsideLoopback(config)) {
        throw new IllegalStateException(
            "tidings.dev-identity gives a token to every caller, and http.host is '%s': set an issuer"
                    .formatted(host)
                + " (MP_JWT_VERIFY_ISSUER), http.host=localhost, or, to allow it,"
                + " tidings.dev-identity.outside-loopback=true");
      }
    }
  }

  /**
   * @throws IllegalStateException if a key is configured and cannot be read
   */
  static void checkKey(Config config) {
    try {
      identity(config);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          KEY
              + " must name a file with an RSA key (openssl genpkey -algorithm RSA): "
              + e.getMessage(),
          e);
    }
  }
}
