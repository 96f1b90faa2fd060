package tidings.platform.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.platform.identity.keys.IssuerKeys;
import tidings.platform.policy.Policies;
import tidings.platform.security.RefusedException;
import tidings.platform.security.TokenCheck;

/**
 * Access tokens in the formats that identity providers document, each with the configuration from
 * section 5 of the protocol. The values are made up; the names, types and omissions are the
 * providers'.
 */
class ProviderTokensTest {

  private static final Instant NOW = Instant.ofEpochSecond(1_770_000_000);
  private static final TestKey KEY = TestKey.rsa();
  private static final String TENANT = "11111111-2222-3333-4444-555555555555";
  private static final String APP = "6e74172b-be56-4843-9ff4-e66a39bb12e3";
  private static final String OID = "00000000-0000-0000-66f3-3332eca7ea81";
  private static final String GROUP = "0760b6cf-170e-4a14-91b3-4b78e0739963";

  /**
   * A provider, its configuration, a token of it, and the expected caller.
   *
   * @param admin the value of {@code tidings.roles.admin}
   */
  record Provider(
      String label,
      String issuer,
      String audiences,
      String userClaim,
      List<String> groupsClaims,
      String separator,
      String admin,
      String payload,
      String user,
      Set<String> groups) {

    @Override
    public String toString() {
      return label;
    }

    Authenticated authenticate(UnaryOperator<String> change) {
      var rules =
          new TokenRules(
              issuer,
              Set.of(audiences.split(",")),
              Set.copyOf(TokenRules.ALGORITHMS),
              Duration.ofSeconds(5),
              Duration.ZERO);
      var mapping =
          ClaimMapping.of(
              userClaim, "name", groupsClaims, separator, List.of(admin), List.of("publisher"));
      var authenticator =
          new TokenAuthenticator(
              rules,
              IssuerKeys.fixed(KEY.pem()),
              new Callers(mapping, Policies.none()),
              1 << 20,
              () -> NOW,
              new TokenCounters());
      var token = KEY.sign("RS256", "{\"alg\":\"RS256\",\"typ\":\"JWT\"}", change.apply(payload));
      return authenticator.authenticate(token);
    }
  }

  private static final Provider KEYCLOAK =
      new Provider(
          "Keycloak, stock client",
          "https://login.bank.example/realms/bank",
          "account,bank-app",
          "sub",
          List.of("realm_access.roles", "resource_access.bank-app.roles"),
          "space",
          "admin",
          """
          {"exp":1770000300,"iat":1770000000,"jti":"onrtro:1d8e","iss":"https://login.bank.example/realms/bank",
           "sub":"5e0bd3c6-alice","typ":"Bearer","azp":"bank-app","sid":"s-1","acr":"1",
           "allowed-origins":["*"],"realm_access":{"roles":["admin","trader"]},
           "resource_access":{"bank-app":{"roles":["editor"]}},"scope":"profile email",
           "email_verified":true,"name":"Alice Archer","preferred_username":"alice"}\
          """,
          "5e0bd3c6-alice",
          Set.of("admin", "trader", "editor"));

  private static final Provider KEYCLOAK_MAPPED =
      new Provider(
          "Keycloak, with an audience and a groups mapper",
          "https://login.bank.example/realms/bank",
          "tidings",
          "sub",
          List.of("groups"),
          "space",
          "/bank/admins",
          """
          {"exp":1770000300,"iat":1770000000,"jti":"trrtcc:1d8e","iss":"https://login.bank.example/realms/bank",
           "aud":["tidings","account"],"sub":"5e0bd3c6-alice","typ":"Bearer","azp":"bank-app","sid":"s-1",
           "realm_access":{"roles":["default-roles-bank"]},"scope":"profile email",
           "groups":["/bank/admins","/bank/Front Office"],"name":"Alice Archer"}\
          """,
          "5e0bd3c6-alice",
          Set.of("/bank/admins", "/bank/Front Office"));

  private static final Provider ENTRA_V2 =
      new Provider(
          "Entra ID, v2.0",
          "https://login.microsoftonline.com/" + TENANT + "/v2.0",
          APP,
          "oid",
          List.of("roles", "groups"),
          "space",
          "Bank.Admin",
          """
          {"aud":"%s","iss":"https://login.microsoftonline.com/%s/v2.0","iat":1770000000,"nbf":1770000000,
           "exp":1770003900,"aio":"AVQAq","azp":"0b6f9a5e-azp","azpacr":"1","groups":["%s"],
           "name":"Archer, Alice (London)","oid":"%s","preferred_username":"alice@bank.example",
           "rh":"0.A","roles":["Bank.Admin"],"scp":"access_as_user","sub":"pairwise-subject",
           "tid":"%s","uti":"fqiBqXLPj0eQa82S-IYFAA","ver":"2.0","wids":["b79fbf4d-wid"]}\
          """
              .formatted(APP, TENANT, GROUP, OID, TENANT),
          OID,
          Set.of("Bank.Admin", GROUP));

  private static final Provider ENTRA_V1 =
      new Provider(
          "Entra ID, v1.0",
          "https://sts.windows.net/" + TENANT + "/",
          "api://" + APP,
          "oid",
          List.of("roles", "groups"),
          "space",
          "Bank.Admin",
          """
          {"aud":"api://%s","iss":"https://sts.windows.net/%s/","iat":1770000000,"nbf":1770000000,
           "exp":1770003900,"acr":"1","amr":["pwd"],"appid":"0b6f9a5e-azp","appidacr":"0",
           "family_name":"Archer","given_name":"Alice","ipaddr":"192.0.2.1","name":"Alice Archer","oid":"%s",
           "roles":["Bank.Admin"],"scp":"access_as_user","sub":"pairwise-subject","tid":"%s",
           "unique_name":"alice@bank.example","upn":"alice@bank.example","uti":"u-1","ver":"1.0"}\
          """
              .formatted(APP, TENANT, OID, TENANT),
          OID,
          Set.of("Bank.Admin"));

  private static final Provider OKTA_CUSTOM =
      new Provider(
          "Okta, custom server",
          "https://bank.okta.example/oauth2/default",
          "api://default",
          "sub",
          List.of("groups", "scp"),
          "space",
          "Bank Admins",
          """
          {"ver":1,"jti":"AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE",
           "iss":"https://bank.okta.example/oauth2/default","aud":"api://default","iat":1770000000,
           "exp":1770003600,"cid":"0oanqbiiaeKxLQpOd0h7","uid":"00ujmkLgagxeRrAg20g3","scp":["openid","news"],
           "sub":"alice@bank.example","groups":["Everyone","Bank Admins"]}\
          """,
          "alice@bank.example",
          Set.of("Everyone", "Bank Admins", "openid", "news"));

  private static final Provider OKTA_ORG =
      new Provider(
          "Okta, org server",
          "https://bank.okta.example",
          "https://bank.okta.example",
          "uid",
          List.of("scp"),
          "space",
          "bank.admin",
          """
          {"ver":1,"jti":"AT.x","iss":"https://bank.okta.example","aud":"https://bank.okta.example",
           "sub":"alice@bank.example","iat":1770000000,"exp":1770003600,"cid":"0oa","uid":"00ujmkLgagxeRrAg20g3",
           "scp":["openid","bank.admin"],"auth_time":1769999990}\
          """,
          "00ujmkLgagxeRrAg20g3",
          Set.of("openid", "bank.admin"));

  private static final Provider AUTH0 =
      new Provider(
          "Auth0",
          "https://bank.eu.auth0.example/",
          "https://events.bank.example",
          "sub",
          List.of("https://bank.example/groups", "permissions"),
          "space",
          "admin:tidings",
          """
          {"https://bank.example/groups":["traders"],"iss":"https://bank.eu.auth0.example/",
           "sub":"auth0|61a8e2","aud":["https://events.bank.example","https://bank.eu.auth0.example/userinfo"],
           "iat":1770000000,"exp":1770086400,"azp":"my_client_id","scope":"openid profile",
           "permissions":["admin:tidings"]}\
          """,
          "auth0|61a8e2",
          Set.of("traders", "admin:tidings"));

  private static final Provider COGNITO =
      new Provider(
          "Cognito, access token",
          "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_example",
          "xxxxxxxxxxxxexample",
          "username",
          List.of("cognito:groups"),
          "space",
          "Admins",
          """
          {"sub":"aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee","device_key":"d","cognito:groups":["Admins"],
           "iss":"https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_example","version":2,
           "client_id":"xxxxxxxxxxxxexample","origin_jti":"o","event_id":"e","token_use":"access",
           "scope":"phone openid profile","auth_time":1770000000,"exp":1770003600,"iat":1770000000,
           "jti":"j","username":"alice"}\
          """,
          "alice",
          Set.of("Admins"));

  private static final Provider ADFS =
      new Provider(
          "AD FS",
          "http://adfs.bank.example/adfs/services/trust",
          "microsoft:identityserver:" + APP,
          "upn",
          List.of("http://schemas.xmlsoap.org/claims/Group"),
          "none",
          "tidings-admins",
          """
          {"aud":"microsoft:identityserver:%s","iss":"http://adfs.bank.example/adfs/services/trust",
           "iat":1770000000,"nbf":1770000000,"exp":1770003600,"apptype":"Public","appid":"a-1",
           "authmethod":"urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
           "auth_time":"2026-02-02T02:40:00.000Z","ver":"1.0","scp":"openid","upn":"alice@bank.example",
           "http://schemas.xmlsoap.org/claims/Group":["Domain Users","tidings-admins"],"role":"desk"}\
          """
              .formatted(APP),
          "alice@bank.example",
          Set.of("Domain Users", "tidings-admins"));

  private static final Provider PING =
      new Provider(
          "PingFederate",
          "https://sso.bank.example",
          "tidings",
          "uid",
          List.of("memberOf"),
          "none",
          "CN=admins,OU=bank,DC=example",
          """
          {"scope":["openid","profile"],"client_id":"bank-app","iss":"https://sso.bank.example","aud":"tidings",
           "uid":"Archer, Alice","memberOf":["CN=admins,OU=bank,DC=example"],"iat":1770000000,
           "exp":1770003600.75}\
          """,
          "Archer, Alice",
          Set.of("CN=admins,OU=bank,DC=example"));

  static Stream<Provider> providers() {
    return Stream.of(
        KEYCLOAK,
        KEYCLOAK_MAPPED,
        ENTRA_V2,
        ENTRA_V1,
        OKTA_CUSTOM,
        OKTA_ORG,
        AUTH0,
        COGNITO,
        ADFS,
        PING);
  }

  @ParameterizedTest
  @MethodSource("providers")
  void aTokenOfTheProviderIsAcceptedAsConfigured(Provider provider) {
    var caller = provider.authenticate(UnaryOperator.identity()).caller();
    assertThat(caller.user()).isEqualTo(provider.user());
    assertThat(caller.groups()).isEqualTo(provider.groups());
    assertThat(caller.isAdmin()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("providers")
  void aTokenOfTheProviderForAnotherApplicationIsRejected(Provider provider) {
    var refusal =
        catchThrowableOfType(
            RefusedException.class,
            () ->
                provider.authenticate(
                    payload ->
                        payload.replaceAll(
                            "\"(aud|client_id|azp)\":(\\[[^]]*]|\"[^\"]*\")",
                            "\"$1\":\"another\"")));
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.failed()).contains(TokenCheck.AUDIENCE);
  }

  /** The tests use the configuration that section 5 of the protocol gives to its readers. */
  @ParameterizedTest
  @MethodSource("providers")
  void theProtocolDocumentsTheTestedConfiguration(Provider provider) throws IOException {
    var row =
        Files.readAllLines(Path.of("src/docs/protocol.md")).stream()
            .filter(line -> line.startsWith("| " + provider.label()))
            .map(line -> line.split("\\|", -1))
            .findFirst()
            .orElseThrow();
    assertThat(provider.issuer()).matches(pattern(row[2]));
    assertThat(row[4].isBlank() ? List.of("sub") : words(row[4])).contains(provider.userClaim());
    var claims =
        row[5].isBlank()
            ? List.of("groups")
            : words(row[5].replaceFirst("[,:] (with|it has).*", "")).stream()
                .map(
                    claim ->
                        claim.replace("<client>", "bank-app").replace("<yours>", "bank.example"))
                .toList();
    assertThat(provider.groupsClaims()).isEqualTo(claims);
    assertThat(row[5].contains("groups-separator=none"))
        .isEqualTo(provider.separator().equals("none"));
  }

  /**
   * A pattern for the address in a cell, whose placeholders match anything; tests are at .example.
   */
  private static String pattern(String cell) {
    var address = cell.contains("`") ? words(cell).getFirst() : "<any>";
    return Stream.of(
            address
                .replace("//host/", "//<host>/")
                .replaceFirst("(okta|auth0)[.]com", "$1.example")
                .split("<[^>]*>", -1))
        .map(Pattern::quote)
        .collect(Collectors.joining(".+"));
  }

  /** The texts between backticks of a cell, each of them a comma list. */
  private static List<String> words(String cell) {
    return Pattern.compile("`([^`]*)`")
        .matcher(cell)
        .results()
        .flatMap(match -> Stream.of(match.group(1).split(",", -1)))
        .toList();
  }

  @Test
  void nameMayHaveACommaAndIsNotTheUser() {
    assertThat(ENTRA_V2.authenticate(UnaryOperator.identity()).caller().name())
        .isEqualTo("Archer, Alice (London)");
  }

  @Test
  void groupsThatEntraLeavesOutAreReported() {
    UnaryOperator<String> overage =
        payload ->
            payload.replaceAll(
                "\"groups\":\\[[^]]*]",
                "\"_claim_names\":{\"groups\":\"src1\"},\"_claim_sources\":{\"src1\":{\"endpoint\":"
                    + "\"https://graph.example/users/x/getMemberObjects\"}}");
    var authenticated = ENTRA_V2.authenticate(overage);
    assertThat(authenticated.lacksGroups()).isTrue();
    assertThat(authenticated.caller().groups()).containsExactly("Bank.Admin");
    assertThat(ENTRA_V2.authenticate(UnaryOperator.identity()).lacksGroups()).isFalse();
  }

  @Test
  void tokensAreRevokedByTheProvidersTokenId() {
    assertThat(ENTRA_V2.authenticate(UnaryOperator.identity()).caller().tokenId())
        .isEqualTo("fqiBqXLPj0eQa82S-IYFAA");
    assertThat(PING.authenticate(UnaryOperator.identity()).caller().tokenId()).isNull();
  }
}
