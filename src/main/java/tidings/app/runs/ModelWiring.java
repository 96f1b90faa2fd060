package tidings.app.runs;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import tidings.app.DevIdentityRule;
import tidings.app.configuration.ByteSize;
import tidings.app.configuration.TimeSpan;
import tidings.app.configuration.Trimmed;
import tidings.platform.limits.TokenBudget;
import tidings.platform.limits.TokenBudgetSettings;
import tidings.runs.conversation.store.Database;
import tidings.runs.conversation.store.StoredTokenBudget;
import tidings.runs.model.CallerModel;
import tidings.runs.model.LanguageModel;
import tidings.runs.model.ModelSettings;
import tidings.runs.model.Pseudonyms;
import tidings.runs.model.ScriptedModel;
import tidings.runs.model.UnconfiguredModel;
import tidings.runs.model.openai.OpenAiModel;

/** Creates the model of runs and its budget, once for the application. */
public class ModelWiring {

  @Produces
  @Singleton
  TokenBudgetSettings budgets(
      @ConfigProperty(name = "tidings.budget.user-tokens") long perUser,
      @ConfigProperty(name = "tidings.budget.group-tokens") Optional<List<String>> perGroup) {
    return TokenBudgetSettings.of(perUser, Trimmed.list(perGroup));
  }

  @Produces
  @Singleton
  TokenBudget budget(TokenBudgetSettings settings, Database database, Clock clock) {
    return settings.isOff() ? TokenBudget.NONE : new StoredTokenBudget(database, settings, clock);
  }

  /**
   * Address, key and names of the model. Without a base URL it is the scripted one beside the
   * development identity, and otherwise none.
   */
  record ModelAccess(Optional<URI> baseUrl, Optional<String> apiKey, List<String> names) {}

  /** How a model is called. */
  record ModelCalls(Duration connectTimeout, Duration readTimeout, int retries, long bytes) {}

  @Produces
  @Singleton
  ModelAccess modelAccess(
      @ConfigProperty(name = "tidings.model.base-url") Optional<URI> baseUrl,
      @ConfigProperty(name = "tidings.model.api-key") Optional<String> apiKey,
      @ConfigProperty(name = "tidings.model.names") Optional<List<String>> names) {
    return new ModelAccess(
        baseUrl.map(url -> URI.create(url.toString().replaceFirst("/+$", ""))),
        Trimmed.text(apiKey),
        Trimmed.list(names));
  }

  @Produces
  @Singleton
  ModelCalls modelCalls(
      @ConfigProperty(name = "tidings.model.connect-timeout") TimeSpan connectTimeout,
      @ConfigProperty(name = "tidings.model.read-timeout") TimeSpan readTimeout,
      @ConfigProperty(name = "tidings.model.retries") int retries,
      @ConfigProperty(name = "tidings.model.response-bytes") ByteSize responseBytes) {
    return new ModelCalls(
        connectTimeout.length(), readTimeout.length(), retries, responseBytes.bytes());
  }

  @Produces
  @Singleton
  LanguageModel model(
      ModelAccess access,
      ModelCalls calls,
      @ConfigProperty(name = "tidings.model.pseudonym-key") Optional<String> pseudonymKey,
      TokenBudget budget,
      Config config,
      Clock clock) {
    var pseudonyms =
        new Pseudonyms(
            Trimmed.secret(pseudonymKey)
                .filter(key -> !key.isEmpty())
                .or(access::apiKey)
                .orElse(null));
    if (access.baseUrl().isEmpty()) {
      var scripted =
          DevIdentityRule.isOn(config) ? new ScriptedModel(clock) : new UnconfiguredModel();
      return new CallerModel(scripted, access.names(), pseudonyms, budget);
    }
    var settings =
        new ModelSettings(
            access.baseUrl().get(),
            access.apiKey().orElse(null),
            access.names(),
            calls.connectTimeout(),
            calls.readTimeout(),
            calls.retries(),
            calls.bytes());
    return new CallerModel(new OpenAiModel(settings, clock), access.names(), pseudonyms, budget);
  }
}
