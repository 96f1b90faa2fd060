package tidings.platform.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a provider may leave out, and still be one. */
class SignInQuirksTest {

  private static final DocumentedSettings SETTINGS =
      DocumentedSettings.under("How do users sign in with Keycloak?");

  private final ProviderStub provider = new ProviderStub("/realms/bank");

  @AfterEach
  void stop() {
    provider.close();
  }

  private SignInFixture fixture() {
    return new SignInFixture(provider, SETTINGS);
  }

  private SignIn.SignedIn signedIn(
      SignInFixture fixture,
      Map<String, Object> accessToken,
      Consumer<Map<String, Object>> idToken,
      Consumer<Map<String, Object>> change) {
    return fixture.complete(
        nonce -> {
          var claims = new HashMap<String, Object>();
          claims.put("aud", fixture.client());
          claims.put("sub", "alice");
          claims.put("sid", "s-1");
          claims.put("nonce", nonce);
          idToken.accept(claims);
          var response = new HashMap<String, Object>();
          response.put("access_token", provider.token(accessToken));
          response.put("id_token", provider.token(claims));
          response.put("refresh_token", "refresh-1");
          response.put("token_type", "Bearer");
          response.put("expires_in", 300);
          change.accept(response);
          return response;
        });
  }

  private SignIn.SignedIn signedIn(SignInFixture fixture, Consumer<Map<String, Object>> change) {
    return signedIn(fixture, Map.of("aud", "another"), claims -> {}, change);
  }

  private static Duration life(SignIn.SignedIn signedIn) {
    return Duration.between(Instant.now(), signedIn.content().facts().expires());
  }

  @Test
  void withoutALifetimeASessionEndsWithTheAccessTokenOfThisServer() {
    var claims = Map.<String, Object>of("aud", "tidings", "sub", "alice");
    var own = signedIn(fixture(), claims, id -> {}, response -> response.remove("expires_in"));
    assertThat(life(own)).isCloseTo(Duration.ofSeconds(300), Duration.ofSeconds(5));
    var other = signedIn(fixture(), response -> response.remove("expires_in"));
    assertThat(life(other)).isCloseTo(Duration.ofHours(1), Duration.ofSeconds(5));
  }

  @Test
  void aLifetimeMayBeAText() {
    var signedIn = signedIn(fixture(), response -> response.put("expires_in", "120"));
    assertThat(life(signedIn)).isCloseTo(Duration.ofSeconds(120), Duration.ofSeconds(5));
  }

  @Test
  void withoutARefreshTokenASessionEndsWithItsAccessTokenAndASignOutStillNamesIt() {
    var fixture = fixture();
    var signedIn = signedIn(fixture, response -> response.remove("refresh_token"));
    assertThat(fixture.signIn.authenticate(signedIn.session())).isPresent();
    var failure =
        catchThrowableOfType(
            SignInException.class,
            () -> fixture.signIn.refresh(signedIn.session(), signedIn.tokens()));
    assertThat(failure.reason()).isEqualTo(SignInException.Reason.ENDED);
    var url = fixture.signIn.signOut(signedIn.tokens(), SignInFixture.HOME).orElseThrow();
    assertThat(SignInFixture.query(url)).containsKey("id_token_hint");
    assertThat(provider.requests()).noneMatch(request -> request.contains("/revoke"));
  }

  @Test
  void withoutASessionIdEachSignInHasItsOwn() {
    var fixture = fixture();
    var one = signedIn(fixture, Map.of(), claims -> claims.remove("sid"), response -> {});
    var two = signedIn(fixture, Map.of(), claims -> claims.remove("sid"), response -> {});
    assertThat(one.content().facts().id()).isNotEqualTo(two.content().facts().id());
  }

  /** A provider that keeps the user signed in gives the same session id to the next sign-in. */
  @Test
  void aSignInIsIdentifiedThroughRefreshesAndApartFromTheNext() {
    var fixture = fixture();
    var signedIn = signedIn(fixture, response -> {});
    provider.answerNext(
        Map.of("access_token", "opaque", "token_type", "Bearer", "expires_in", 300));
    var refreshed = fixture.signIn.refresh(signedIn.session(), signedIn.tokens());
    var facts = signedIn.content().facts();
    assertThat(refreshed.content().facts().signInId()).isEqualTo(facts.signInId());
    var caller = fixture.signIn.authenticate(refreshed.session()).orElseThrow().caller();
    assertThat(caller.tokenId()).isEqualTo(facts.signInId());
    assertThat(caller.credential().session()).isEqualTo("s-1");
    var next =
        new Session.Facts(
            facts.id(),
            facts.subject(),
            facts.started().plusSeconds(1),
            facts.expires(),
            facts.ends());
    assertThat(next.signInId()).isNotEqualTo(facts.signInId());
  }

  private static String random(int bytes) {
    var value = new byte[bytes];
    new SecureRandom().nextBytes(value);
    return HexFormat.of().formatHex(value);
  }

  /** A proxy accepts a line of 8 KiB, and a refresh sends all cookies in one. */
  @Test
  void allCookiesFitIntoOneLineHoweverManyGroupsAndHoweverLongTheTokens() {
    var fixture = fixture();
    for (int groups : new int[] {0, 100, 400}) {
      for (int bytes : new int[] {200, 1000, 1800}) {
        var names = new ArrayList<>(List.of("publisher"));
        IntStream.range(0, groups).forEach(i -> names.add(random(16)));
        var claims = Map.<String, Object>of("aud", "tidings", "sub", "alice", "groups", names);
        var refreshToken = random(bytes);
        var signedIn =
            signedIn(
                fixture,
                claims,
                id -> id.put("groups", names),
                response -> response.put("refresh_token", refreshToken));
        var tokens = Objects.requireNonNull(signedIn.tokens());
        assertThat(signedIn.session().length() + tokens.length())
            .as("%d groups, %d bytes", groups, bytes)
            .isLessThanOrEqualTo(Cookies.MAX_TOGETHER);
        var authenticated = fixture.signIn.authenticate(signedIn.session()).orElseThrow();
        assertThat(authenticated.caller().roles()).containsExactly("publisher");
        assertThat(authenticated.lacksGroups())
            .isEqualTo(authenticated.caller().groups().size() < names.size());
        provider.answerNext(
            Map.of("access_token", "opaque", "token_type", "Bearer", "expires_in", 300));
        fixture.signIn.refresh(signedIn.session(), tokens);
        assertThat(provider.requests().getLast()).contains("refresh_token=" + refreshToken);
      }
    }
  }

  @Test
  void aProviderWithoutASignOutEndpointSignsOutHere() {
    provider.without("end_session_endpoint").without("revocation_endpoint");
    var fixture = fixture();
    var signedIn = signedIn(fixture, response -> {});
    assertThat(fixture.signIn.signOut(signedIn.tokens(), SignInFixture.HOME)).isEmpty();
  }

  @Test
  void anIssuerOfSeveralTenantsIsRefusedWithTheRemedy() {
    provider.with("issuer", "https://login.microsoftonline.com/{tenantid}/v2.0");
    assertThatThrownBy(() -> fixture().asked())
        .isInstanceOf(ProviderUnavailableException.class)
        .hasMessageContaining("{tenantid}")
        .hasMessageContaining("configure the issuer of one tenant");
  }

  @Test
  void tokensThatIdentifyNoUserAreAnInvalidResponse() {
    var failure =
        catchThrowableOfType(
            SignInException.class,
            () -> {
              var fixture =
                  new SignInFixture(
                      provider, SETTINGS.with("TIDINGS_IDENTITY_USER_CLAIM", "username"));
              signedIn(fixture, response -> {});
            });
    assertThat(failure.reason()).isEqualTo(SignInException.Reason.RESPONSE);
    assertThat(failure).hasMessageContaining("claim 'username'");
  }

  @Test
  void theNameOfTheAccessTokenComesFirst() {
    var claims = Map.<String, Object>of("aud", "tidings", "sub", "alice", "name", "Alice Archer");
    var signedIn = signedIn(fixture(), claims, id -> id.put("name", "A."), response -> {});
    assertThat(signedIn.content().name()).isEqualTo("Alice Archer");
  }
}
