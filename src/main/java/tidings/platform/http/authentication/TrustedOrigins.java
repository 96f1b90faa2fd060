package tidings.platform.http.authentication;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Origins whose pages may call this server like its own pages. The container answers their
 * preflight requests ({@code cors} in {@code server.xml}, from the same setting).
 *
 * @param origins in the form that browsers send: {@code https://app.example.com}, {@code
 *     http://localhost:5173}
 * @see <a href="https://fetch.spec.whatwg.org/#origin-header">Fetch, the Origin header</a>
 */
public record TrustedOrigins(Set<String> origins) {

  private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9.-]+(:\\d{1,5})?");

  /**
   * @throws IllegalArgumentException if an entry is not an origin; {@code *} is not allowed,
   *     because with it any page could read all that a signed-in user may read
   */
  public TrustedOrigins {
    for (var origin : origins) {
      if (!ORIGIN.matcher(origin).matches()) {
        throw new IllegalArgumentException(
            "tidings.cors.origins must be a comma list of origins, such as https://app.example.com,"
                + " but has '%s'".formatted(origin));
      }
    }
    origins = Set.copyOf(origins);
  }

  boolean has(String origin) {
    return origins.contains(origin);
  }
}
