package tidings.ingress.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import tidings.it.support.RedisBroker;
import tidings.it.support.SelfSigned;
import tidings.it.support.SourcesPage;

/** A Redis with users behind TLS. Its certificate is for 127.0.0.1 and of a private authority. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisTlsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path folder = Path.of("target/it/redis-tls-files").toAbsolutePath();
  private final SelfSigned own = SelfSigned.in(folder);
  private final RedisBroker redis = RedisBroker.withTls("redis-tls", own.certificate(), own.key());

  @AfterAll
  void stop() {
    redis.close();
  }

  private Settings settings(String host) {
    return Settings.at("rediss://tidings:secret@" + host + ":" + redis.tlsPort())
        .streams("orders")
        .channels("news.*")
        .start("0");
  }

  @Test
  void userWithTheDocumentedRightsTakesEventsOverTlsFromAServerWhoseAuthorityIsNamed() {
    try (var jedis = new Jedis("127.0.0.1", redis.port())) {
      jedis.aclSetUser("tidings", SourcesPage.redisRules("secret"));
    }
    try (var client = redis.client();
        var taking = new IngestedEvents();
        var source =
            new RedisSource(
                settings("127.0.0.1").caFile(own.certificate()).of("a"), taking.intake())) {
      source.start();
      client.xadd("orders", StreamEntryID.NEW_ENTRY, Map.of("event", "{\"type\":\"a\"}"));
      taking.awaitTypes("a");
      await().atMost(PATIENCE).until(() -> client.publish("news.a", "{\"type\":\"b\"}") == 1);
      taking.awaitTypes("a", "b");
      assertThat(source.error()).isEmpty();
      assertThat(source.faults()).isEmpty();
    }
  }

  @Test
  void untrustedServerIsNotUsed() {
    refused(settings("127.0.0.1"), "certificat");
    refused(settings("localhost").caFile(own.certificate()), "localhost");
  }

  private static void refused(Settings settings, String why) {
    try (var taking = new IngestedEvents();
        var source = new RedisSource(settings.of("a"), taking.intake())) {
      source.start();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(source.error().orElse("")).contains(why));
    }
  }

  @Test
  void fileWithoutACertificateIsRejectedAndNamed() throws IOException {
    var file = Files.writeString(folder.resolve("empty.pem"), "");
    try (var taking = new IngestedEvents()) {
      assertThatThrownBy(
              () -> new RedisSource(settings("127.0.0.1").caFile(file).of("a"), taking.intake()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("tidings.redis.ca-file")
          .hasMessageContaining("empty.pem");
    }
  }
}
