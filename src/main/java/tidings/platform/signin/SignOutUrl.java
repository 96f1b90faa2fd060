package tidings.platform.signin;

import com.nimbusds.jwt.JWTParser;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Addresses at which a user signs out of the identity provider. Pure functions.
 *
 * @see <a href="https://openid.net/specs/openid-connect-rpinitiated-1_0.html">RP-Initiated Logout
 *     1.0</a>
 */
final class SignOutUrl {

  /** Issuers of user pools of Amazon Cognito. */
  private static final Pattern COGNITO = Pattern.compile("https://[^/]*cognito-idp\\.[^/]+/.*");

  private SignOutUrl() {}

  /**
   * The address for one sign-out.
   *
   * @param endpoint {@code end_session_endpoint} of the provider
   * @param idToken names the session; null: the provider asks the user, or refuses
   * @param after page to show after the sign-out
   */
  static URI of(String issuer, URI endpoint, @Nullable String idToken, ClientID client, URI after) {
    try {
      var hint = idToken == null ? null : JWTParser.parse(idToken);
      var url = new LogoutRequest(endpoint, hint, null, client, after, null, null).toURI();
      return COGNITO.matcher(issuer).matches() ? withLogoutUri(url, after) : url;
    } catch (ParseException e) {
      throw new IllegalStateException("the ID token was verified", e);
    }
  }

  /**
   * Cognito announces the endpoint, but reads a parameter of its own instead of the specified one.
   *
   * @see <a href="https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html">
   *     the sign-out endpoint of Cognito</a>
   */
  private static URI withLogoutUri(URI url, URI after) {
    return URI.create(
        "%s&logout_uri=%s"
            .formatted(url, URLEncoder.encode(after.toString(), StandardCharsets.UTF_8)));
  }
}
