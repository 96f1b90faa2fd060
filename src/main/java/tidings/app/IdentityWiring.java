package tidings.app;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import tidings.app.configuration.ByteSize;
import tidings.app.configuration.TimeSpan;
import tidings.app.configuration.Trimmed;
import tidings.platform.identity.Callers;
import tidings.platform.identity.ClaimMapping;
import tidings.platform.identity.TokenAuthenticator;
import tidings.platform.identity.TokenCounters;
import tidings.platform.identity.TokenRules;
import tidings.platform.identity.keys.IssuerKeys;
import tidings.platform.identity.keys.KeyOrigin;
import tidings.platform.identity.keys.KeySettings;
import tidings.platform.policy.Policies;
import tidings.platform.security.DevIdentity;

/**
 * Creates the authentication of callers from MicroProfile JWT's configuration ({@code
 * mp.jwt.verify.…}) and {@code tidings.identity.…}.
 */
public class IdentityWiring {

  private static final String ISSUER = "mp.jwt.verify.issuer";
  private static final String KEY = "mp.jwt.verify.publickey";
  private static final String LOCATION = "mp.jwt.verify.publickey.location";

  /** Keys that configure a real issuer. */
  static final List<String> ISSUER_KEYS = List.of(ISSUER, KEY, LOCATION);

  /** The key without which no token is accepted although an issuer, or its keys, are configured. */
  static Optional<String> missing(Config config) {
    if (config.getOptionalValue(ISSUER, String.class).isEmpty()) {
      return Optional.of(ISSUER);
    }
    boolean keys =
        Stream.of(KEY, LOCATION)
            .anyMatch(key -> config.getOptionalValue(key, String.class).isPresent());
    return keys ? Optional.empty() : Optional.of(LOCATION);
  }

  @Produces
  @Singleton
  TokenRules rules(
      Config config,
      @ConfigProperty(name = ISSUER) Optional<String> issuer,
      @ConfigProperty(name = "mp.jwt.verify.audiences") Optional<List<String>> audiences,
      @ConfigProperty(name = "mp.jwt.verify.publickey.algorithm") Optional<List<String>> algorithms,
      @ConfigProperty(name = "mp.jwt.verify.token.age") Optional<Integer> ageSeconds,
      @ConfigProperty(name = "tidings.identity.clock-skew") TimeSpan clockSkew) {
    var dev = DevIdentityRule.isOn(config) ? DevIdentity.ISSUER : null;
    return new TokenRules(
        Trimmed.text(issuer).orElse(dev),
        new HashSet<>(Trimmed.list(audiences)),
        new HashSet<>(Trimmed.list(algorithms.orElse(TokenRules.ALGORITHMS))),
        clockSkew.length(),
        Duration.ofSeconds(ageSeconds.orElse(0)));
  }

  @Produces
  @Singleton
  KeySettings keySettings(
      @ConfigProperty(name = "tidings.identity.keys-refresh") TimeSpan refresh,
      @ConfigProperty(name = "tidings.identity.keys-timeout") TimeSpan timeout,
      @ConfigProperty(name = "tidings.identity.keys-max-age") TimeSpan maxAge,
      @ConfigProperty(name = "tidings.identity.keys-reads-per-minute") int readsPerMinute) {
    return new KeySettings(refresh.length(), timeout.length(), maxAge.length(), readsPerMinute);
  }

  @Produces
  @Singleton
  KeyOrigin keyOrigin(
      @ConfigProperty(name = KEY) Optional<String> key,
      @ConfigProperty(name = LOCATION) Optional<String> location,
      @ConfigProperty(name = "tidings.identity.keys-ca-file") Optional<Path> caFile) {
    return KeyOrigin.of(key.orElse(null), Trimmed.text(location).orElse(null), caFile.orElse(null));
  }

  @Produces
  @Singleton
  IssuerKeys keys(
      Config config,
      KeyOrigin origin,
      KeySettings settings,
      ScheduledExecutorService timer,
      Clock clock) {
    return DevIdentityRule.identity(config)
        .map(dev -> IssuerKeys.fixed(dev.publicKey()))
        .orElseGet(() -> IssuerKeys.of(origin, settings, timer, clock));
  }

  void stop(@Disposes IssuerKeys keys) {
    keys.close();
  }

  @Produces
  @Singleton
  ClaimMapping mapping(
      @ConfigProperty(name = "tidings.identity.user-claim") String user,
      @ConfigProperty(name = "tidings.identity.name-claim") String name,
      @ConfigProperty(name = "tidings.identity.groups-claims") Optional<List<String>> groups,
      @ConfigProperty(name = "tidings.identity.groups-separator") String separator,
      @ConfigProperty(name = "tidings.roles.admin") Optional<List<String>> admin,
      @ConfigProperty(name = "tidings.roles.publisher") Optional<List<String>> publisher) {
    return ClaimMapping.of(
        user, name, Trimmed.list(groups), separator, Trimmed.list(admin), Trimmed.list(publisher));
  }

  @Produces
  @Singleton
  Policies policies(
      @ConfigProperty(name = "tidings.policy.file") Optional<Path> file,
      @ConfigProperty(name = "tidings.policy.reload-interval") TimeSpan interval,
      ScheduledExecutorService timer,
      Clock clock) {
    if (file.isEmpty()) {
      return Policies.none();
    }
    var policies = Policies.of(file.get(), clock);
    policies.watch(timer, interval.length());
    return policies;
  }

  void stop(@Disposes Policies policies) {
    policies.close();
  }

  /** Created at the start: faults of the file stop it. */
  void read(@Observes Startup startup, Policies policies) {
    // The injection alone creates it.
  }

  @Produces
  @Singleton
  Callers callers(ClaimMapping mapping, Policies policies) {
    return new Callers(mapping, policies);
  }

  @Produces
  @Singleton
  TokenAuthenticator authenticator(
      TokenRules rules,
      IssuerKeys keys,
      Callers callers,
      @ConfigProperty(name = "tidings.identity.token-cache") ByteSize cache,
      Clock clock,
      TokenCounters counters) {
    return new TokenAuthenticator(rules, keys, callers, cache.bytes(), clock, counters);
  }

  /** Created at the start: keys are read before the first token, and faults stop the start. */
  void open(@Observes Startup startup, TokenAuthenticator authenticator) {
    // The injection alone creates it.
  }
}
