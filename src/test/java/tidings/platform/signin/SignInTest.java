package tidings.platform.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tidings.platform.identity.Callers;
import tidings.platform.identity.ClaimMapping;
import tidings.platform.identity.TokenAuthenticator;
import tidings.platform.identity.TokenCounters;
import tidings.platform.identity.TokenRules;
import tidings.platform.identity.keys.IssuerKeys;
import tidings.platform.policy.Policies;
import tidings.platform.security.Revocation;

/** The sign-in with a provider that misbehaves on request; {@code SignInIT} has a real one. */
class SignInTest {

  private static final URI CALLBACK = URI.create("https://tidings.bank.example/auth/callback");
  private static final Duration LIFETIME = Duration.ofHours(12);
  private static final Duration IDLE = Duration.ofHours(1);

  private final ProviderStub provider = new ProviderStub();
  private Instant now = Instant.now();

  @AfterEach
  void stop() {
    provider.close();
  }

  private SignIn signIn() {
    return signIn(provider.issuer());
  }

  private SignIn signIn(String issuer) {
    var mapping =
        ClaimMapping.of(
            "sub", "name", List.of("groups"), "space", List.of("admin"), List.of("publisher"));
    var callers = new Callers(mapping, Policies.none());
    var tokens =
        new TokenAuthenticator(
            new TokenRules(
                issuer, Set.of("tidings"), Set.of("RS256"), Duration.ofSeconds(5), Duration.ZERO),
            IssuerKeys.fixed(provider.keys()),
            callers,
            1 << 20,
            () -> now,
            new TokenCounters());
    var settings =
        new SignInSettings(
            issuer,
            new SignInSettings.Client(ProviderStub.CLIENT, "secret", null),
            List.of("openid"),
            new SignInSettings.Sessions(List.of(), LIFETIME, IDLE),
            null,
            null,
            Duration.ofSeconds(5));
    var sessions = new Sessions(settings.sessions(), tokens, callers, () -> now);
    var cookies = new Cookies(settings.sessions(), mapping::confersRole);
    return new SignIn(settings, cookies, sessions, () -> now);
  }

  private static Map<String, String> query(URI uri) {
    return Arrays.stream(uri.getRawQuery().split("&", -1))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
  }

  private Map<String, Object> tokens(@Nullable String idToken, Map<String, Object> accessClaims) {
    var answer = new HashMap<String, Object>();
    answer.put("access_token", provider.token(accessClaims));
    answer.put("token_type", "Bearer");
    answer.put("expires_in", 300);
    answer.put("refresh_token", "refresh-1");
    if (idToken != null) {
      answer.put("id_token", idToken);
    }
    return answer;
  }

  private Map<String, Object> idClaims(String nonce) {
    var claims = new HashMap<String, Object>();
    claims.put("aud", ProviderStub.CLIENT);
    claims.put("sub", "alice");
    claims.put("sid", "s-1");
    claims.put("nonce", nonce);
    return claims;
  }

  private SignIn.SignedIn complete(SignIn signIn, Map<String, Object> accessClaims) {
    var begun = signIn.begin("/", CALLBACK);
    var nonce = String.valueOf(query(begun.location()).get("nonce"));
    provider.answerNext(tokens(provider.token(idClaims(nonce)), accessClaims));
    return signIn.complete(
        begun.cookie(), new SignIn.Response(begun.state(), "code-1", null), CALLBACK);
  }

  private SignInException.Reason failure(Runnable call) {
    var failure = catchThrowableOfType(SignInException.class, call::run);
    assertThat(failure).as("a failure").isNotNull();
    return failure.reason();
  }

  @Test
  void theProviderIsAskedWithACodeChallengeAndTheClientsSecret() {
    var signIn = signIn();
    var begun = signIn.begin("/?page=chat", CALLBACK);
    var asked = query(begun.location());
    assertThat(asked)
        .containsEntry("response_type", "code")
        .containsEntry("client_id", ProviderStub.CLIENT)
        .containsEntry("redirect_uri", CALLBACK.toString())
        .containsEntry("code_challenge_method", "S256")
        .containsEntry("state", begun.state());
    provider.answerNext(
        tokens(provider.token(idClaims(String.valueOf(asked.get("nonce")))), Map.of("aud", "x")));
    var response = new SignIn.Response(begun.state(), "code-1", null);
    signIn.complete(begun.cookie(), response, CALLBACK);
    assertThat(signIn.returnPath(begun.cookie(), begun.state())).isEqualTo("/?page=chat");
    assertThat(provider.requests().getFirst())
        .contains("code=code-1", "code_verifier=", "Basic ")
        .doesNotContain("client_secret");
  }

  @Test
  void aProviderThatSupportsOnlyPostGetsTheSecretInTheBody() {
    provider.with("token_endpoint_auth_methods_supported", List.of("client_secret_post"));
    complete(signIn(), Map.of("aud", "x"));
    assertThat(provider.requests().getFirst()).contains("client_secret=secret");
  }

  @Test
  void theIdentityIsThatOfTheAccessTokenIfItIsForThisServer() {
    var signIn = signIn();
    Map<String, Object> claims =
        Map.of("aud", "tidings", "sub", "alice-2", "groups", List.of("admin"));
    var caller = signIn.authenticate(complete(signIn, claims).session()).orElseThrow().caller();
    assertThat(caller.user()).isEqualTo("alice-2");
    assertThat(caller.isAdmin()).isTrue();
    assertThat(caller.credential().session()).isEqualTo("s-1");

    claims = Map.of("aud", "another", "sub", "alice-2");
    caller = signIn.authenticate(complete(signIn, claims).session()).orElseThrow().caller();
    assertThat(caller.user()).isEqualTo("alice");
  }

  @Test
  void aSessionIsValidAsLongAsItsAccessTokenAndIsRefreshed() {
    var signIn = signIn();
    var first = complete(signIn, Map.of("aud", "x"));
    now = now.plusSeconds(299);
    assertThat(signIn.authenticate(first.session())).isPresent();
    now = now.plusSeconds(2);
    assertThat(signIn.authenticate(first.session())).isEmpty();
    provider.answerNext(tokens(null, Map.of("aud", "x")));
    var second = signIn.refresh(first.session(), first.tokens());
    assertThat(second.content().user()).as("without any identity").isEqualTo("alice");
    assertThat(signIn.authenticate(second.session())).isPresent();
  }

  @Test
  void aSessionEndsAfterItsLifetimeHoweverOftenItIsRefreshed() {
    var signIn = signIn();
    var last = complete(signIn, Map.of("aud", "x"));
    var end = last.content().facts().ends();
    while (now.plus(Duration.ofMinutes(59)).isBefore(end)) {
      now = now.plus(Duration.ofMinutes(59));
      var answer = tokens(null, Map.of("aud", "x"));
      answer.put("refresh_token", "refresh-" + now);
      provider.answerNext(answer);
      last = signIn.refresh(last.session(), last.tokens());
    }
    now = end;
    var ended = last;
    assertThat(signIn.authenticate(ended.session())).isEmpty();
    assertThat(failure(() -> signIn.refresh(ended.session(), ended.tokens())))
        .isEqualTo(SignInException.Reason.ENDED);
  }

  @Test
  void aSessionEndsIfItIsNotRefreshedInTime() {
    var signIn = signIn();
    var signedIn = complete(signIn, Map.of("aud", "x"));
    now = now.plus(IDLE);
    assertThat(failure(() -> signIn.refresh(signedIn.session(), signedIn.tokens())))
        .isEqualTo(SignInException.Reason.ENDED);
  }

  @Test
  void aRefreshNeedsBothCookiesOfOneSession() {
    var signIn = signIn();
    var one = complete(signIn, Map.of("aud", "x"));
    assertThat(failure(() -> signIn.refresh(one.session(), null)))
        .isEqualTo(SignInException.Reason.ENDED);
    assertThat(failure(() -> signIn.refresh(null, one.tokens())))
        .isEqualTo(SignInException.Reason.ENDED);
  }

  @Test
  void aRejectedRefreshTokenEndsTheSessionAndAFailureOfTheProviderDoesNot() {
    var signIn = signIn();
    var one = complete(signIn, Map.of("aud", "x"));
    provider.answerNext(Map.of("error", "server_error"));
    assertThatThrownBy(() -> signIn.refresh(one.session(), one.tokens()))
        .isInstanceOf(ProviderUnavailableException.class);
    provider.answerNext(Map.of("error", "invalid_grant"));
    assertThat(failure(() -> signIn.refresh(one.session(), one.tokens())))
        .isEqualTo(SignInException.Reason.ENDED);
  }

  @Test
  void refreshedTokensOfAnotherUserAreRefused() {
    var signIn = signIn();
    var one = complete(signIn, Map.of("aud", "tidings", "sub", "alice"));
    provider.answerNext(tokens(null, Map.of("aud", "tidings", "sub", "bob")));
    assertThat(failure(() -> signIn.refresh(one.session(), one.tokens())))
        .isEqualTo(SignInException.Reason.RESPONSE);
  }

  @Test
  void anIdTokenOfAnotherSignInIsRefused() {
    var signIn = signIn();
    var begun = signIn.begin("/", CALLBACK);
    provider.answerNext(tokens(provider.token(idClaims("another")), Map.of("aud", "x")));
    var response = new SignIn.Response(begun.state(), "code-1", null);
    assertThat(failure(() -> signIn.complete(begun.cookie(), response, CALLBACK)))
        .isEqualTo(SignInException.Reason.RESPONSE);
  }

  @Test
  void anIdTokenForAnotherClientIsRefused() {
    var signIn = signIn();
    var begun = signIn.begin("/", CALLBACK);
    var claims = idClaims(String.valueOf(query(begun.location()).get("nonce")));
    claims.put("aud", "another");
    provider.answerNext(tokens(provider.token(claims), Map.of("aud", "x")));
    var response = new SignIn.Response(begun.state(), "code-1", null);
    assertThat(failure(() -> signIn.complete(begun.cookie(), response, CALLBACK)))
        .isEqualTo(SignInException.Reason.RESPONSE);
  }

  @Test
  void clocksMayDifferByThirtySeconds() {
    var signIn = signIn();
    for (long skew : new long[] {25, -25}) {
      var begun = signIn.begin("/", CALLBACK);
      var claims = idClaims(String.valueOf(query(begun.location()).get("nonce")));
      claims.put("iat", Instant.now().getEpochSecond() + skew);
      claims.put("exp", Instant.now().getEpochSecond() + skew);
      var access = new HashMap<String, Object>();
      access.put("aud", "tidings");
      access.put("sub", "alice");
      access.put("groups", List.of("fx"));
      access.put("iat", now.getEpochSecond() + skew);
      access.put("exp", now.getEpochSecond() + skew + 60);
      provider.answerNext(tokens(provider.token(claims), access));
      var response = new SignIn.Response(begun.state(), "code-1", null);
      var session = signIn.complete(begun.cookie(), response, CALLBACK).content();
      assertThat(session.user()).isEqualTo("alice");
      assertThat(session.groups()).as("of the access token").containsExactly("fx");
    }
  }

  @Test
  void aSignInCountsInItsBrowserForTenMinutes() {
    var signIn = signIn();
    var begun = signIn.begin("/", CALLBACK);
    var other = signIn.begin("/", CALLBACK);
    assertThat(failure(() -> signIn.returnPath(null, begun.state())))
        .isEqualTo(SignInException.Reason.STATE);
    assertThat(failure(() -> signIn.returnPath(other.cookie(), begun.state())))
        .isEqualTo(SignInException.Reason.STATE);
    now = now.plus(SignIn.LOGIN);
    assertThat(failure(() -> signIn.returnPath(begun.cookie(), begun.state())))
        .isEqualTo(SignInException.Reason.STATE);
  }

  @Test
  void theIssuerOfAResponseIsComparedWhereItIsAnnounced() {
    provider.with("authorization_response_iss_parameter_supported", true);
    var signIn = signIn();
    for (var issuer : new String[] {null, "https://evil.example"}) {
      var begun = signIn.begin("/", CALLBACK);
      var response = new SignIn.Response(begun.state(), "code-1", issuer);
      assertThat(failure(() -> signIn.complete(begun.cookie(), response, CALLBACK)))
          .isEqualTo(SignInException.Reason.RESPONSE);
    }
    assertThat(provider.requests()).isEmpty();
  }

  @Test
  void aDiscoveryDocumentOfAnotherIssuerIsRefused() {
    provider.with("issuer", provider.issuer() + "/");
    assertThatThrownBy(() -> signIn().begin("/", CALLBACK))
        .isInstanceOf(ProviderUnavailableException.class)
        .hasMessageContaining("names the issuer '" + provider.issuer() + "/'");
  }

  @Test
  void anUnreachableProviderIsNamedAndAskedAgain() {
    provider.close();
    assertThatThrownBy(() -> signIn().begin("/", CALLBACK))
        .isInstanceOf(ProviderUnavailableException.class)
        .hasMessageContaining(provider.issuer());
  }

  @Test
  void aSignOutRevokesTheRefreshTokenAndNamesTheSessionToTheProvider() {
    var signIn = signIn();
    var one = complete(signIn, Map.of("aud", "x"));
    var location = signIn.signOut(one.tokens(), URI.create("https://tidings.bank.example/"));
    assertThat(provider.requests().getLast()).contains("/revoke", "token=refresh-1");
    assertThat(query(location.orElseThrow()))
        .containsKey("id_token_hint")
        .containsEntry("post_logout_redirect_uri", "https://tidings.bank.example/");
  }

  @Test
  void aSignOutWorksHereWhileTheProviderIsUnreachable() {
    var signIn = signIn();
    var one = complete(signIn, Map.of("aud", "x"));
    provider.close();
    assertThat(signIn.signOut(one.tokens(), URI.create("https://tidings.bank.example/"))).isEmpty();
  }

  private Map<String, Object> logoutClaims() {
    var claims = new HashMap<String, Object>();
    claims.put("aud", ProviderStub.CLIENT);
    claims.put("jti", "j-1");
    claims.put("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
    return claims;
  }

  @Test
  void aLogoutTokenRevokesItsSessionOrTheUsersSessionsSoFar() {
    var signIn = signIn();
    var claims = logoutClaims();
    claims.put("sid", "s-1");
    var ofSession = signIn.backChannelLogout(provider.token(claims));
    assertThat(ofSession).isEqualTo(Revocation.ofSession("s-1", now.plus(LIFETIME)));

    claims.remove("sid");
    claims.put("sub", "alice");
    long issued = Instant.now().getEpochSecond() - 5;
    claims.put("iat", issued);
    var ofUser = signIn.backChannelLogout(provider.token(claims));
    assertThat(ofUser)
        .isEqualTo(
            Revocation.ofSubjectBefore("alice", Instant.ofEpochSecond(issued), now.plus(LIFETIME)));
  }

  @Test
  void anotherTokenIsNoLogoutToken() {
    var signIn = signIn();
    var withoutEvent = logoutClaims();
    withoutEvent.put("sid", "s-1");
    withoutEvent.remove("events");
    var forAnother = logoutClaims();
    forAnother.put("sid", "s-1");
    forAnother.put("aud", "another");
    var withNonce = logoutClaims();
    withNonce.put("sid", "s-1");
    withNonce.put("nonce", "n");
    for (var claims : List.of(withoutEvent, forAnother, withNonce)) {
      assertThat(failure(() -> signIn.backChannelLogout(provider.token(claims))))
          .isEqualTo(SignInException.Reason.RESPONSE);
    }
    assertThat(failure(() -> signIn.backChannelLogout("x.y.z")))
        .isEqualTo(SignInException.Reason.RESPONSE);
  }
}
