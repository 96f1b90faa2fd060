package tidings.platform.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates this server at the identity provider: by a secret, by a signed JWT ({@code
 * private_key_jwt}), or, as a public client, not at all. Thread-safe.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication">OpenID
 *     Connect Core 1.0, section 9</a>
 */
final class ClientCredentials {

  private final ClientID client;
  private final @Nullable Secret secret;
  private final @Nullable JWK key;

  /**
   * The methods of client authentication that an endpoint supports.
   *
   * @param supported from the discovery document; null: {@code client_secret_basic} alone
   */
  record Methods(@Nullable List<ClientAuthenticationMethod> supported) {
    boolean isPostOnly() {
      return supported != null
          && supported.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST)
          && !supported.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
    }
  }

  /**
   * @throws IllegalArgumentException if the key file cannot be read
   */
  ClientCredentials(SignInSettings.Client settings) {
    client = new ClientID(settings.id());
    secret = settings.secret() == null ? null : new Secret(settings.secret());
    key = settings.keyFile() == null ? null : read(settings.keyFile());
  }

  private static JWK read(Path file) {
    try {
      var read = JWK.parseFromPEMEncodedObjects(Files.readString(file));
      if (!read.isPrivate()) {
        throw new IllegalArgumentException("it has no private key");
      }
      return read;
    } catch (IOException | JOSEException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "tidings.oidc.client-key-file must name a file with a private RSA or EC key in PEM, but %s: %s"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /**
   * A request for tokens.
   *
   * @param scopes to name in the request; null: none
   */
  TokenRequest tokenRequest(
      URI endpoint, AuthorizationGrant grant, @Nullable Scope scopes, Methods methods) {
    return authentication(endpoint, methods)
        .map(with -> new TokenRequest.Builder(endpoint, with, grant))
        .orElseGet(() -> new TokenRequest.Builder(endpoint, client, grant))
        .scope(scopes)
        .build();
  }

  TokenRevocationRequest revocationRequest(URI endpoint, RefreshToken token, Methods methods) {
    return authentication(endpoint, methods)
        .map(with -> new TokenRevocationRequest(endpoint, with, token))
        .orElseGet(() -> new TokenRevocationRequest(endpoint, client, token));
  }

  private Optional<ClientAuthentication> authentication(URI endpoint, Methods methods) {
    if (secret != null) {
      return Optional.of(
          methods.isPostOnly()
              ? new ClientSecretPost(client, secret)
              : new ClientSecretBasic(client, secret));
    }
    if (key == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          switch (key) {
            case RSAKey rsa ->
                new PrivateKeyJWT(
                    client, endpoint, JWSAlgorithm.RS256, rsa.toPrivateKey(), null, null);
            case ECKey ec ->
                new PrivateKeyJWT(
                    client, endpoint, JWSAlgorithm.ES256, ec.toPrivateKey(), null, null);
            default -> throw new IllegalStateException("neither RSA nor EC: " + key.getKeyType());
          });
    } catch (JOSEException e) {
      throw new IllegalStateException("the key was read at the start", e);
    }
  }
}
