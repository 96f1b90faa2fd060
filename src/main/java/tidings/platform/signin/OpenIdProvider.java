package tidings.platform.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.LogoutTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.LogoutTokenValidator;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The identity provider, as OpenID Connect describes it. Its discovery document is read at the
 * first use. Each call may block for the configured time. Thread-safe.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html">OpenID Connect Core 1.0</a>
 */
final class OpenIdProvider {

  /** Clocks of bank's servers differ by less; OpenID Connect asks for a few minutes at most. */
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

  /** Signature algorithms of tokens, without the symmetric ones and {@code none}. */
  private static final Set<JWSAlgorithm> ALGORITHMS = Set.copyOf(JWSAlgorithm.Family.SIGNATURE);

  private final SignInSettings settings;
  private final ClientID client;
  private final ClientCredentials credentials;
  private final ProviderConnection connection;
  private final ProviderDiscovery discovery;

  /**
   * The tokens of a sign-in or a refresh.
   *
   * @param accessToken for this server, or for another: then it is opaque here
   * @param life of the access token; null if the provider does not say
   * @param refreshToken null if the provider gives none
   * @param idToken null if a refresh gives none
   */
  record Tokens(
      String accessToken,
      @Nullable Duration life,
      @Nullable String refreshToken,
      @Nullable IdToken idToken) {

    /** {@inheritDoc} Without the tokens. */
    @Override
    public String toString() {
      return "Tokens[life=%s]".formatted(life);
    }
  }

  /** A verified ID token. */
  record IdToken(String text, Map<String, @Nullable Object> claims) {

    /** {@inheritDoc} Without the token. */
    @Override
    public String toString() {
      return "IdToken[sub=%s]".formatted(claims.get("sub"));
    }
  }

  OpenIdProvider(SignInSettings settings) {
    this.settings = settings;
    client = new ClientID(settings.client().id());
    credentials = new ClientCredentials(settings.client());
    connection = new ProviderConnection(settings);
    discovery = new ProviderDiscovery(new Issuer(settings.issuer()), connection);
  }

  /** The address of the provider's page for a sign-in. */
  URI signInUrl(Cookies.Login login, URI callback) {
    var metadata = metadata();
    return new AuthenticationRequest.Builder(
            new ResponseType(ResponseType.Value.CODE),
            Scope.parse(settings.scopes()),
            client,
            callback)
        .endpointURI(metadata.getAuthorizationEndpointURI())
        .state(new State(login.state()))
        .nonce(new Nonce(login.nonce()))
        .codeChallenge(new CodeVerifier(login.verifier()), CodeChallengeMethod.S256)
        .build()
        .toURI();
  }

  /**
   * Checks the issuer of a response, which a provider that sends it announces.
   *
   * @param issuer parameter {@code iss} of the response; null without one
   * @see <a href="https://www.rfc-editor.org/rfc/rfc9207">RFC 9207</a>
   */
  void requireIssuer(@Nullable String issuer) {
    boolean announced = metadata().supportsAuthorizationResponseIssuerParam();
    if (issuer == null ? announced : !issuer.equals(settings.issuer())) {
      throw new SignInException(
          SignInException.Reason.RESPONSE,
          "the response is not from '%s' (iss)".formatted(settings.issuer()));
    }
  }

  /** Exchanges the code of a sign-in for tokens. */
  Tokens exchange(String code, Cookies.Login login, URI callback) {
    var grant =
        new AuthorizationCodeGrant(
            new AuthorizationCode(code), callback, new CodeVerifier(login.verifier()));
    var tokens = tokens(grant, new Nonce(login.nonce()), null);
    if (tokens.idToken() == null) {
      throw new SignInException(
          SignInException.Reason.RESPONSE, "the identity provider sent no ID token");
    }
    return tokens;
  }

  /**
   * Exchanges a refresh token for new tokens.
   *
   * @throws SignInException if the session has ended
   */
  Tokens refresh(String refreshToken) {
    return tokens(new RefreshTokenGrant(new RefreshToken(refreshToken)), null, refreshScopes());
  }

  /**
   * The scopes of a refresh: none, that is those of the sign-in, unless one names a resource. Entra
   * ID and AD FS then need it for a token of the same audience, or refuse (AADSTS90009).
   */
  private @Nullable Scope refreshScopes() {
    return settings.scopes().stream().anyMatch(scope -> scope.contains("/"))
        ? Scope.parse(settings.scopes())
        : null;
  }

  private Tokens tokens(AuthorizationGrant grant, @Nullable Nonce nonce, @Nullable Scope scopes) {
    var endpoint = metadata().getTokenEndpointURI();
    var request = credentials.tokenRequest(endpoint, grant, scopes, methods());
    var response = connection.send(request.toHTTPRequest());
    try {
      var parsed = OIDCTokenResponseParser.parse(response);
      if (parsed instanceof OIDCTokenResponse success) {
        return tokens(success, nonce);
      }
      var error = parsed.toErrorResponse().getErrorObject();
      var text =
          "the identity provider rejected the request: %s %s"
              .formatted(error.getCode(), error.getDescription());
      if (OAuth2Error.INVALID_GRANT.getCode().equals(error.getCode())) {
        throw new SignInException(SignInException.Reason.ENDED, text);
      }
      throw new ProviderUnavailableException(text);
    } catch (ParseException e) {
      throw new ProviderUnavailableException(
          "the identity provider's response (%d) cannot be read: %s"
              .formatted(response.getStatusCode(), e.getMessage()),
          e);
    }
  }

  private ClientCredentials.Methods methods() {
    return new ClientCredentials.Methods(metadata().getTokenEndpointAuthMethods());
  }

  private Tokens tokens(OIDCTokenResponse success, @Nullable Nonce nonce) {
    var all = success.getOIDCTokens();
    var access = all.getAccessToken();
    var refresh = all.getRefreshToken();
    var idToken = all.getIDToken();
    long seconds = access.getLifetime();
    return new Tokens(
        access.getValue(),
        seconds > 0 ? Duration.ofSeconds(seconds) : null,
        refresh == null ? null : refresh.getValue(),
        idToken == null ? null : verified(idToken, nonce));
  }

  private IdToken verified(JWT token, @Nullable Nonce nonce) {
    var validator = new IDTokenValidator(new Issuer(settings.issuer()), client, selector(), null);
    validator.setMaxClockSkew((int) CLOCK_SKEW.toSeconds());
    try {
      validator.validate(token, nonce);
      var claims = new LinkedHashMap<String, @Nullable Object>();
      claims.putAll(token.getJWTClaimsSet().toJSONObject());
      return new IdToken(token.serialize(), claims);
    } catch (BadJOSEException | java.text.ParseException e) {
      throw new SignInException(
          SignInException.Reason.RESPONSE, "the ID token is not valid: " + e.getMessage(), e);
    } catch (JOSEException e) {
      throw new ProviderUnavailableException(
          "the identity provider's keys cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Verifies a logout token.
   *
   * @throws SignInException if it is not valid
   * @see <a href="https://openid.net/specs/openid-connect-backchannel-1_0.html">Back-Channel Logout
   *     1.0</a>
   */
  LogoutTokenClaimsSet logout(String token) {
    var validator =
        new LogoutTokenValidator(new Issuer(settings.issuer()), client, false, selector(), null);
    try {
      return validator.validate(JWTParser.parse(token));
    } catch (BadJOSEException | java.text.ParseException e) {
      throw new SignInException(
          SignInException.Reason.RESPONSE, "the logout token is not valid: " + e.getMessage(), e);
    } catch (JOSEException e) {
      throw new ProviderUnavailableException(
          "the identity provider's keys cannot be read: " + e.getMessage(), e);
    }
  }

  private JWSVerificationKeySelector<SecurityContext> selector() {
    return new JWSVerificationKeySelector<>(new HashSet<>(ALGORITHMS), discovery.provider().keys());
  }

  /**
   * The address at which the user signs out of the provider; empty if it has none.
   *
   * @param idToken names the session; null if it is not known
   */
  Optional<URI> signOutUrl(@Nullable String idToken, URI after) {
    var endpoint = metadata().getEndSessionEndpointURI();
    if (endpoint == null) {
      return Optional.empty();
    }
    return Optional.of(SignOutUrl.of(settings.issuer(), endpoint, idToken, client, after));
  }

  /** Ends a refresh token, where the provider supports it (RFC 7009). */
  void revoke(String refreshToken) {
    var endpoint = metadata().getRevocationEndpointURI();
    if (endpoint != null) {
      connection.send(
          credentials
              .revocationRequest(endpoint, new RefreshToken(refreshToken), methods())
              .toHTTPRequest());
    }
  }

  private OIDCProviderMetadata metadata() {
    return discovery.provider().metadata();
  }
}
