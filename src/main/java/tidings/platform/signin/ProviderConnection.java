package tidings.platform.signin;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import java.io.IOException;
import java.net.URL;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import tidings.platform.tls.TrustedCertificates;

/** Sends requests to the identity provider, each within the configured time. Thread-safe. */
final class ProviderConnection {

  private static final String AUTHORITIES = "tidings.oidc.ca-file";
  private static final int MAX_BYTES = 1 << 20;

  private final int millis;
  private final @Nullable SSLSocketFactory sockets;

  ProviderConnection(SignInSettings settings) {
    millis = (int) settings.timeout().toMillis();
    var file = settings.caFile();
    sockets =
        file == null
            ? null
            : TrustedCertificates.context(TrustedCertificates.read(AUTHORITIES, file))
                .getSocketFactory();
  }

  /**
   * Sends a request, and follows no redirect.
   *
   * @throws ProviderUnavailableException if there is no response
   */
  HTTPResponse send(HTTPRequest request) {
    request.setConnectTimeout(millis);
    request.setReadTimeout(millis);
    request.setFollowRedirects(false);
    if (sockets != null) {
      request.setSSLSocketFactory(sockets);
    }
    try {
      return request.send();
    } catch (IOException e) {
      throw new ProviderUnavailableException(
          "%s cannot be reached: %s".formatted(request.getURL(), e.getMessage()), e);
    }
  }

  /** The keys at an address, which are read at their first use and again for an unknown key. */
  JWKSource<SecurityContext> keys(URL location) {
    var retriever = new DefaultResourceRetriever(millis, millis, MAX_BYTES, true, sockets);
    return JWKSourceBuilder.create(location, retriever).retrying(true).build();
  }
}
