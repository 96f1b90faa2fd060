package tidings.platform.limits.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tidings.it.support.FaultyWire;
import tidings.it.support.RedisBroker;
import tidings.platform.limits.OverLimitException;
import tidings.platform.limits.RateLimit;
import tidings.platform.redis.RedisServer;

/** Rates of several nodes in a real Redis. */
class RedisAllowancesIT {

  private static final int RATE = 50;

  private final RedisBroker broker = RedisBroker.start();
  private final FaultyWire wire = FaultyWire.to(broker.port());
  private final RedisAllowances one = at(broker.url());
  private final RedisAllowances two = at("redis://localhost:" + wire.port());

  private static RedisAllowances at(String url) {
    return RedisAllowances.at(new RedisServer(URI.create(url), null), Clock.systemUTC());
  }

  private static RateLimit limit(RedisAllowances shared) {
    return new RateLimit("events", RATE, TimeMeter.SYSTEM_NANOTIME, shared);
  }

  @AfterEach
  void stop() {
    one.close();
    two.close();
    wire.close();
    broker.close();
  }

  private static boolean isTaken(RateLimit limit, String caller) {
    try {
      limit.acquire(caller, 1);
      return true;
    } catch (OverLimitException e) {
      return false;
    }
  }

  @Test
  void twoNodesTogetherAdmitOneAllowance() {
    var limits = new RateLimit[] {limit(one), limit(two)};
    int taken = 0;
    long begin = System.nanoTime();
    for (int i = 0; i < 40 * RATE; i++) {
      if (isTaken(limits[i % 2], "alice")) {
        taken++;
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    assertThat(taken).isBetween(RATE - 10, (int) (RATE * (1 + seconds)) + 1);
    assertThat(isTaken(limits[1], "bob")).as("another caller").isTrue();
  }

  @Test
  void withoutRedisEachNodeAdmitsItsOwnAllowance() {
    wire.loseRequests();
    var limit = limit(two);
    for (int i = 0; i < RATE; i++) {
      limit.acquire("alice", 1);
    }
    wire.restore();
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> two.take("events", "carol", 1, 1, RATE).count() == 1 && two.isUp());
  }
}
