package tidings.app;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import tidings.app.configuration.ByteSize;
import tidings.app.configuration.TimeSpan;
import tidings.ingress.http.PublishStreamSettings;
import tidings.platform.http.body.BodySettings;
import tidings.platform.limits.LimitSettings;
import tidings.platform.limits.RateSettings;
import tidings.platform.limits.RequestRateSettings;
import tidings.platform.limits.StorageLimits;

/** Reads the limits of connections, requests, bodies and stored things. */
public class LimitConfiguration {

  /** Reads all when the application starts; the package says why. */
  void read(
      @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) Startup startup,
      LimitSettings limits,
      RateSettings rates,
      RequestRateSettings requests,
      StorageLimits storage,
      BodySettings bodies,
      PublishStreamSettings publishStreams) {}

  @Produces
  @Singleton
  LimitSettings limits(
      @ConfigProperty(name = "tidings.limits.connections") int connections,
      @ConfigProperty(name = "tidings.limits.connections-per-user") int perUser,
      @ConfigProperty(name = "tidings.limits.connections-per-address") int perAddress,
      @ConfigProperty(name = "tidings.limits.patterns-per-user") int patternsPerUser) {
    return new LimitSettings(connections, perUser, perAddress, patternsPerUser);
  }

  @Produces
  @Singleton
  RateSettings rates(
      @ConfigProperty(name = "tidings.limits.publish-rate") int publishRate,
      @ConfigProperty(name = "tidings.limits.publish-byte-rate") ByteSize publishByteRate,
      @ConfigProperty(name = "tidings.limits.connect-rate") int connectRate,
      @ConfigProperty(name = "tidings.limits.change-rate") int changeRate) {
    return new RateSettings(publishRate, publishByteRate.toInt(), connectRate, changeRate);
  }

  @Produces
  @Singleton
  RequestRateSettings requests(
      @ConfigProperty(name = "tidings.limits.request-rate") int requestRate) {
    return new RequestRateSettings(requestRate);
  }

  /** Limits of one user for each kind of definition. */
  record DefinitionLimits(StorageLimits.Items tools, StorageLimits.Items graphs) {}

  @Produces
  @Singleton
  DefinitionLimits definitions(
      @ConfigProperty(name = "tidings.limits.tools-per-user") int tools,
      @ConfigProperty(name = "tidings.limits.tool-bytes") ByteSize toolBytes,
      @ConfigProperty(name = "tidings.limits.tools-bytes-per-user") ByteSize toolsBytes,
      @ConfigProperty(name = "tidings.limits.graphs-per-user") int graphs,
      @ConfigProperty(name = "tidings.limits.graph-bytes") ByteSize graphBytes,
      @ConfigProperty(name = "tidings.limits.graphs-bytes-per-user") ByteSize graphsBytes) {
    return new DefinitionLimits(
        new StorageLimits.Items("tool", "tools", tools, toolBytes.toInt(), toolsBytes.bytes()),
        new StorageLimits.Items(
            "graph", "graphs", graphs, graphBytes.toInt(), graphsBytes.bytes()));
  }

  @Produces
  @Singleton
  StorageLimits storage(
      DefinitionLimits definitions,
      @ConfigProperty(name = "tidings.limits.prompt-bytes") ByteSize promptBytes,
      @ConfigProperty(name = "tidings.limits.conversations-per-user") int conversations,
      @ConfigProperty(name = "tidings.limits.conversation-bytes") ByteSize conversationBytes,
      @ConfigProperty(name = "tidings.limits.conversations-bytes-per-user")
          ByteSize conversationsBytes) {
    return new StorageLimits(
        definitions.tools(),
        definitions.graphs(),
        promptBytes.toInt(),
        conversations,
        conversationBytes.bytes(),
        conversationsBytes.bytes());
  }

  /** Liberty's pool of threads, where its size is configured. */
  record HttpThreads(Optional<Integer> core, Optional<Integer> max) {}

  @Produces
  @Singleton
  HttpThreads threads(
      @ConfigProperty(name = "http.core.threads") Optional<Integer> core,
      @ConfigProperty(name = "http.max.threads") Optional<Integer> max) {
    return new HttpThreads(core, max);
  }

  @Produces
  @Singleton
  BodySettings bodies(
      @ConfigProperty(name = "tidings.limits.body-bytes") ByteSize bodyBytes,
      @ConfigProperty(name = "tidings.limits.bodies-in-flight-per-user") ByteSize perUser,
      @ConfigProperty(name = "tidings.limits.bodies-in-flight") ByteSize inFlight,
      @ConfigProperty(name = "tidings.limits.body-timeout") TimeSpan timeout,
      @ConfigProperty(name = "tidings.limits.pending-bodies-per-user") int pendingPerUser,
      @ConfigProperty(name = "tidings.limits.pending-bodies") int pending,
      HttpThreads threads) {
    requireThreadsBeside(pending, threads.core(), threads.max());
    return new BodySettings(
        bodyBytes.toInt(),
        new BodySettings.Limit(perUser.bytes(), inFlight.bytes()),
        new BodySettings.Limit(pendingPerUser, pending),
        timeout.length());
  }

  @Produces
  @Singleton
  PublishStreamSettings publishStreams(
      @ConfigProperty(name = "tidings.publish.in-flight") int inFlight, BodySettings bodies) {
    return new PublishStreamSettings(inFlight, bodies.maxBodyBytes());
  }

  /** Reserves threads for other requests while these wait for their bodies. */
  private static void requireThreadsBeside(
      int pending, Optional<Integer> coreThreads, Optional<Integer> maxThreads) {
    if (maxThreads.isPresent() && maxThreads.get() > 0 && pending > maxThreads.get() / 2) {
      throw new IllegalArgumentException(
          ("tidings.limits.pending-bodies must be at most half of HTTP_MAX_THREADS, so that other"
                  + " requests find threads, but they are %d and %d")
              .formatted(pending, maxThreads.get()));
    }
    if (coreThreads.isPresent() && pending >= coreThreads.get()) {
      throw new IllegalArgumentException(
          ("tidings.limits.pending-bodies must be less than HTTP_CORE_THREADS, so that other"
                  + " requests find threads at once, but they are %d and %d")
              .formatted(pending, coreThreads.get()));
    }
  }
}
