package tidings.ops;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.annotation.RegistryScope;
import tidings.platform.identity.TokenCounters;
import tidings.platform.identity.keys.IssuerKeys;
import tidings.platform.policy.Policies;
import tidings.platform.security.TokenCheck;

/** Publishes the results of token checks at {@code /metrics} (MicroProfile Metrics). */
@Singleton
public class IdentityMetrics {

  private final MetricRegistry registry;
  private final TokenCounters tokens;
  private final IssuerKeys keys;
  private final Policies policies;

  @Inject
  public IdentityMetrics(
      @RegistryScope(scope = MetricRegistry.APPLICATION_SCOPE) MetricRegistry registry,
      TokenCounters tokens,
      IssuerKeys keys,
      Policies policies) {
    this.registry = registry;
    this.tokens = tokens;
    this.keys = keys;
    this.policies = policies;
  }

  void publish(@Observes Startup startup) {
    gauge(
        "tidings_identity_keys_up",
        "1 if the last read of the identity provider's keys succeeded, else 0",
        () -> keys.isReachable() ? 1 : 0);
    gauge(
        "tidings_identity_keys_age_seconds",
        "Age of the keys in use",
        () -> keys.age().toMillis() / 1000.0);
    gauge("tidings_tokens_verified_total", "Tokens whose signature was checked", tokens::verified);
    gauge(
        "tidings_token_cache_hits_total",
        "Tokens found in the cache of verified tokens",
        tokens::reused);
    gauge(
        "tidings_tokens_unverifiable_total",
        "Tokens that arrived while no key was available",
        tokens::unverifiable);
    gauge(
        "tidings_tokens_groups_omitted_total",
        "Tokens that refer to their groups instead of listing them",
        tokens::groupsOmitted);
    for (var check : TokenCheck.values()) {
      gauge(
          "tidings_tokens_rejected_total",
          "Tokens that failed a check",
          () -> tokens.rejected(check),
          new Tag("check", check.wire()));
    }
    publishPolicy();
  }

  private void publishPolicy() {
    gauge(
        "tidings_policy_up",
        "1 if the present content of the policy's file is in force, else 0",
        () -> policies.fault().isEmpty() ? 1 : 0);
    gauge("tidings_policy_rules", "Rules in force", () -> policies.current().size());
    gauge("tidings_policy_reloads_total", "Changes of the policy in force", policies::reloads);
    gauge(
        "tidings_policy_failures_total",
        "Contents of the policy's file that were not used",
        policies::failures);
  }

  private void gauge(String name, String description, Supplier<Number> value, Tag... tags) {
    Gauges.register(registry, name, description, value, tags);
  }
}
