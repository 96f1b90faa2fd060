package tidings.ingress.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisDataException;

class RetryLoopTest {

  private final SourceFaults faults = new SourceFaults("redis:6379");

  @Test
  void pausesGrowUpToTheirLimitAndEndWhenItIsClosed() {
    List<Long> at = new CopyOnWriteArrayList<>();
    var attempts =
        new RetryLoop(
            "a",
            faults,
            Duration.ofMillis(200),
            () -> {
              at.add(System.nanoTime());
              throw new JedisDataException("no");
            });
    attempts.start();
    await().until(() -> at.size() >= 6);
    for (int i = 1; i < 6; i++) {
      long pause = (at.get(i) - at.get(i - 1)) / 1_000_000;
      assertThat(pause).as("pause " + i).isGreaterThanOrEqualTo(i == 1 ? 49 : 99);
    }
    assertThat(faults.faults()).containsEntry("a", "no");
    attempts.close();
    attempts.join(Duration.ofSeconds(10));
    int after = at.size();
    await().during(Duration.ofMillis(400)).until(() -> at.size() == after);
  }

  @Test
  void aRoundWithAnUnexpectedErrorIsRepeated() {
    var rounds = new AtomicInteger();
    try (var attempts =
        new RetryLoop(
            "a",
            faults,
            Duration.ofMillis(100),
            () -> {
              if (rounds.incrementAndGet() < 3) {
                throw new IllegalStateException("a bug");
              }
            })) {
      attempts.start();
      await().until(() -> rounds.get() > 10);
      assertThat(faults.faults()).as("no success was reported").containsKey("a");
    }
  }
}
