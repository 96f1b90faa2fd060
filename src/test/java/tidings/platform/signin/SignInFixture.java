package tidings.platform.signin;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import tidings.platform.identity.Callers;
import tidings.platform.identity.ClaimMapping;
import tidings.platform.identity.TokenAuthenticator;
import tidings.platform.identity.TokenCounters;
import tidings.platform.identity.TokenRules;
import tidings.platform.identity.keys.IssuerKeys;
import tidings.platform.policy.Policies;

/** A sign-in with the settings of a document, at a provider that answers as a test says. */
final class SignInFixture {

  static final URI HOME = URI.create("https://tidings.bank.example/");
  private static final URI CALLBACK = URI.create("https://tidings.bank.example/auth/callback");

  private final ProviderStub provider;
  private final DocumentedSettings settings;
  private final InstantSource clock = Instant::now;
  private final ClaimMapping mapping;

  final TokenAuthenticator tokens;
  final SignIn signIn;

  /**
   * @param documented the issuer of ID tokens is moved to the provider
   */
  SignInFixture(ProviderStub provider, DocumentedSettings documented) {
    this.provider = provider;
    settings = documented.at(provider.issuer());
    mapping = mapping();
    tokens = tokens();
    signIn = signIn();
  }

  private ClaimMapping mapping() {
    return ClaimMapping.of(
        settings.get("TIDINGS_IDENTITY_USER_CLAIM", "sub"),
        settings.get("TIDINGS_IDENTITY_NAME_CLAIM", "name"),
        settings.list("TIDINGS_IDENTITY_GROUPS_CLAIMS", "groups"),
        settings.get("TIDINGS_IDENTITY_GROUPS_SEPARATOR", "space"),
        settings.list("TIDINGS_ROLES_ADMIN", "admin"),
        settings.list("TIDINGS_ROLES_PUBLISHER", "publisher"));
  }

  private TokenAuthenticator tokens() {
    return new TokenAuthenticator(
        new TokenRules(
            settings.get(DocumentedSettings.ISSUER, ""),
            Set.copyOf(settings.list(DocumentedSettings.AUDIENCES, "tidings")),
            Set.copyOf(TokenRules.ALGORITHMS),
            Duration.ofSeconds(5),
            Duration.ZERO),
        IssuerKeys.fixed(provider.keys()),
        new Callers(mapping, Policies.none()),
        1 << 20,
        clock,
        new TokenCounters());
  }

  private SignIn signIn() {
    var sessions =
        new SignInSettings.Sessions(List.of(), Duration.ofHours(12), Duration.ofHours(1));
    return new SignIn(
        new SignInSettings(
            settings.issuerOfIdTokens(),
            new SignInSettings.Client(client(), "secret", null),
            settings.list(DocumentedSettings.SCOPES, "openid,profile"),
            sessions,
            null,
            null,
            Duration.ofSeconds(5)),
        new Cookies(sessions, mapping::confersRole),
        new Sessions(sessions, tokens, new Callers(mapping, Policies.none()), clock),
        clock);
  }

  String client() {
    return settings.get(DocumentedSettings.CLIENT, ProviderStub.CLIENT);
  }

  /** The parameters of the provider's page for a sign-in that begins. */
  Map<String, String> asked() {
    return query(signIn.begin("/", CALLBACK).location());
  }

  /**
   * Signs a user in.
   *
   * @param answer the token response, from the nonce of the request
   */
  SignIn.SignedIn complete(Function<String, Map<String, Object>> answer) {
    var begun = signIn.begin("/", CALLBACK);
    var nonce = String.valueOf(query(begun.location()).get("nonce"));
    provider.answerNext(answer.apply(nonce));
    return signIn.complete(
        begun.cookie(), new SignIn.Response(begun.state(), "code-1", null), CALLBACK);
  }

  static Map<String, String> query(URI uri) {
    return Arrays.stream(uri.getRawQuery().split("&", -1))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
  }
}
