package tidings.app.configuration;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import tidings.platform.security.Secrets;

/**
 * The printable part of the configuration. Keys that cannot contain a secret are printed with their
 * values, keys with an address with its scheme, host and port. All others are printed as set,
 * without a value: new and misspelt keys, and those that are passed on to a library, are among
 * them.
 */
public final class PrintedConfiguration {

  static final String MASK = "***";

  /** Keys with a text that is not secret. */
  static final Set<String> TEXTS =
      Set.of(
          "mp.jwt.verify.audiences",
          "mp.jwt.verify.issuer",
          "mp.jwt.verify.publickey.algorithm",
          "tidings.budget.group-tokens",
          "tidings.completions.max-tokens-field",
          "tidings.completions.passthrough-fields",
          "tidings.connection.refusal-response",
          "tidings.cors.origins",
          "tidings.database.user",
          "tidings.dev-identity",
          "tidings.dev-identity.key",
          "tidings.dev-identity.outside-loopback",
          "tidings.features",
          "tidings.health.sources",
          "tidings.identity.cookie",
          "tidings.identity.groups-claims",
          "tidings.identity.groups-separator",
          "tidings.identity.name-claim",
          "tidings.identity.user-claim",
          "tidings.kafka.bootstrap-servers",
          "tidings.kafka.dead-letter-group",
          "tidings.kafka.dead-letter-topic",
          "tidings.kafka.revocations-topic",
          "tidings.kafka.topics",
          "tidings.log",
          "tidings.mcp.environment",
          "tidings.model.names",
          "tidings.node",
          "tidings.outbox.listen",
          "tidings.redis.channels",
          "tidings.redis.group",
          "tidings.redis.stream-start",
          "tidings.redis.streams",
          "tidings.roles.admin",
          "tidings.roles.publisher",
          "tidings.runs.role",
          "tidings.security.contacts",
          "tidings.security.policies",
          "tidings.start.failure",
          "tidings.tools.groups",
          "tidings.tools.headers",
          "tidings.tools.hosts",
          "tidings.trusted-proxies");

  /** Keys with an address, whose other parts may contain a secret. */
  static final Set<String> ADDRESSES =
      Set.of(
          "mp.jwt.verify.publickey.location",
          "tidings.database.url",
          "tidings.model.base-url",
          "tidings.redis.url");

  private static final Pattern OWN = Pattern.compile("tidings\\..+|mp\\.jwt\\.verify\\..+");

  /** Scheme, which for JDBC has several parts, and the host with its port. */
  private static final Pattern ADDRESS =
      Pattern.compile("((?:[A-Za-z][A-Za-z0-9+.-]*:)+//)(?:\\*{3}@)?([A-Za-z0-9.:_\\[\\]-]*).*");

  private final Set<String> harmless;
  private final Set<String> addresses;

  /**
   * @param numbers keys whose values are numbers, times, sizes and the like
   */
  public PrintedConfiguration(Collection<String> numbers) {
    harmless =
        Stream.concat(TEXTS.stream(), numbers.stream())
            .map(ConfigurationKey::environmentName)
            .collect(Collectors.toSet());
    addresses =
        ADDRESSES.stream().map(ConfigurationKey::environmentName).collect(Collectors.toSet());
  }

  /** Each key that has a value, ordered by name. */
  public JsonObject of(Config config) {
    var names = new TreeSet<String>();
    config.getPropertyNames().forEach(names::add);
    var line = Json.createObjectBuilder();
    for (var name : names) {
      if (OWN.matcher(name).matches()) {
        config
            .getOptionalValue(name, String.class)
            .ifPresent(value -> line.add(name, shown(name, value)));
      }
    }
    return line.build();
  }

  /** MicroProfile Config lists a variable under a derived name, with dots for dashes. */
  private String shown(String name, String value) {
    var variable = ConfigurationKey.environmentName(name);
    if (harmless.contains(variable)) {
      return Secrets.masked(value);
    }
    return addresses.contains(variable) ? address(value) : MASK;
  }

  private static String address(String value) {
    var masked = Secrets.masked(value);
    boolean isMasked = masked.contains("://***@");
    var found = ADDRESS.matcher(masked);
    // An @ elsewhere may follow a password that is not allowed in a URL.
    return found.matches() && (isMasked || masked.indexOf('@') < 0)
        ? found.group(1) + found.group(2)
        : MASK;
  }
}
