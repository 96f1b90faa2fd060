package tidings.app;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import tidings.app.configuration.Features;
import tidings.app.configuration.TimeSpan;
import tidings.app.configuration.Trimmed;
import tidings.platform.identity.Callers;
import tidings.platform.identity.ClaimMapping;
import tidings.platform.identity.SessionAuthenticator;
import tidings.platform.identity.TokenAuthenticator;
import tidings.platform.policy.Policies;
import tidings.platform.signin.ConfiguredSignIn;
import tidings.platform.signin.Cookies;
import tidings.platform.signin.Sessions;
import tidings.platform.signin.SignIn;
import tidings.platform.signin.SignInSettings;
import tidings.platform.signin.endpoint.MeResource;

/** Creates the sign-in of browsers from {@code tidings.oidc.…}, if a client is configured. */
public class SignInWiring {

  private static final Logger LOG = Logger.getLogger(SignInWiring.class.getName());

  /** The client; empty if there is no sign-in. */
  record ConfiguredClient(Optional<SignInSettings.Client> client) {}

  /** How the identity provider and the browsers reach each other and this server. */
  record Addresses(@Nullable URI publicUrl, @Nullable Path caFile, Duration timeout) {}

  /** The issuer of ID tokens: the one of access tokens, unless it is another. */
  record IdTokenIssuer(Optional<String> issuer) {}

  /** The settings; empty if there is no sign-in. */
  record ConfiguredSettings(Optional<SignInSettings> settings) {}

  /** What {@code GET /auth/me} names. */
  @Produces
  @Singleton
  MeResource.Served served(Features features) {
    return new MeResource.Served(features.names());
  }

  @Produces
  @Singleton
  ConfiguredClient client(
      @ConfigProperty(name = "tidings.oidc.client-id") Optional<String> id,
      @ConfigProperty(name = "tidings.oidc.client-secret") Optional<String> secret,
      @ConfigProperty(name = "tidings.oidc.client-key-file") Optional<Path> keyFile) {
    return new ConfiguredClient(
        Trimmed.text(id)
            .map(
                name ->
                    new SignInSettings.Client(
                        name, Trimmed.secret(secret).orElse(null), keyFile.orElse(null))));
  }

  @Produces
  @Singleton
  SignInSettings.Sessions sessions(
      @ConfigProperty(name = "tidings.oidc.session-keys") Optional<List<String>> keys,
      @ConfigProperty(name = "tidings.oidc.session-lifetime") TimeSpan lifetime,
      @ConfigProperty(name = "tidings.oidc.session-idle-timeout") TimeSpan idle) {
    return new SignInSettings.Sessions(Trimmed.list(keys), lifetime.length(), idle.length());
  }

  @Produces
  @Singleton
  Addresses addresses(
      @ConfigProperty(name = "tidings.oidc.public-url") Optional<String> publicUrl,
      @ConfigProperty(name = "tidings.oidc.ca-file") Optional<Path> caFile,
      @ConfigProperty(name = "tidings.oidc.timeout") TimeSpan timeout) {
    return new Addresses(
        Trimmed.text(publicUrl).map(url -> URI.create(url.replaceFirst("/+$", ""))).orElse(null),
        caFile.orElse(null),
        timeout.length());
  }

  @Produces
  @Singleton
  IdTokenIssuer issuer(
      @ConfigProperty(name = "tidings.oidc.issuer") Optional<String> issuer,
      @ConfigProperty(name = "mp.jwt.verify.issuer") Optional<String> ofAccessTokens) {
    return new IdTokenIssuer(Trimmed.text(issuer).or(() -> Trimmed.text(ofAccessTokens)));
  }

  @Produces
  @Singleton
  ConfiguredSettings settings(
      ConfiguredClient client,
      IdTokenIssuer issuer,
      @ConfigProperty(name = "tidings.oidc.scopes") List<String> scopes,
      SignInSettings.Sessions sessions,
      Addresses addresses) {
    return new ConfiguredSettings(
        client
            .client()
            .map(
                known ->
                    new SignInSettings(
                        required(issuer),
                        known,
                        Trimmed.list(scopes),
                        sessions,
                        addresses.publicUrl(),
                        addresses.caFile(),
                        addresses.timeout())));
  }

  private static String required(IdTokenIssuer issuer) {
    return issuer
        .issuer()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "tidings.oidc.client-id is set, but no issuer: set mp.jwt.verify.issuer"));
  }

  @Produces
  @Singleton
  ConfiguredSignIn signIn(
      ConfiguredSettings configured,
      ClaimMapping mapping,
      Policies policies,
      Callers callers,
      TokenAuthenticator tokens,
      Clock clock) {
    return new ConfiguredSignIn(
        configured
            .settings()
            .map(
                settings ->
                    new SignIn(
                        settings,
                        new Cookies(
                            settings.sessions(),
                            group ->
                                mapping.confersRole(group) || policies.current().hasGroup(group)),
                        new Sessions(settings.sessions(), tokens, callers, clock),
                        clock)));
  }

  @Produces
  @Singleton
  SessionAuthenticator authenticator(ConfiguredSignIn configured) {
    return configured
        .signIn()
        .<SessionAuthenticator>map(found -> found)
        .orElse(SessionAuthenticator.NONE);
  }

  void report(@Observes Startup startup, ConfiguredSettings configured) {
    configured
        .settings()
        .ifPresent(
            settings -> {
              if (settings.sessions().keys().isEmpty()) {
                LOG.warning(
                    "tidings.oidc.session-keys is not set: sessions end with this process, and no"
                        + " other node serves them");
              }
            });
  }
}
