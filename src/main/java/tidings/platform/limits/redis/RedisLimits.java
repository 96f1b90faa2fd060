package tidings.platform.limits.redis;

import org.jspecify.annotations.Nullable;

/**
 * The limits over all nodes.
 *
 * @param streams null without Redis
 * @param allowances null without Redis
 */
public record RedisLimits(@Nullable RedisStreams streams, @Nullable RedisAllowances allowances)
    implements AutoCloseable {

  /** Of a node without Redis. */
  public static final RedisLimits NONE = new RedisLimits(null, null);

  /** Whether the streams are counted over all nodes now. */
  public boolean isUp() {
    return streams != null && streams.isUp();
  }

  @Override
  public void close() {
    if (streams != null) {
      streams.close();
    }
    if (allowances != null) {
      allowances.close();
    }
  }
}
