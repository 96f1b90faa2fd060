package tidings.runs.run.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import tidings.it.support.RedisBroker;
import tidings.it.support.SelfSigned;
import tidings.it.support.SourcesPage;
import tidings.platform.redis.RedisServer;
import tidings.runs.run.NumberedFrame;
import tidings.runs.run.RunFrame;
import tidings.runs.run.RunFrameWriter;
import tidings.runs.run.TestRuns;

/** Runs in a Redis behind TLS. */
class RedisRunsTlsIT {

  private static final Path FOLDER = Path.of("target/it/redis-runs-tls-files").toAbsolutePath();

  @Test
  void userWithTheDocumentedRightsKeepsRunsOverTlsWithANamedAuthorityAndWithNoOther() {
    var own = SelfSigned.in(FOLDER);
    try (var redis = RedisBroker.withTls("redis-runs-tls", own.certificate(), own.key())) {
      try (var jedis = new Jedis("127.0.0.1", redis.port())) {
        jedis.aclSetUser("keeper", SourcesPage.redisRules("secret", List.of(), "runs"));
      }
      try (var runs = at(redis, "127.0.0.1", own.certificate())) {
        var minute = Duration.ofMinutes(1);
        runs.begin(TestRuns.INFO, minute, minute);
        var frame = new RunFrame.Started(TestRuns.INFO.id(), null);
        runs.append(TestRuns.INFO.id(), 1, RunFrameWriter.data(frame), minute);
        assertThat(runs.frames(TestRuns.INFO.id(), 0, 10))
            .extracting(NumberedFrame::frame)
            .containsExactly(frame);
        runs.renew(TestRuns.INFO, minute, minute);
      }
      refused(redis, "127.0.0.1", null);
      refused(redis, "localhost", own.certificate());
    }
  }

  private static void refused(RedisBroker redis, String host, @Nullable Path authority) {
    try (var runs = at(redis, host, authority)) {
      assertThatThrownBy(runs::controlEnd).isInstanceOf(JedisConnectionException.class);
    }
  }

  private static RedisRuns at(RedisBroker redis, String host, @Nullable Path authority) {
    var url = URI.create("rediss://keeper:secret@" + host + ":" + redis.tlsPort());
    return RedisRuns.at(new RedisServer(url, authority), Duration.ofSeconds(1));
  }
}
