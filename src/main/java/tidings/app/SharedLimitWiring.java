package tidings.app;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import tidings.app.configuration.RedisUrl;
import tidings.app.configuration.TimeSpan;
import tidings.platform.limits.LimitSettings;
import tidings.platform.limits.SharedAllowances;
import tidings.platform.limits.SharedStreams;
import tidings.platform.limits.redis.RedisAllowances;
import tidings.platform.limits.redis.RedisLimits;
import tidings.platform.limits.redis.RedisStreams;

/** Creates the limits over all nodes, where a Redis is configured. */
public class SharedLimitWiring {

  @Produces
  @Singleton
  RedisLimits limits(
      LimitSettings settings,
      @ConfigProperty(name = "tidings.redis.url") Optional<String> redis,
      @ConfigProperty(name = "tidings.redis.ca-file") Optional<Path> caFile,
      @ConfigProperty(name = "tidings.redis.lease") TimeSpan lease,
      ScheduledExecutorService timer,
      Clock clock) {
    return redis
        .map(url -> RedisUrl.server(url, caFile))
        .map(
            server ->
                new RedisLimits(
                    RedisStreams.at(server, lease.length(), settings.connectionsPerUser(), timer),
                    RedisAllowances.at(server, clock)))
        .orElse(RedisLimits.NONE);
  }

  void stop(@Disposes RedisLimits limits) {
    limits.close();
  }

  @Produces
  @Singleton
  SharedStreams streams(RedisLimits limits) {
    return limits.streams() == null ? SharedStreams.NONE : limits.streams();
  }

  @Produces
  @Singleton
  SharedAllowances allowances(RedisLimits limits) {
    return limits.allowances() == null ? SharedAllowances.NONE : limits.allowances();
  }
}
