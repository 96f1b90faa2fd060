package tidings.platform.signin;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The discovery document of the identity provider, and the keys that it names. It is read at the
 * first use, and kept. Thread-safe.
 *
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html">OpenID Connect
 *     Discovery 1.0</a>
 */
final class ProviderDiscovery {

  /** Entra ID has it in the issuer of its addresses for several tenants. */
  private static final Pattern PLACEHOLDER = Pattern.compile(".*[{].*[}].*");

  private static final String ONE_TENANT = ": configure the issuer of one tenant";

  private final Issuer issuer;
  private final ProviderConnection connection;
  private volatile @Nullable Provider known;

  /** What is known about the provider. */
  record Provider(OIDCProviderMetadata metadata, JWKSource<SecurityContext> keys) {}

  ProviderDiscovery(Issuer issuer, ProviderConnection connection) {
    this.issuer = issuer;
    this.connection = connection;
  }

  /**
   * The provider.
   *
   * @throws ProviderUnavailableException if its document cannot be read
   */
  Provider provider() {
    var read = known;
    if (read == null) {
      read = read();
      known = read;
    }
    return read;
  }

  private Provider read() {
    try {
      var url = OIDCProviderMetadata.resolveURL(issuer);
      var response = connection.send(new HTTPRequest(HTTPRequest.Method.GET, url));
      if (!response.indicatesSuccess()) {
        throw new ProviderUnavailableException(
            "%s: the response was %d".formatted(url, response.getStatusCode()));
      }
      requireIssuer(url, response.getBody());
      var metadata = OIDCProviderMetadata.parse(response.getBody());
      return new Provider(metadata, connection.keys(metadata.getJWKSetURI().toURL()));
    } catch (GeneralException | MalformedURLException e) {
      throw new ProviderUnavailableException(
          "the discovery document of '%s' cannot be read: %s".formatted(issuer, e.getMessage()), e);
    }
  }

  /** Compares before the rest is read: an issuer with a placeholder is no address. */
  private void requireIssuer(URL url, String document) throws GeneralException {
    var named = JSONObjectUtils.getString(JSONObjectUtils.parse(document), "issuer");
    if (!named.equals(issuer.getValue())) {
      throw new ProviderUnavailableException(
          "%s names the issuer '%s', but tidings.oidc.issuer, or else mp.jwt.verify.issuer, is '%s'%s"
              .formatted(
                  url, named, issuer, PLACEHOLDER.matcher(named).matches() ? ONE_TENANT : ""));
    }
  }
}
