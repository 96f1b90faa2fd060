package tidings.ingress.redis;

import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import redis.clients.jedis.exceptions.JedisException;
import tidings.ingress.Ingestor;
import tidings.ingress.RawInput;

/**
 * Reads the channels, as long as this node is the leader. Messages wait in a bounded queue, from
 * which another thread appends them to the log: Redis itself drops a subscriber that reads too
 * slowly.
 */
final class ChannelReader {

  private static final Logger LOG = Logger.getLogger(ChannelReader.class.getName());
  private static final Duration WAIT = Duration.ofMillis(500);

  /** Maximum time until a subscription ends after this node has lost the leadership. */
  private static final Duration WATCH = Duration.ofMillis(100);

  private final Channels channels;
  private final Leadership leadership;
  private final Ingestor ingestor;
  private final LossCounters losses;
  private final RedisSettings settings;
  private final MessageQueue queue;
  private final RetryLoop subscribing;
  private final RetryLoop emptying;
  private final String positions =
      HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()) + "-";
  private long count; // of the subscribing thread alone

  ChannelReader(
      Leadership leadership,
      Ingestor ingestor,
      LossCounters losses,
      RedisSettings settings,
      SourceFaults faults) {
    channels = Channels.of(settings.inputs().channels());
    this.leadership = leadership;
    this.ingestor = ingestor;
    this.losses = losses;
    this.settings = settings;
    queue =
        new MessageQueue(settings.limits().queueMessages(), settings.limits().queueBytes(), losses);
    subscribing = new RetryLoop("channels", faults, settings.timing().retry(), this::subscribe);
    emptying = new RetryLoop("queue of channels", faults, settings.timing().retry(), this::empty);
  }

  void start() {
    emptying.start();
    subscribing.start();
  }

  /** Number of messages that wait for the log. */
  long waiting() {
    return queue.count();
  }

  private boolean mayContinue() {
    return leadership.isHeld() && !subscribing.isClosed();
  }

  private void subscribe() throws InterruptedException {
    if (!leadership.awaitHeld(WAIT)) {
      subscribing.rested();
      return;
    }
    try (var connection = Clients.connect(settings)) {
      var subscription =
          new ChannelSubscription(
              connection,
              channels,
              settings.timing().timeout(),
              subscribing::succeeded,
              this::offer);
      var watch =
          Thread.ofPlatform().name("tidings-redis ping").daemon().start(() -> watch(subscription));
      try {
        subscription.listen();
      } finally {
        watch.interrupt();
      }
    } catch (JedisException e) {
      if (mayContinue()) {
        throw e;
      }
      LOG.log(Level.FINE, e, () -> "The subscription to Redis channels was ended");
    }
  }

  /** Sends heartbeats over the subscription while this node is the leader, then ends it. */
  private void watch(ChannelSubscription subscription) {
    try {
      long asked = System.nanoTime();
      while (mayContinue()) {
        subscribing.sleep(WATCH);
        if (System.nanoTime() - asked > settings.timing().timeout().toNanos()) {
          asked = System.nanoTime();
          subscription.probe();
        }
      }
      subscription.end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the subscription has ended before
    } catch (JedisException e) {
      LOG.log(Level.FINE, e, () -> "The subscription to Redis channels failed; its reader logs it");
    }
  }

  private void offer(String channel, byte[] message) {
    if (leadership.isHeld()) {
      var position = channel + "/" + positions + count++;
      queue.offer(new RawInput("redis:" + channel, position, Map.of(), message));
    }
  }

  private void empty() throws InterruptedException {
    var messages = queue.first(settings.limits().batch(), WAIT);
    if (!messages.isEmpty()) {
      ingestor.ingest(messages);
      queue.remove(messages.size());
      losses.countIngested(messages.size());
    }
    emptying.rested();
  }

  /** Stops receiving messages. */
  void close() {
    subscribing.close();
  }

  /** Waits until all received messages are in the log, but no longer than this. */
  void join(Duration atMost) {
    subscribing.join(atMost);
    try {
      int left = queue.awaitEmpty(atMost);
      if (left > 0) {
        losses.countLost(LossCounters.Reason.QUEUE_FULL, left);
        LOG.warning(
            () -> left + " messages of Redis channels are lost: the log did not accept them");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    emptying.close();
    emptying.join(atMost);
  }
}
