package tidings.run;

import static org.assertj.core.api.Assertions.assertThat;

import it.tidings.RedisBroker;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;
import tidings.redis.RedisServer;

/** A run's journal in a real Redis, under what happens to a run and to its connection. */
class RedisJournalIT {

  private static final int FRAMES = 2000;
  private static final RunFrame.Call CALL = new RunFrame.Call("chatcmpl-1", 1, "plain", null);

  private final RedisBroker broker = RedisBroker.start();
  private final RedisRuns redis = runs();
  private final RedisJournal journal =
      new RedisJournal(redis, TestRuns.journal(1 << 24), Duration.ofHours(1), () -> {});

  private RedisRuns runs() {
    return RedisRuns.at(new RedisServer(URI.create(broker.url()), null));
  }

  @AfterEach
  void stop() {
    redis.close();
    broker.close();
  }

  private void write() {
    for (int i = 0; i < FRAMES; i++) {
      journal.append(new RunFrame.Content(CALL, "word " + i));
    }
    journal.end(RunState.CANCELLED, List.of());
  }

  /** Disturbs the writing again and again until it has ended. */
  private void writeWhile(Duration every, Consumer<Thread> disturbance)
      throws InterruptedException {
    redis.begin(TestRuns.INFO, Duration.ofMinutes(1), Duration.ofHours(1));
    var failure = new AtomicBoolean(true);
    var writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  write();
                  failure.set(false);
                });
    while (!writer.join(every)) {
      disturbance.accept(writer);
    }
    assertThat(failure).isFalse();
  }

  private void assertAllIsInRedisOnce() {
    try (var unbroken = runs()) {
      assertAllIsIn(unbroken);
    }
  }

  private static void assertAllIsIn(RedisRuns runs) {
    var data = runs.after("r-1", new StreamEntryID(0, 0), FRAMES + 10);
    assertThat(data.stream().map(entry -> entry.getID().getTime()))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, FRAMES + 1).mapToObj(Long::valueOf).toList());
    for (int i = 0; i < FRAMES; i++) {
      assertThat(RedisRuns.frame(data.get(i))).contains("word " + i + "\"");
    }
    assertThat(RedisRuns.frame(data.getLast())).isEqualTo("[DONE]");
    assertThat(runs.state("r-1")).isEqualTo(RunState.CANCELLED);
  }

  @Test
  void aRunThatIsInterruptedWritesOn() throws InterruptedException {
    writeWhile(Duration.ofMillis(1), Thread::interrupt);
    assertAllIsInRedisOnce();
  }

  @Test
  void whatABrokenConnectionLeavesOpenIsWrittenOnce() throws InterruptedException {
    try (var other = new Jedis("localhost", broker.port())) {
      writeWhile(Duration.ofMillis(20), _ -> kill(other));
    }
    assertAllIsInRedisOnce();
  }

  private static void kill(Jedis other) {
    var all = ClientKillParams.clientKillParams().type(ClientType.NORMAL);
    other.clientKill(all.skipMe(ClientKillParams.SkipMe.YES));
  }
}
