package tidings.platform.http.authentication;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Origins whose pages may call this server as its own do. The container answers their preflight
 * requests ({@code cors} in {@code server.xml}, from the same setting).
 *
 * @param origins as browsers write them: {@code https://app.example.com}, {@code
 *     http://localhost:5173}
 * @see <a href="https://fetch.spec.whatwg.org/#origin-header">Fetch, the Origin header</a>
 */
public record TrustedOrigins(Set<String> origins) {

  private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9.-]+(:\\d{1,5})?");

  /**
   * @throws IllegalArgumentException if one is not an origin; {@code *} is none, for with it any
   *     page could read what a signed-in user may
   */
  public TrustedOrigins {
    for (var origin : origins) {
      if (!ORIGIN.matcher(origin).matches()) {
        throw new IllegalArgumentException(
            "tidings.cors.origins: '%s' is no origin, such as https://app.example.com"
                .formatted(origin));
      }
    }
    origins = Set.copyOf(origins);
  }

  boolean has(String origin) {
    return origins.contains(origin);
  }
}
