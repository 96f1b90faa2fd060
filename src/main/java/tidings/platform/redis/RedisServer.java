package tidings.platform.redis;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.util.JedisURIHelper;
import tidings.platform.tls.TrustedCertificates;

/**
 * The address, credentials and trusted certificates of Redis. With {@code rediss:} the server's
 * certificate must be for its host, and of a trusted authority.
 *
 * @param url {@code redis://user:password@host:6379/0}, or {@code rediss:} for TLS
 * @param caFile certificates in PEM that are trusted with {@code rediss:}; null for those that the
 *     JVM trusts
 */
public record RedisServer(URI url, @Nullable Path caFile) {

  private static final int PORT = 6379;
  private static final String CA_FILE = "tidings.redis.ca-file";

  /** The password of a store that never leaves the memory, and holds no secret. */
  private static final String STORE_KEY = "tidings";

  /** The address without credentials. */
  public HostAndPort address() {
    return new HostAndPort(url.getHost(), url.getPort() < 0 ? PORT : url.getPort());
  }

  /**
   * The configuration of a client, with its own defaults for all that the URL leaves open.
   *
   * @throws IllegalArgumentException if the certificates cannot be read
   */
  public DefaultJedisClientConfig.Builder config() {
    var config =
        DefaultJedisClientConfig.builder()
            .user(JedisURIHelper.getUser(url))
            .password(JedisURIHelper.getPassword(url))
            .database(JedisURIHelper.getDBIndex(url))
            .clientName("tidings");
    return JedisURIHelper.isRedisSSLScheme(url) ? config.sslOptions(tls()) : config;
  }

  private SslOptions tls() {
    var options = SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL);
    if (caFile != null) {
      var store = trustStore(caFile);
      options
          .trustStoreType("PKCS12")
          .truststore(() -> new ByteArrayInputStream(store), STORE_KEY.toCharArray());
    }
    return options.build();
  }

  private static byte[] trustStore(Path caFile) {
    var store = TrustedCertificates.read(CA_FILE, caFile);
    try (var bytes = new ByteArrayOutputStream()) {
      store.store(bytes, STORE_KEY.toCharArray());
      return bytes.toByteArray();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("certificates cannot be written to memory", e);
    }
  }

  /** Without secrets. */
  @Override
  public String toString() {
    return "RedisServer[" + address() + "]";
  }
}
