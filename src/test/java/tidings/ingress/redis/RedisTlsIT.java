package tidings.ingress.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import it.tidings.RedisBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import redis.clients.jedis.StreamEntryID;

/** A Redis behind TLS, whose certificate is for 127.0.0.1 and of an authority of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisTlsIT {

  private static final char[] SECRET = "changeit".toCharArray();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path folder = Path.of("target/it/redis-tls-files").toAbsolutePath();
  private RedisBroker redis;

  @BeforeAll
  void start() throws Exception {
    Files.createDirectories(folder);
    var store = folder.resolve("redis.p12");
    Files.deleteIfExists(store);
    var keytool = Path.of(System.getProperty("java.home"), "bin/keytool").toString();
    var made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "redis",
                "-keyalg",
                "RSA",
                "-validity",
                "2",
                "-dname",
                "CN=redis",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(SECRET))
            .inheritIO()
            .start();
    assertThat(made.waitFor()).isZero();
    writePems(store);
    redis = RedisBroker.withTls("redis-tls", folder.resolve("cert.pem"), folder.resolve("key.pem"));
  }

  private void writePems(Path file) throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      store.load(in, SECRET);
    }
    write("cert.pem", "CERTIFICATE", store.getCertificate("redis").getEncoded());
    write("key.pem", "PRIVATE KEY", store.getKey("redis", SECRET).getEncoded());
  }

  private void write(String name, String what, byte[] bytes) throws IOException {
    var base64 = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(bytes);
    var pem = "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n";
    Files.writeString(folder.resolve(name), pem);
  }

  @AfterAll
  void stop() {
    redis.close();
  }

  private Settings settings(String host) {
    return Settings.at("rediss://" + host + ":" + redis.tlsPort())
        .streams("orders")
        .channels("news")
        .start("0");
  }

  @Test
  void eventsComeOverTlsFromAServerWhoseAuthorityIsNamed() {
    try (var client = redis.client();
        var taking = new Taking();
        var source =
            new RedisSource(
                settings("127.0.0.1").caFile(folder.resolve("cert.pem")).of("a"),
                taking.intake())) {
      source.start();
      client.xadd("orders", StreamEntryID.NEW_ENTRY, Map.of("event", "{\"type\":\"a\"}"));
      taking.awaitTypes("a");
      await().atMost(PATIENCE).until(() -> client.publish("news", "{\"type\":\"b\"}") == 1);
      taking.awaitTypes("a", "b");
      assertThat(source.trouble()).isEmpty();
    }
  }

  @Test
  void serverThatCannotBeTrustedIsNotSpokenTo() {
    refused(settings("127.0.0.1"), "certificat");
    refused(settings("localhost").caFile(folder.resolve("cert.pem")), "localhost");
  }

  private static void refused(Settings settings, String why) {
    try (var taking = new Taking();
        var source = new RedisSource(settings.of("a"), taking.intake())) {
      source.start();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(source.trouble().orElse("")).contains(why));
    }
  }

  @Test
  void fileThatIsNoCertificateIsRefusedByItsName() throws IOException {
    var file = Files.writeString(folder.resolve("empty.pem"), "");
    try (var taking = new Taking()) {
      assertThatThrownBy(
              () -> new RedisSource(settings("127.0.0.1").caFile(file).of("a"), taking.intake()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("tidings.redis.ca-file")
          .hasMessageContaining("empty.pem");
    }
  }
}
