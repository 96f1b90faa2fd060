package tidings.ingress.redis;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.util.JedisURIHelper;

/** Makes connections to the Redis of the settings. */
final class Clients {

  private static final int PORT = 6379;
  private static final String CA_FILE = "tidings.redis.ca-file: ";

  /** Of a store that never leaves the memory, and holds nothing that is secret. */
  private static final String STORE_KEY = "tidings";

  private Clients() {}

  /** Where it is, without who signs in there. */
  static HostAndPort address(RedisSettings settings) {
    var url = settings.url();
    return new HostAndPort(url.getHost(), url.getPort() < 0 ? PORT : url.getPort());
  }

  /** Opens connections as they are needed, each stream one and its lease another. */
  static RedisClient open(RedisSettings settings) {
    var pool = new ConnectionPoolConfig();
    pool.setMaxTotal(2 * settings.streams().size() + 4);
    pool.setMaxWait(settings.timeout());
    return RedisClient.builder()
        .hostAndPort(address(settings))
        .clientConfig(config(settings))
        .poolConfig(pool)
        .build();
  }

  /** Connects. */
  static Connection connect(RedisSettings settings) {
    return new Connection(address(settings), config(settings));
  }

  private static JedisClientConfig config(RedisSettings settings) {
    var url = settings.url();
    int millis = (int) settings.timeout().toMillis();
    var config =
        DefaultJedisClientConfig.builder()
            .user(JedisURIHelper.getUser(url))
            .password(JedisURIHelper.getPassword(url))
            .database(JedisURIHelper.getDBIndex(url))
            .timeoutMillis(millis)
            .blockingSocketTimeoutMillis(millis + (int) StreamReader.WAIT.toMillis())
            .clientName("tidings");
    if (JedisURIHelper.isRedisSSLScheme(url)) {
      config.sslOptions(tls(settings.caFile()));
    }
    return config.build();
  }

  /** The server must have a certificate for its own host, of an authority that is trusted. */
  private static SslOptions tls(@Nullable Path caFile) {
    var options = SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL);
    if (caFile != null) {
      var store = trusted(caFile);
      options
          .trustStoreType("PKCS12")
          .truststore(() -> new ByteArrayInputStream(store), STORE_KEY.toCharArray());
    }
    return options.build();
  }

  private static byte[] trusted(Path caFile) {
    try (var in = Files.newInputStream(caFile)) {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int count = 0;
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + count++, certificate);
      }
      if (count == 0) {
        throw new IllegalArgumentException(CA_FILE + caFile + " has no certificate");
      }
      var bytes = new ByteArrayOutputStream();
      store.store(bytes, STORE_KEY.toCharArray());
      return bytes.toByteArray();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(CA_FILE + caFile + " cannot be read: " + e, e);
    }
  }
}
