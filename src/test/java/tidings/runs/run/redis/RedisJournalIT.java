package tidings.runs.run.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;
import tidings.it.support.FaultyWire;
import tidings.it.support.RedisBroker;
import tidings.platform.redis.RedisServer;
import tidings.runs.run.ErrorType;
import tidings.runs.run.NumberedFrame;
import tidings.runs.run.RunException;
import tidings.runs.run.RunFrame;
import tidings.runs.run.RunJournal;
import tidings.runs.run.RunState;
import tidings.runs.run.TestRuns;

/** A run's journal in a real Redis, with failures of the run and of its connection. */
class RedisJournalIT {

  private static final int FRAMES = 2000;
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Duration KEEP = Duration.ofHours(1);
  private static final RunFrame.Failure FAILED =
      new RunFrame.Failure(ErrorType.EXECUTION_ERROR, "it failed");
  private static final RunFrame.Call CALL = new RunFrame.Call("chatcmpl-1", 1, "plain", null);

  private final RedisBroker broker = RedisBroker.start();
  private final RedisRuns redis = RedisRuns.at(at(broker.url()));
  private final FaultyWire wire = FaultyWire.to(broker.port());
  private final RedisRuns overWire = RedisRuns.at(at(wireUrl().toString()), Duration.ofMillis(300));
  private final AtomicInteger ends = new AtomicInteger();
  private final AtomicInteger written = new AtomicInteger();
  private final RedisJournal journal = journal(redis, 1 << 24);

  private RedisJournal journal(RedisRuns over, long maxBytes) {
    return new RedisJournal(over, TestRuns.journal(maxBytes), KEEP, ends::incrementAndGet);
  }

  private RedisJournal begin(RedisRuns over) {
    redis.begin(TestRuns.INFO, LEASE, KEEP);
    return journal(over, 1 << 24);
  }

  private static RedisServer at(String url) {
    return new RedisServer(URI.create(url), null);
  }

  @AfterEach
  void stop() {
    overWire.close();
    wire.close();
    redis.close();
    broker.close();
  }

  private URI wireUrl() {
    return URI.create("redis://127.0.0.1:" + wire.port());
  }

  private static RunFrame delta(String text) {
    return new RunFrame.Content(CALL, text);
  }

  private void write() {
    for (int i = 0; i < FRAMES; i++) {
      journal.append(delta("word " + i));
      written.incrementAndGet();
    }
    journal.end(RunState.CANCELLED, List.of());
  }

  /**
   * Disturbs the writes repeatedly until they have ended, but no frame twice: a repeated write must
   * be able to succeed.
   */
  private void writeWhile(Duration every, Consumer<Thread> disturbance)
      throws InterruptedException {
    redis.begin(TestRuns.INFO, LEASE, KEEP);
    var failure = new AtomicBoolean(true);
    var writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  write();
                  failure.set(false);
                });
    int disturbed = 0;
    while (!writer.join(every)) {
      if (written.get() >= disturbed + 2) {
        disturbed = written.get();
        disturbance.accept(writer);
      }
    }
    assertThat(failure).isFalse();
  }

  private void assertAllIsInRedisOnce() {
    try (var unbroken = RedisRuns.at(at(broker.url()))) {
      assertAllIsIn(unbroken);
    }
  }

  private static void assertAllIsIn(RedisRuns runs) {
    var frames = runs.frames("r-1", 0, FRAMES + 10);
    assertThat(frames).hasSize(FRAMES + 1);
    for (int i = 0; i < FRAMES; i++) {
      assertThat(frames.get(i)).isEqualTo(new NumberedFrame(i + 1, delta("word " + i)));
    }
    assertThat(frames.getLast()).isEqualTo(new NumberedFrame(FRAMES + 1, new RunFrame.Done()));
    assertThat(runs.state("r-1")).isEqualTo(RunState.CANCELLED);
  }

  @Test
  void aRunThatIsInterruptedWritesOn() throws InterruptedException {
    writeWhile(Duration.ofMillis(1), Thread::interrupt);
    assertAllIsInRedisOnce();
  }

  @Test
  void frameOfABrokenConnectionIsWrittenOnce() throws InterruptedException {
    try (var other = new Jedis("localhost", broker.port())) {
      writeWhile(Duration.ofMillis(20), _ -> kill(other));
    }
    assertAllIsInRedisOnce();
  }

  private static void kill(Jedis other) {
    var all = ClientKillParams.clientKillParams().type(ClientType.NORMAL);
    other.clientKill(all.skipMe(ClientKillParams.SkipMe.YES));
  }

  /** The same frames have the same numbers on every node, even after lost answers. */
  private void assertEnded(RunJournal here, RunFrame... frames) throws InterruptedException {
    var expected = new ArrayList<NumberedFrame>();
    for (var frame : frames) {
      expected.add(new NumberedFrame(expected.size() + 1, frame));
    }
    expected.add(new NumberedFrame(expected.size() + 1, new RunFrame.Done()));
    assertThat(redis.frames("r-1", 0, 10)).isEqualTo(expected);
    assertThat(here.read(0, 10, Duration.ZERO)).isEqualTo(expected);
    assertThat(redis.state("r-1")).isEqualTo(RunState.FAILED);
    assertThat(here.state()).isEqualTo(RunState.FAILED);
    assertThat(ends).hasValue(1);
  }

  private static void assertRefused(RedisJournal journal, RunFrame frame) {
    assertThatThrownBy(() -> journal.append(frame))
        .isInstanceOf(RunException.class)
        .hasMessageStartingWith("the run's journal cannot be written");
  }

  @Test
  void aFrameThatRedisTookInSilenceStandsBeforeTheEnd() throws InterruptedException {
    var run = begin(overWire);
    run.append(delta("a"));
    wire.loseAnswers();
    assertRefused(run, delta("b"));
    wire.restore();
    assertRefused(run, delta("c"));
    run.end(RunState.FAILED, List.of(FAILED));
    assertEnded(run, delta("a"), delta("b"), FAILED);
  }

  @Test
  void aFrameThatRedisNeverHeardOfStandsBeforeTheEnd() throws InterruptedException {
    var run = begin(overWire);
    run.append(delta("a"));
    wire.loseRequests();
    assertRefused(run, delta("b"));
    wire.restore();
    run.end(RunState.FAILED, List.of(FAILED));
    assertEnded(run, delta("a"), delta("b"), FAILED);
  }

  @Test
  void anUnansweredEndIsWrittenAgainWithTheLease() throws InterruptedException {
    var run = begin(overWire);
    run.append(delta("a"));
    wire.loseAnswers(); // Redis receives the end, and executes it once
    run.end(RunState.FAILED, List.of(FAILED));
    assertThat(ends).hasValue(0);
    wire.restore();
    run.renew(LEASE);
    assertEnded(run, delta("a"), FAILED);
  }

  @Test
  void anEndThatRedisNeverReceivedIsWrittenAgainWithTheLease() throws InterruptedException {
    var run = begin(overWire);
    run.append(delta("a"));
    wire.loseRequests();
    run.end(RunState.FAILED, List.of(FAILED));
    assertThat(redis.state("r-1")).isEqualTo(RunState.RUNNING);
    assertThat(run.state()).as("a watcher on this node need not wait").isEqualTo(RunState.FAILED);
    wire.restore();
    run.renew(LEASE);
    assertEnded(run, delta("a"), FAILED);
  }

  @Test
  void endedJournalAcceptsNoFrameAndIsNotRenewed() throws InterruptedException {
    var run = begin(redis);
    run.append(delta("a"));
    run.end(RunState.FAILED, List.of(FAILED));
    assertThatThrownBy(() -> run.append(delta("late"))).isInstanceOf(IllegalStateException.class);
    run.renew(LEASE);
    assertEnded(run, delta("a"), FAILED);
    try (var client = broker.client()) {
      assertThat(client.exists("tidings:run:{r-1}:lease")).isFalse();
      assertThat(client.zcard("tidings:runs:leases")).isZero();
      assertThat(client.scard("tidings:runs:of:alice")).isZero();
    }
  }

  @Test
  void frameThatDoesNotFitIntoMemoryIsNotInRedis() throws InterruptedException {
    redis.begin(TestRuns.INFO, LEASE, KEEP);
    var run = journal(redis, 1000);
    run.append(delta("a"));
    assertThatThrownBy(() -> run.append(delta("x".repeat(1000))))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("1000 bytes");
    run.append(delta("b"));
    run.end(RunState.FAILED, List.of(FAILED));
    assertEnded(run, delta("a"), delta("b"), FAILED);
  }

  @Test
  void nothingIsEverInRedisForGood() {
    var run = begin(redis);
    run.append(delta("a"));
    run.append(delta("b"));
    try (var client = broker.client()) {
      for (var key : client.keys("tidings:run*")) {
        if (!key.equals("tidings:runs:leases")) { // among them each run's end, or its lease's
          assertThat(client.pttl(key)).as(key).isPositive();
        }
      }
      assertThat(client.keys("tidings:run:*")).hasSize(3);
    }
  }
}
