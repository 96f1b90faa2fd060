package tidings.platform.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.oauth2.sdk.id.ClientID;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.platform.identity.TestKey;
import tidings.platform.security.RefusedException;
import tidings.platform.security.TokenCheck;

/**
 * Sign-ins at each provider of {@code security.md}, with the settings that the page shows. The
 * responses have the names, types and omissions that the providers document.
 */
class SignInProvidersTest {

  private static final String OPAQUE =
      "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwiaXNzIjoiaHR0cHM6Ly9iYW5rLmV1LmF1dGgwLmNvbS8ifQ..8eNPbSQoVv0qKBKA.gv9d1TK5iJVD.pBt4_0LMVg78B7a9UzdkHg";

  private @Nullable ProviderStub stub;

  @AfterEach
  void stop() {
    if (stub != null) {
      stub.close();
    }
  }

  /**
   * A provider.
   *
   * @param issuerPath path of its issuer
   * @param accessToken claims; {@code ISSUER} and others are replaced
   * @param idToken claims
   */
  record Provider(
      String label,
      String issuerPath,
      String accessToken,
      String idToken,
      String user,
      @Nullable String name,
      Set<String> groups) {

    DocumentedSettings settings() {
      return DocumentedSettings.under("How do users sign in with " + label + "?");
    }

    @Override
    public String toString() {
      return label;
    }
  }

  private static final Provider ENTRA =
      new Provider(
          "Entra ID",
          "/11111111-2222-3333-4444-555555555555/v2.0",
          """
          {"aud":"AUDIENCE","iss":"ISSUER","aio":"AVQAq","azp":"CLIENT","azpacr":"1",
           "groups":["0760b6cf-170e-4a14-91b3-4b78e0739963"],"name":"Archer, Alice",
           "oid":"00000000-0000-0000-66f3-3332eca7ea81","preferred_username":"alice@bank.example",
           "rh":"0.A","roles":["Tidings.Admin"],"scp":"access","sub":"pairwise-at-the-api",
           "tid":"11111111-2222-3333-4444-555555555555","uti":"u-1","ver":"2.0"}\
          """,
          """
          {"aud":"CLIENT","iss":"ISSUER","aio":"AVQAq","name":"Archer, Alice","nonce":"NONCE",
           "oid":"00000000-0000-0000-66f3-3332eca7ea81","preferred_username":"alice@bank.example",
           "rh":"0.A","sub":"pairwise-at-the-console","tid":"11111111-2222-3333-4444-555555555555",
           "uti":"u-2","ver":"2.0"}\
          """,
          "00000000-0000-0000-66f3-3332eca7ea81",
          "Archer, Alice",
          Set.of("Tidings.Admin", "0760b6cf-170e-4a14-91b3-4b78e0739963"));

  private static final Provider OKTA =
      new Provider(
          "Okta",
          "/oauth2/default",
          """
          {"ver":1,"jti":"AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE","iss":"ISSUER","aud":"AUDIENCE",
           "cid":"CLIENT","uid":"00ujmkLgagxeRrAg20g3","scp":["openid","profile","offline_access"],
           "auth_time":1770000000,"sub":"alice@bank.example","groups":["tidings-admins","tidings-fx"]}\
          """,
          """
          {"sub":"00ujmkLgagxeRrAg20g3","name":"Alice Archer","ver":1,"iss":"ISSUER","aud":"CLIENT",
           "jti":"ID.x","amr":["pwd"],"idp":"00o1","nonce":"NONCE","preferred_username":"alice@bank.example",
           "auth_time":1770000000,"at_hash":"m6b4"}\
          """,
          "00ujmkLgagxeRrAg20g3",
          "Alice Archer",
          Set.of("tidings-admins", "tidings-fx"));

  private static final Provider AUTH0 =
      new Provider(
          "Auth0",
          "/",
          """
          {"https://bank.example/groups":["tidings-admin"],"iss":"ISSUER","sub":"auth0|61a8e2",
           "aud":["AUDIENCE","ISSUERuserinfo"],"azp":"CLIENT","scope":"openid profile offline_access",
           "permissions":["read:tidings"]}\
          """,
          """
          {"https://bank.example/groups":["tidings-admin"],"name":"Alice Archer","nickname":"alice",
           "updated_at":"2027-01-31T12:00:00.000Z","iss":"ISSUER","aud":"CLIENT","sub":"auth0|61a8e2",
           "sid":"oPnGi2kgJg3IRp_wTtzCQmPaNMkX4Q3v","nonce":"NONCE"}\
          """,
          "auth0|61a8e2",
          "Alice Archer",
          Set.of("tidings-admin", "read:tidings"));

  private static final Provider COGNITO =
      new Provider(
          "Amazon Cognito",
          "/eu-central-1_Example",
          """
          {"sub":"aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee","cognito:groups":["tidings-admins","fx"],"iss":"ISSUER",
           "version":2,"client_id":"CLIENT","origin_jti":"o","event_id":"e","token_use":"access",
           "scope":"openid profile","auth_time":1770000000,"jti":"j","username":"alice"}\
          """,
          """
          {"at_hash":"m6b4","sub":"aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee","cognito:groups":["tidings-admins","fx"],
           "iss":"ISSUER","cognito:username":"alice","nonce":"NONCE","origin_jti":"o","aud":"CLIENT",
           "token_use":"id","auth_time":1770000000,"name":"Alice Archer","jti":"i"}\
          """,
          "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
          "Alice Archer",
          Set.of("tidings-admins", "fx"));

  private static final Provider ADFS =
      new Provider(
          "AD FS",
          "/adfs",
          """
          {"aud":"AUDIENCE","iss":"http://adfs.bank.example/adfs/services/trust","apptype":"Confidential",
           "appid":"CLIENT","authmethod":"urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
           "auth_time":"2027-01-31T12:00:00.000Z","ver":"1.0","scp":"openid profile allatclaims",
           "upn":"alice@bank.example","http://schemas.xmlsoap.org/claims/Group":["Domain Users","Tidings Admins"]}\
          """,
          """
          {"aud":"CLIENT","iss":"ISSUER","auth_time":1770000000,"nonce":"NONCE","sub":"pairwise=",
           "upn":"alice@bank.example","unique_name":"BANK\\\\alice","sid":"S-1-5-21-1","apptype":"Confidential",
           "appid":"CLIENT","http://schemas.xmlsoap.org/claims/Group":["Domain Users","Tidings Admins"]}\
          """,
          "alice@bank.example",
          null,
          Set.of("Domain Users", "Tidings Admins"));

  static Stream<Provider> providers() {
    return Stream.of(ENTRA, OKTA, AUTH0, COGNITO, ADFS);
  }

  private ProviderStub start(Provider provider) {
    var started = new ProviderStub(provider.issuerPath());
    stub = started;
    return started;
  }

  /** A fixture and the responses of a provider, which a test may change. */
  private static final class At {
    final Provider provider;
    final ProviderStub stub;
    final SignInFixture fixture;

    At(Provider provider, ProviderStub stub) {
      this.provider = provider;
      this.stub = stub;
      fixture = new SignInFixture(stub, provider.settings());
    }

    Map<String, Object> claims(String json, String nonce) {
      var settings = provider.settings();
      try {
        return JSONObjectUtils.parse(
            json.replace("ISSUER", stub.issuer())
                .replace("AUDIENCE", settings.get(DocumentedSettings.AUDIENCES, ""))
                .replace("CLIENT", fixture.client())
                .replace("NONCE", nonce));
      } catch (ParseException e) {
        throw new IllegalStateException(e);
      }
    }

    Map<String, Object> response(String nonce) {
      var response = new HashMap<String, Object>();
      response.put("access_token", stub.token(claims(provider.accessToken(), nonce)));
      response.put("id_token", stub.token(claims(provider.idToken(), nonce)));
      response.put("refresh_token", "refresh-1");
      response.put("token_type", "Bearer");
      response.put("expires_in", 300);
      return response;
    }

    SignIn.SignedIn signedIn(Consumer<Map<String, Object>> change) {
      return fixture.complete(
          nonce -> {
            var response = response(nonce);
            change.accept(response);
            return response;
          });
    }

    /** As {@link #signedIn}, with other claims of one token. */
    SignIn.SignedIn signedIn(String token, String json, Consumer<Map<String, Object>> change) {
      return fixture.complete(
          nonce -> {
            var response = response(nonce);
            var claims = claims(json, nonce);
            change.accept(claims);
            response.put(token, stub.token(claims));
            return response;
          });
    }
  }

  private At at(Provider provider) {
    return new At(provider, start(provider));
  }

  @ParameterizedTest
  @MethodSource("providers")
  void aSessionHasTheIdentityAsThePageConfiguresIt(Provider provider) {
    var at = at(provider);
    var signedIn = at.signedIn(response -> {});
    var session = signedIn.content();
    assertThat(session.user()).isEqualTo(provider.user());
    assertThat(session.name()).isEqualTo(provider.name());
    assertThat(session.groups()).isEqualTo(provider.groups());
    assertThat(session.lacksGroups()).isFalse();
    var caller = at.fixture.signIn.authenticate(signedIn.session()).orElseThrow().caller();
    assertThat(caller.user()).isEqualTo(provider.user());
    assertThat(caller.roles()).containsExactly("admin");
  }

  @ParameterizedTest
  @MethodSource("providers")
  void aBearerTokenIdentifiesTheSameUser(Provider provider) {
    var at = at(provider);
    var token = at.stub.token(at.claims(provider.accessToken(), ""));
    var caller = at.fixture.tokens.authenticate(token).caller();
    assertThat(caller.user()).isEqualTo(provider.user());
    assertThat(caller.groups()).isEqualTo(provider.groups());
  }

  /** Marked or not: the audience of an ID token is the client, and not the API. */
  @ParameterizedTest
  @MethodSource("providers")
  void anIdTokenIsNoBearerToken(Provider provider) {
    var at = at(provider);
    var token = at.stub.token(at.claims(provider.idToken(), "n"));
    var refusal =
        catchThrowableOfType(RefusedException.class, () -> at.fixture.tokens.authenticate(token));
    assertThat(refusal).as("a refusal").isNotNull();
  }

  @ParameterizedTest
  @MethodSource("providers")
  void aRefreshKeepsTheIdentityWithAndWithoutAnIdToken(Provider provider) {
    var at = at(provider);
    var last = at.signedIn(response -> {});
    var signIn = at.fixture.signIn;
    for (boolean hasIdToken : new boolean[] {true, false}) {
      var response = at.response("");
      response.put("refresh_token", "refresh-" + hasIdToken);
      if (!hasIdToken) {
        response.remove("id_token");
      }
      at.stub.answerNext(response);
      last = signIn.refresh(last.session(), last.tokens());
      assertThat(last.content().user()).isEqualTo(provider.user());
      assertThat(last.content().name()).isEqualTo(provider.name());
      assertThat(last.content().groups()).isEqualTo(provider.groups());
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void thePageNamesEachSettingThatASignInNeeds(Provider provider) throws IOException {
    var settings = provider.settings().values();
    assertThat(settings)
        .containsKeys(
            DocumentedSettings.ISSUER,
            "MP_JWT_VERIFY_PUBLICKEY_LOCATION",
            DocumentedSettings.AUDIENCES,
            DocumentedSettings.CLIENT,
            "TIDINGS_OIDC_CLIENT_SECRET",
            "TIDINGS_OIDC_SESSION_KEYS",
            "TIDINGS_ROLES_ADMIN",
            "TIDINGS_ROLES_PUBLISHER");
    assertThat(keys()).containsAll(settings.keySet());
  }

  /** The names of all keys, as environment variables. */
  private static List<String> keys() throws IOException {
    return Files.readAllLines(Path.of("src/main/resources/META-INF/microprofile-config.properties"))
        .stream()
        .map(line -> line.replaceFirst("^#", "").replaceFirst("=.*", ""))
        .map(key -> key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT))
        .toList();
  }

  @Test
  void groupsThatEntraLeavesOutAreReportedAndAppRolesStay() {
    var at = at(ENTRA);
    var signedIn =
        at.signedIn(
            "access_token",
            ENTRA.accessToken(),
            claims -> {
              claims.remove("groups");
              claims.put("_claim_names", Map.of("groups", "src1"));
              claims.put(
                  "_claim_sources",
                  Map.of("src1", Map.of("endpoint", "https://graph.example/getMemberObjects")));
            });
    assertThat(signedIn.content().lacksGroups()).isTrue();
    var authenticated = at.fixture.signIn.authenticate(signedIn.session()).orElseThrow();
    assertThat(authenticated.lacksGroups()).as("Tidings-Groups: omitted").isTrue();
    assertThat(authenticated.caller().groups()).containsExactly("Tidings.Admin");
    assertThat(authenticated.caller().isAdmin()).isTrue();
  }

  @Test
  void groupsThatEntraLeavesOutOfAnIdTokenAreReported() {
    var at = at(ENTRA);
    var signedIn =
        at.fixture.complete(
            nonce -> {
              var claims = at.claims(ENTRA.idToken(), nonce);
              claims.put("_claim_names", Map.of("groups", "src1"));
              var response = at.response(nonce);
              response.put("access_token", "opaque");
              response.put("id_token", at.stub.token(claims));
              return response;
            });
    assertThat(signedIn.content().lacksGroups()).isTrue();
  }

  /** Without the scope of the API, Entra gives a token that Microsoft Graph alone can verify. */
  @Test
  void aTokenForMicrosoftGraphLeavesTheIdentityToTheIdToken() {
    var at = at(ENTRA);
    var claims = at.claims(ENTRA.accessToken(), "");
    claims.put("aud", "00000003-0000-0000-c000-000000000000");
    claims.put("oid", "another");
    var graph = TestKey.rsa().sign("RS256", Map.of("kid", "k-1", "nonce", "n-1"), claims);
    var session = at.signedIn(response -> response.put("access_token", graph)).content();
    assertThat(session.user()).isEqualTo(ENTRA.user());
    assertThat(session.groups()).isEmpty();
  }

  @Test
  void entraIsAskedForATokenOfTheApiAtARefreshToo() {
    var at = at(ENTRA);
    var scope = "openid profile offline_access api://6e74172b-be56-4843-9ff4-e66a39bb12e3/access";
    assertThat(at.fixture.asked()).containsEntry("scope", scope);
    var first = at.signedIn(response -> {});
    at.stub.answerNext(at.response(""));
    at.fixture.signIn.refresh(first.session(), first.tokens());
    var refresh = at.stub.requests().getLast();
    assertThat(refresh).contains("grant_type=refresh_token", "scope=openid+profile+offline_access");
  }

  @Test
  void otherProvidersAreNotAskedForScopesAtARefresh() {
    var at = at(OKTA);
    var first = at.signedIn(response -> {});
    at.stub.answerNext(at.response(""));
    at.fixture.signIn.refresh(first.session(), first.tokens());
    assertThat(at.stub.requests().getLast()).doesNotContain("scope=");
  }

  /** Auth0 gives an encrypted token where neither the client nor the tenant names an audience. */
  @Test
  void anOpaqueTokenOfAuth0LeavesTheIdentityToTheIdToken() {
    var at = at(AUTH0);
    var session = at.signedIn(response -> response.put("access_token", OPAQUE)).content();
    assertThat(session.user()).isEqualTo(AUTH0.user());
    assertThat(session.name()).isEqualTo("Alice Archer");
    assertThat(session.groups()).as("without permissions").containsExactly("tidings-admin");
    assertThat(session.facts().id()).isEqualTo("oPnGi2kgJg3IRp_wTtzCQmPaNMkX4Q3v");
  }

  /** The org server's tokens have no audience of this server, and no groups. */
  @Test
  void aTokenOfOktasOrgServerLeavesTheIdentityToTheIdToken() {
    var org = new ProviderStub("");
    stub = org;
    var settings = OKTA.settings().with("TIDINGS_IDENTITY_USER_CLAIM", "sub");
    var fixture = new SignInFixture(org, settings);
    var session =
        fixture
            .complete(
                nonce ->
                    Map.of(
                        "access_token",
                        org.token(
                            Map.of("aud", org.issuer(), "sub", "alice@bank.example", "ver", 1)),
                        "id_token",
                        org.token(
                            Map.of(
                                "aud",
                                fixture.client(),
                                "sub",
                                "00ujmkLgagxeRrAg20g3",
                                "nonce",
                                nonce,
                                "groups",
                                List.of("tidings-fx"))),
                        "token_type",
                        "Bearer"))
            .content();
    assertThat(session.user()).isEqualTo("00ujmkLgagxeRrAg20g3");
    assertThat(session.groups()).containsExactly("tidings-fx");
  }

  /** A logout token names the subject of ID tokens. */
  @Test
  void aSessionIsRevokedByTheSubjectOfItsIdToken() {
    var session = at(OKTA).signedIn(response -> {}).content();
    assertThat(session.user()).isEqualTo("00ujmkLgagxeRrAg20g3");
    assertThat(session.facts().subject()).isEqualTo("00ujmkLgagxeRrAg20g3");
  }

  @Test
  void aTokenOfAnotherClientOfCognitoIsNotOneForThisServer() {
    var at = at(COGNITO);
    var claims = at.claims(COGNITO.accessToken(), "");
    claims.put("client_id", "another");
    var refusal =
        catchThrowableOfType(
            RefusedException.class, () -> at.fixture.tokens.authenticate(at.stub.token(claims)));
    assertThat(refusal.failed()).contains(TokenCheck.AUDIENCE);
  }

  @Test
  void aSignOutAtCognitoHasItsOwnParameter() {
    var endpoint = URI.create("https://bank.auth.eu-central-1.amazoncognito.com/logout");
    var client = new ClientID("1example23456789");
    var issuer = COGNITO.settings().issuerOfIdTokens();
    var url = SignOutUrl.of(issuer, endpoint, null, client, SignInFixture.HOME);
    assertThat(SignInFixture.query(url))
        .containsEntry("client_id", "1example23456789")
        .containsEntry("logout_uri", "https://tidings.bank.example/");
    var other = SignOutUrl.of(OKTA.settings().issuerOfIdTokens(), endpoint, null, client, url);
    assertThat(SignInFixture.query(other)).doesNotContainKey("logout_uri");
  }

  /** A list of one element is no array there. */
  @Test
  void aSingleGroupOfAdfsIsOneGroup() {
    var session =
        at(ADFS)
            .signedIn(
                "access_token",
                ADFS.accessToken(),
                claims -> claims.put("http://schemas.xmlsoap.org/claims/Group", "Domain Users"))
            .content();
    assertThat(session.groups()).containsExactly("Domain Users");
  }

  /** A client that names no resource gets a token for AD FS's own user info. */
  @Test
  void aTokenForUserInfoOfAdfsLeavesTheIdentityToTheIdToken() {
    var session =
        at(ADFS)
            .signedIn(
                "access_token",
                ADFS.accessToken(),
                claims -> claims.put("aud", "urn:microsoft:userinfo"))
            .content();
    assertThat(session.user()).isEqualTo(ADFS.user());
    assertThat(session.groups()).isEqualTo(ADFS.groups());
  }

  @Test
  void aProxysAccessTokenIsAcceptedAndItsIdTokenIsRefusedWithTheReason() throws IOException {
    var keycloak = new ProviderStub("/realms/bank");
    stub = keycloak;
    var settings = DocumentedSettings.under("How does an authenticating proxy sign users in?");
    assertThat(settings.values()).doesNotContainKey(DocumentedSettings.CLIENT);
    assertThat(keys()).containsAll(settings.values().keySet());
    var tokens = new SignInFixture(keycloak, settings).tokens;
    var claims = new HashMap<String, Object>();
    claims.put("aud", List.of("tidings", "account"));
    claims.put("sub", "5e0bd3c6-alice");
    claims.put("typ", "Bearer");
    assertThat(tokens.authenticate(keycloak.token(claims)).caller().user())
        .isEqualTo("5e0bd3c6-alice");
    claims.put("typ", "ID");
    var refusal =
        catchThrowableOfType(
            RefusedException.class, () -> tokens.authenticate(keycloak.token(claims)));
    assertThat(refusal.failed()).contains(TokenCheck.FORMAT);
    assertThat(refusal).hasMessageContaining("not an access token");
  }
}
