package tidings.platform.signin;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.platform.security.Loopback;

/**
 * The configuration of the sign-in by OpenID Connect.
 *
 * @param issuer of ID tokens; its discovery document is below it
 * @param client the registration of this server at the identity provider
 * @param scopes requested scopes, {@code openid} among them
 * @param sessions keys and lifetimes of sessions
 * @param publicUrl address of this server for browsers, with the context root and without a slash
 *     at its end; null: from each request
 * @param caFile certificates in PEM that are trusted for the identity provider; null for those that
 *     the JVM trusts
 * @param timeout maximum time for one request to the identity provider
 */
public record SignInSettings(
    String issuer,
    Client client,
    List<String> scopes,
    Sessions sessions,
    @Nullable URI publicUrl,
    @Nullable Path caFile,
    Duration timeout) {

  private static final String OPENID = "openid";

  /**
   * The client.
   *
   * @param secret for {@code client_secret_basic}; null: none, or {@code keyFile}
   * @param keyFile private key in PEM for {@code private_key_jwt}; null: none
   */
  public record Client(String id, @Nullable String secret, @Nullable Path keyFile) {
    public Client {
      if (secret != null && keyFile != null) {
        throw new IllegalArgumentException(
            "tidings.oidc.client-secret and tidings.oidc.client-key-file are both set: set one");
      }
    }

    /** {@inheritDoc} Without the secret. */
    @Override
    public String toString() {
      return "Client[id=%s]".formatted(id);
    }
  }

  /**
   * The sessions.
   *
   * @param keys secrets: the first encrypts, all decrypt; none: a random one, for this process only
   * @param max maximum time from sign-in to the next
   * @param idle maximum time without a refresh, which an open page makes by itself
   */
  public record Sessions(List<String> keys, Duration max, Duration idle) {

    /** Minimum length of a secret: {@code openssl rand -base64 32} has 44 characters. */
    private static final int MIN_CHARS = 32;

    public Sessions {
      keys = List.copyOf(keys);
      for (var key : keys) {
        if (key.length() < MIN_CHARS) {
          throw new IllegalArgumentException(
              "tidings.oidc.session-keys must be a list of secrets of at least %d characters, such as"
                      .formatted(MIN_CHARS)
                  + " those of openssl rand -base64 32, but one has %d".formatted(key.length()));
        }
      }
    }

    /** {@inheritDoc} Without the keys. */
    @Override
    public String toString() {
      return "Sessions[max=%s, idle=%s]".formatted(max, idle);
    }
  }

  public SignInSettings {
    if (!scopes.contains(OPENID)) {
      throw new IllegalArgumentException(
          "tidings.oidc.scopes must contain openid, but is '%s'"
              .formatted(String.join(",", scopes)));
    }
    scopes = List.copyOf(scopes);
    if (publicUrl != null && !isAllowed(publicUrl)) {
      throw new IllegalArgumentException(
          "tidings.oidc.public-url must be an https: address without query, or http: on the"
              + " loopback"
              + " interface, but is '%s'".formatted(publicUrl));
    }
  }

  private static boolean isAllowed(URI url) {
    if (url.getAuthority() == null || url.getQuery() != null || url.getFragment() != null) {
      return false;
    }
    return "https".equals(url.getScheme())
        || ("http".equals(url.getScheme()) && Loopback.isAuthority(url.getAuthority()));
  }
}
