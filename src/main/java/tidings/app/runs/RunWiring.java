package tidings.app.runs;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import tidings.app.ValueForms;
import tidings.app.configuration.ByteSize;
import tidings.app.configuration.HostName;
import tidings.app.configuration.RedisUrl;
import tidings.app.configuration.TimeSpan;
import tidings.app.configuration.Trimmed;
import tidings.log.EventLog;
import tidings.platform.limits.ConnectionLimits;
import tidings.platform.security.Revocations;
import tidings.platform.socket.DepartureSettings;
import tidings.push.connection.ConnectionSettings;
import tidings.runs.agent.AgentSettings;
import tidings.runs.chat.ChatSettings;
import tidings.runs.conversation.store.Conversations;
import tidings.runs.graph.GraphSettings;
import tidings.runs.loop.OrphanedRounds;
import tidings.runs.openai.CompletionLimits;
import tidings.runs.openai.CompletionSettings;
import tidings.runs.run.RunEvents;
import tidings.runs.run.RunJournals;
import tidings.runs.run.RunSettings;
import tidings.runs.run.Runs;
import tidings.runs.run.endpoint.RunAnswers;
import tidings.runs.run.endpoint.RunGate;
import tidings.runs.run.endpoint.RunWatchers;
import tidings.runs.run.memory.MemoryJournals;
import tidings.runs.run.redis.RedisJournals;
import tidings.runs.run.redis.RedisRuns;

/** Creates the beans of runs, once for the application. */
public class RunWiring {

  @Produces
  @Singleton
  RunSettings.Limits limits(
      @ConfigProperty(name = "tidings.runs.concurrent") int concurrent,
      @ConfigProperty(name = "tidings.runs.concurrent-per-user") int perUser,
      @ConfigProperty(name = "tidings.runs.journal-bytes") ByteSize journalBytes,
      @ConfigProperty(name = "tidings.runs.run-bytes") ByteSize runBytes) {
    return new RunSettings.Limits(concurrent, perUser, journalBytes.bytes(), runBytes.bytes());
  }

  @Produces
  @Singleton
  RunSettings settings(
      @ConfigProperty(name = "tidings.node") Optional<String> node,
      RunSettings.Limits limits,
      @ConfigProperty(name = "tidings.runs.retention") TimeSpan retention,
      @ConfigProperty(name = "tidings.runs.pace") TimeSpan pace,
      @ConfigProperty(name = "tidings.runs.lease") TimeSpan lease,
      ConnectionSettings connections) {
    return new RunSettings(
        Trimmed.text(node).orElseGet(HostName::local),
        limits,
        retention.length(),
        connections.heartbeat(),
        pace.length(),
        lease.length());
  }

  @Produces
  @Singleton
  RunJournals journals(
      RunSettings settings,
      @ConfigProperty(name = "tidings.redis.url") Optional<String> redis,
      @ConfigProperty(name = "tidings.redis.ca-file") Optional<Path> caFile,
      ScheduledExecutorService timer) {
    var memory = new MemoryJournals(settings, System::nanoTime);
    long often = Math.clamp(settings.retention().toMillis() / 4, 500, 60_000);
    var _ = timer.scheduleWithFixedDelay(memory::expire, often, often, TimeUnit.MILLISECONDS);
    return redis
        .map(url -> RedisUrl.server(url, caFile))
        .<RunJournals>map(at -> new RedisJournals(settings, RedisRuns.at(at), memory, timer))
        .orElse(memory);
  }

  void stop(@Disposes RunJournals journals) {
    journals.close();
  }

  @Produces
  @Singleton
  Runs runs(
      RunJournals journals, RunSettings settings, EventLog log, OrphanedRounds lost, Clock clock) {
    return new Runs(journals, settings, new RunEvents(log, clock), lost::end, clock);
  }

  void stop(@Disposes Runs runs) {
    runs.close();
  }

  @Produces
  @Singleton
  OrphanedRounds lostRounds(Conversations conversations) {
    return new OrphanedRounds(conversations);
  }

  void stop(@Disposes OrphanedRounds lost) {
    lost.close();
  }

  @Produces
  @Singleton
  RunWatchers watchers(
      ConnectionLimits limits,
      RunSettings settings,
      DepartureSettings departures,
      Revocations revocations,
      Clock clock) {
    return new RunWatchers(limits, settings, departures, revocations, clock);
  }

  @Produces
  @Singleton
  RunAnswers answers(Runs runs, RunWatchers watchers) {
    return new RunAnswers(runs, watchers);
  }

  @Produces
  @Singleton
  ChatSettings chat(
      @ConfigProperty(name = "tidings.chat.model-calls") int maxCalls,
      @ConfigProperty(name = "tidings.chat.title-timeout") TimeSpan titleTimeout,
      @ConfigProperty(name = "tidings.chat.summary-timeout") TimeSpan summaryTimeout) {
    return new ChatSettings(maxCalls, titleTimeout.length(), summaryTimeout.length());
  }

  @Produces
  @Singleton
  AgentSettings agents(@ConfigProperty(name = "tidings.agent.model-calls") int maxCalls) {
    return new AgentSettings(maxCalls);
  }

  @Produces
  @Singleton
  GraphSettings graphs(
      @ConfigProperty(name = "tidings.graph.model-calls") int maxCalls,
      @ConfigProperty(name = "tidings.graph.turns") int maxTurns) {
    return new GraphSettings(maxCalls, maxTurns);
  }

  @Produces
  @Singleton
  CompletionSettings completions(
      @ConfigProperty(name = "tidings.completions.heartbeat") TimeSpan heartbeat) {
    return new CompletionSettings(heartbeat.length());
  }

  @Produces
  @Singleton
  CompletionLimits completionLimits(
      @ConfigProperty(name = "tidings.completions.max-choices") int choices,
      @ConfigProperty(name = "tidings.completions.max-output-tokens") int outputTokens,
      @ConfigProperty(name = "tidings.completions.max-tokens-field")
          Optional<String> maxTokensField,
      @ConfigProperty(name = "tidings.completions.passthrough-fields")
          Optional<List<String>> passthrough) {
    return new CompletionLimits(
        choices,
        outputTokens,
        Trimmed.text(maxTokensField).orElse(null),
        Set.copyOf(Trimmed.list(passthrough)));
  }

  @Produces
  @Singleton
  public RunGate.Role runRole(@ConfigProperty(name = "tidings.runs.role") Optional<String> role) {
    var name = Trimmed.text(role);
    name.ifPresent(one -> ValueForms.requireRole("tidings.runs.role", one));
    return new RunGate.Role(name.orElse(null));
  }
}
