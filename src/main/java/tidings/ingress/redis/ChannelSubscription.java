package tidings.ingress.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Connection;

/**
 * One connection that is subscribed to the channels. The calling thread reads it; another sends
 * heartbeats. If nothing comes for twice the timeout, the connection is dead, and reading fails.
 */
final class ChannelSubscription extends BinaryJedisPubSub {

  private final Connection connection;
  private final Channels channels;
  private final Duration timeout;
  private final Runnable onReady;
  private final BiConsumer<String, byte[]> onMessage;
  private volatile boolean ready;

  /**
   * @param onReady called when all channels are subscribed to
   * @param onMessage receives the channel and the message
   */
  ChannelSubscription(
      Connection connection,
      Channels channels,
      Duration timeout,
      Runnable onReady,
      BiConsumer<String, byte[]> onMessage) {
    this.connection = connection;
    this.channels = channels;
    this.timeout = timeout;
    this.onReady = onReady;
    this.onMessage = onMessage;
  }

  /**
   * Subscribes, and returns only by an exception.
   *
   * @throws redis.clients.jedis.exceptions.JedisException when the connection has ended, or was
   *     refused
   */
  void listen() {
    if (channels.exact().isEmpty()) {
      proceedWithPatterns(connection, patterns());
    } else {
      proceed(connection, bytes(channels.exact()));
    }
  }

  private byte[][] patterns() {
    return bytes(channels.patterns().stream().map(Glob::text).toList());
  }

  private static byte[][] bytes(List<String> names) {
    return names.stream().map(name -> name.getBytes(UTF_8)).toArray(byte[][]::new);
  }

  /**
   * Sends a heartbeat, once there is a subscription, by subscribing again to the same channels:
   * that changes nothing and Redis responds. (Jedis 8 takes the response to a {@code ping} for an
   * error if it comes at once.)
   */
  void probe() {
    if (!ready) {
      end();
    } else if (channels.exact().isEmpty()) {
      psubscribe(patterns());
    } else {
      subscribe(bytes(channels.exact()));
    }
  }

  /** Ends it, from another thread. */
  void end() {
    connection.disconnect();
  }

  @Override
  public void onSubscribe(byte[] channel, int subscribed) {
    if (subscribed == channels.exact().size() && !channels.patterns().isEmpty()) {
      psubscribe(patterns());
    }
    onSubscribed(subscribed);
  }

  @Override
  public void onPSubscribe(byte[] pattern, int subscribed) {
    onSubscribed(subscribed);
  }

  private void onSubscribed(int count) {
    if (count == channels.size()) {
      connection.setSoTimeout((int) timeout.multipliedBy(2).toMillis());
      ready = true;
      onReady.run();
    }
  }

  @Override
  public void onMessage(byte[] channel, byte[] message) {
    onMessage.accept(new String(channel, UTF_8), message);
  }

  @Override
  public void onPMessage(byte[] pattern, byte[] channel, byte[] message) {
    var name = new String(channel, UTF_8);
    if (channels.isFirst(new String(pattern, UTF_8), name)) {
      onMessage.accept(name, message);
    }
  }
}
