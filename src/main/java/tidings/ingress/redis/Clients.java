package tidings.ingress.redis;

import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;

/** Makes connections to the Redis of the settings. */
final class Clients {

  private Clients() {}

  /** Opens connections on demand, one for each stream and another for its lease. */
  static RedisClient open(RedisSettings settings) {
    var pool = new ConnectionPoolConfig();
    pool.setMaxTotal(2 * settings.inputs().streams().size() + 4);
    pool.setMaxWait(settings.timing().timeout());
    return RedisClient.builder()
        .hostAndPort(settings.server().address())
        .clientConfig(config(settings))
        .poolConfig(pool)
        .build();
  }

  /** Connects. */
  static Connection connect(RedisSettings settings) {
    return new Connection(settings.server().address(), config(settings));
  }

  private static JedisClientConfig config(RedisSettings settings) {
    int millis = (int) settings.timing().timeout().toMillis();
    return settings
        .server()
        .config()
        .timeoutMillis(millis)
        .blockingSocketTimeoutMillis(millis + (int) StreamReader.WAIT.toMillis())
        .build();
  }
}
