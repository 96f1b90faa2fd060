package tidings.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.app.ConnectionConfiguration;
import tidings.app.IdentityWiring;
import tidings.app.IngressWiring;
import tidings.app.LimitConfiguration;
import tidings.app.LogConfiguration;
import tidings.app.LogKindSettings;
import tidings.app.SecurityConfiguration;
import tidings.app.ServerConfiguration;
import tidings.app.SourceHealthSettings;
import tidings.app.ValueForms;
import tidings.app.runs.ModelWiring;
import tidings.app.runs.RunWiring;
import tidings.app.runs.ToolWiring;
import tidings.ingress.postgres.Listening;
import tidings.platform.http.TrustedProxies;
import tidings.platform.http.authentication.TrustedOrigins;
import tidings.platform.http.page.SecurityText;
import tidings.platform.identity.ClaimMapping;
import tidings.platform.identity.keys.KeyOrigin;
import tidings.platform.limits.TokenBudgetSettings;
import tidings.runs.tool.McpSettings;

/**
 * A wrong value of each kind of key is one line that names the key, the form of its value, and the
 * value, unless the value may have a secret in it. That the line ends the process is in
 * tidings.it.StartIT.
 */
class WrongValuesTest {

  private static final String SECRET = "hush";

  /** The key as the wiring injects it. */
  private static ConfigurationKey key(String name) {
    return Stream.of(
            ConnectionConfiguration.class,
            LimitConfiguration.class,
            LogConfiguration.class,
            SecurityConfiguration.class,
            ServerConfiguration.class,
            RunWiring.class,
            ModelWiring.class,
            ToolWiring.class,
            IngressWiring.class,
            IdentityWiring.class)
        .flatMap(wiring -> Arrays.stream(wiring.getDeclaredMethods()))
        .flatMap(method -> Arrays.stream(method.getParameters()))
        .filter(parameter -> parameter.isAnnotationPresent(ConfigProperty.class))
        .filter(parameter -> parameter.getAnnotation(ConfigProperty.class).name().equals(name))
        .map(
            parameter ->
                ConfigurationKey.of(
                    parameter.getAnnotation(ConfigProperty.class),
                    parameter.getParameterizedType()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no bean injects " + name));
  }

  private static String fault(String name, String value) {
    return key(name).fault(new MapConfig(Map.of(name, value))).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // time
        "tidings.heartbeat|15|a time with its unit (ms, s, m or h), such as 15s, 100ms or more",
        "tidings.heartbeat|0|a time with its unit (ms, s, m or h), such as 15s, 100ms or more",
        "tidings.kafka.timeout|25h|a time with its unit (ms, s, m or h), such as 15s, from 100ms to"
            + " 24h",
        "tidings.log.stale-after|1s|a time with its unit (ms, s, m or h), such as 15s, 0, or 3s or"
            + " more",
        "http.idle.timeout|soon|a time with its unit (ms, s, m or h), such as 15s, 0 or more",
        // rate
        "tidings.limits.connect-rate|100000/s|a whole number, from 1 to 2147483647",
        "tidings.limits.publish-byte-rate|0|a size, such as 65536, 64 KiB or 1 MiB, from 1 to"
            + " 2147483647",
        "tidings.drain.reconnect-rate|0|a whole number, from 1 to 2147483647",
        // size
        "tidings.connection.queue-bytes|1 MB|a size, such as 65536, 64 KiB or 1 MiB, 1 or more",
        "tidings.limits.event-bytes|3 GiB|a size, such as 65536, 64 KiB or 1 MiB, from 1 to"
            + " 2147483647",
        "tidings.audit.file-bytes|63 KiB|a size, such as 65536, 64 KiB or 1 MiB, 64 KiB or more",
        // whole number
        "tidings.limits.connections|-1|a whole number, from 1 to 2147483647",
        "tidings.database.connections|1.5|a whole number, from 1 to 2147483647",
        "tidings.redis.batch|10001|a whole number, from 1 to 10000",
        "tidings.budget.user-tokens|1e6|a whole number, 0 or more",
        "mp.jwt.verify.token.age|10m|a whole number, from 0 to 2147483647",
        // percent
        "tidings.log.retain-percent-per-publisher|101|a whole number, from 1 to 100",
        "tidings.log.retain-percent-per-publisher|50%|a whole number, from 1 to 100",
        // boolean
        "tidings.outbox|perhaps|true or false",
        "tidings.audit.publishes|si|true or false",
      })
  void aNumberATimeASizeOrABooleanIsNamedWithItsFormAndItsValue(
      String name, String value, String form) {
    assertThat(fault(name, value)).isEqualTo("%s must be %s, but is '%s'", name, form, value);
  }

  @Test
  void aKeyThatNeedsAValueAndHasNoneIsNamed() {
    assertThat(fault("tidings.kafka.topics", " "))
        .isEqualTo("tidings.kafka.topics must have a value");
  }

  @Test
  void aUrlIsNamedWithoutItsValue() {
    assertThat(fault("tidings.model.base-url", "http://user:" + SECRET + "@[nowhere"))
        .startsWith("tidings.model.base-url must be a URI, but is not")
        .doesNotContain(SECRET);
  }

  /** Each refuses one value. */
  private static Stream<Arguments> texts() {
    var connections = new ConnectionConfiguration();
    return Stream.of(
        // one of several words
        wrong("tidings.log", "'disk'", () -> LogKindSettings.of("disk", false), "memory or kafka"),
        wrong(
            "tidings.connection.refusal-response",
            "'none'",
            () -> connections.refusals("none"),
            "stream or status"),
        wrong(
            "tidings.health.sources",
            "'tell'",
            () -> SourceHealthSettings.of("tell"),
            "down or report"),
        wrong(
            "tidings.outbox.listen", "'yes'", () -> Listening.of("yes"), "detect, always or never"),
        wrong(
            "tidings.start.failure",
            "'stop'",
            () -> StartFailure.check(config("tidings.start.failure", "stop")),
            "exit or fail"),
        // list
        wrong(
            "tidings.budget.group-tokens",
            "'team'",
            () -> TokenBudgetSettings.of(0, List.of("team")),
            "a comma list of group=tokens"),
        wrong(
            "tidings.tools.groups",
            "'mail'",
            () -> ValueForms.checkGroups(config("tidings.tools.groups", "mail")),
            "a comma list of server=group|group"),
        wrong(
            "tidings.mcp.servers",
            "'mail'",
            () -> McpSettings.Server.of("mail"),
            "a comma list of name=http(s)://… or name=stdio:command"),
        wrong(
            "tidings.cors.origins",
            "'https://a.example/app'",
            () -> new TrustedOrigins(Set.of("https://a.example/app")),
            "a comma list of origins, such as https://app.example.com"),
        wrong(
            "tidings.security.contacts",
            "'security@example.com'",
            () -> new SecurityText.Settings(List.of("security@example.com"), List.of()),
            "a list of addresses that begin with https: or mailto: or tel:"),
        // address, range of addresses
        wrong(
            "tidings.trusted-proxies",
            "'10.0.0.0/33'",
            () -> TrustedProxies.of(List.of("10.0.0.0/33")),
            "a comma list of IP addresses and ranges"),
        wrong(
            "tidings.tools.hosts",
            "'https://crm.example.com/'",
            () ->
                ValueForms.checkHosts(
                    config("tidings.tools.hosts", "a:80,https://crm.example.com/")),
            "a comma list of host or host:port"),
        wrong(
            "tidings.kafka.bootstrap-servers",
            "'localhost'",
            () -> ValueForms.requireBrokers("tidings.kafka.bootstrap-servers", "a:9092, localhost"),
            "a comma list of host:port"),
        // path to a claim
        wrong(
            "tidings.identity.user-claim",
            "'a..b'",
            () -> claims("a..b", "name", "groups"),
            "the name of a claim, or names joined by dots"),
        wrong(
            "tidings.identity.groups-claims",
            "'realm_access.'",
            () -> claims("sub", "name", "realm_access."),
            "the name of a claim, or names joined by dots"),
        // role
        wrong(
            "tidings.runs.role",
            "'admin, publisher'",
            () -> new RunWiring().runRole(Optional.of("admin, publisher")),
            "one role: admin, publisher or the name of a group"));
  }

  private static Arguments wrong(String key, String value, Runnable reading, String form) {
    return Arguments.of(key, value, reading, form);
  }

  private static MapConfig config(String key, String value) {
    return new MapConfig(Map.of(key, value));
  }

  private static ClaimMapping claims(String user, String name, String groups) {
    return ClaimMapping.of(user, name, List.of(groups), "space", List.of(), List.of());
  }

  @ParameterizedTest
  @MethodSource("texts")
  void aTextIsNamedWithItsFormAndItsValue(String key, String value, Runnable reading, String form) {
    assertThatThrownBy(reading::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(key + " must be " + form)
        .hasMessageContaining(value)
        .hasMessageNotContaining("\n");
  }

  @Test
  void aGroupOfAnUnknownToolServerIsNamedWithTheServersThatAreKnown() {
    var config =
        new MapConfig(
            Map.of(
                "tidings.tools.groups", "builtin=staff,mial=staff",
                "tidings.mcp.servers", "mail=https://mail.example/mcp"));
    assertThatThrownBy(() -> ValueForms.checkGroups(config))
        .hasMessage(
            "tidings.tools.groups: unknown tool server 'mial'; known are builtin, mail, own");
  }

  @ParameterizedTest
  @CsvSource({
    "host or host:port, 'crm.example.com,10.1.2.3:8080,[::1]:81'",
    "host:port, 'a:9092,[::1]:9092,SASL_SSL://b.example:9093'"
  })
  void hostsAreAcceptedInEachForm(String form, String hosts) {
    if (form.equals("host:port")) {
      ValueForms.requireBrokers("tidings.kafka.bootstrap-servers", hosts);
    } else {
      ValueForms.checkHosts(config("tidings.tools.hosts", hosts));
    }
  }

  /** Each has a secret in its value. */
  private static Stream<Arguments> secrets() {
    return Stream.of(
        Arguments.of(
            (Runnable)
                () -> ValueForms.checkModel(config("tidings.model.base-url", SECRET + "@host/v1")),
            "tidings.model.base-url must be a URL such as https://api.example.com/v1"),
        Arguments.of(
            (Runnable) () -> ValueForms.requireJdbc("tidings.database.url", "jdbc:mysql:" + SECRET),
            "tidings.database.url must begin with jdbc:postgresql: or jdbc:h2:"),
        Arguments.of(
            (Runnable) () -> RedisUrl.server("http://:" + SECRET + "@localhost", Optional.empty()),
            "tidings.redis.url must begin with redis:// or rediss://"),
        Arguments.of(
            (Runnable) () -> KeyOrigin.of(null, "https://u:" + SECRET + "@[x", null),
            "mp.jwt.verify.publickey.location cannot be read: it is not an address"));
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void anAddressThatMayHaveASecretInItIsNamedWithoutIt(Runnable reading, String message) {
    assertThatThrownBy(reading::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message)
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void aFileThatCannotBeReadIsNamedWithItsKey() {
    var missing = Path.of("no/such.pem");
    assertThatThrownBy(() -> KeyOrigin.of(null, null, missing))
        .hasMessageStartingWith("tidings.identity.keys-ca-file: no/such.pem cannot be read");
    var redis =
        new MapConfig(
            Map.of(
                "tidings.redis.url", "rediss://localhost", "tidings.redis.ca-file", "no/such.pem"));
    assertThatThrownBy(() -> RedisUrl.check(redis))
        .hasMessageStartingWith("tidings.redis.ca-file: no/such.pem cannot be read");
    assertThatThrownBy(
            () -> ValueForms.checkWritable(config("tidings.audit.file", "pom.xml/audit.log")))
        .hasMessage(
            "tidings.audit.file must be a file that this process can write, but is"
                + " 'pom.xml/audit.log'");
    ValueForms.checkWritable(config("tidings.audit.file", "target/not/yet/audit.log"));
  }
}
