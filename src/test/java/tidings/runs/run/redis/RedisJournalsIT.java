package tidings.runs.run.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;
import tidings.it.support.FaultyWire;
import tidings.it.support.RedisBroker;
import tidings.it.support.SourcesPage;
import tidings.platform.limits.OverLimitException;
import tidings.platform.redis.RedisServer;
import tidings.runs.run.ErrorType;
import tidings.runs.run.JournalAppender;
import tidings.runs.run.NumberedFrame;
import tidings.runs.run.RunFrame;
import tidings.runs.run.RunInfo;
import tidings.runs.run.RunJournal;
import tidings.runs.run.RunJournals;
import tidings.runs.run.RunSettings;
import tidings.runs.run.RunState;
import tidings.runs.run.TestRuns;
import tidings.runs.run.memory.MemoryJournals;

/** Nodes that share a real Redis, without the servers around them. */
class RedisJournalsIT {

  private static final RunFrame.Call CALL = new RunFrame.Call("chatcmpl-1", 1, "plain", null);
  private static final RunFrame DONE = new RunFrame.Done();
  private static final RunFrame DEAD =
      new RunFrame.Failure(ErrorType.EXECUTION_ERROR, "the node of this run has failed");
  private static final Duration TIMEOUT = Duration.ofMillis(400);
  private static final Duration LEASE = Duration.ofSeconds(2);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final RedisBroker broker = RedisBroker.start();
  private final FaultyWire wire = FaultyWire.to(broker.port());
  private final RedisClient client = broker.client();
  private final List<Node> nodes = new ArrayList<>();

  @AfterEach
  void stop() {
    nodes.forEach(Node::die);
    client.close();
    wire.close();
    broker.close();
  }

  private URI wireUrl() {
    return URI.create("redis://127.0.0.1:" + wire.port());
  }

  /** A node, and the calls of its listener. */
  private static final class Node implements RunJournals.Listener {
    final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    final List<RunInfo> lost = new CopyOnWriteArrayList<>();
    final List<String> cancelled = new CopyOnWriteArrayList<>();
    final RedisJournals journals;

    Node(URI redis) {
      var settings =
          new RunSettings(
              "node",
              new RunSettings.Limits(10, 10, 1 << 20, 1 << 20),
              Duration.ofHours(1),
              LONG,
              Duration.ZERO,
              LEASE);
      var own = new MemoryJournals(settings, System::nanoTime);
      journals =
          new RedisJournals(
              settings, RedisRuns.at(new RedisServer(redis, null), TIMEOUT), own, timer);
      journals.listen(this);
    }

    @Override
    public void cancel(String run) {
      cancelled.add(run);
    }

    @Override
    public void onLost(RunInfo run) {
      lost.add(run);
    }

    JournalAppender begin(String run) {
      return journals.begin(TestRuns.info(run));
    }

    RunJournal find(String run) {
      return journals.find(run).orElseThrow();
    }

    /** Stops without a command to Redis. */
    void die() {
      timer.shutdownNow();
      journals.close();
    }
  }

  private Node node() {
    return node(URI.create(broker.url()));
  }

  private Node node(URI redis) {
    var node = new Node(redis);
    nodes.add(node);
    return node;
  }

  private static RunFrame delta(String text) {
    return new RunFrame.Content(CALL, text);
  }

  /** All frames of a run, to its end. */
  private static List<NumberedFrame> whole(RunJournal run) throws InterruptedException {
    return rest(run, 0);
  }

  private static List<NumberedFrame> rest(RunJournal run, long after) throws InterruptedException {
    var frames = new ArrayList<NumberedFrame>();
    while (frames.isEmpty() || !frames.getLast().frame().equals(DONE)) {
      var more = run.read(frames.isEmpty() ? after : frames.getLast().number(), 100, LONG);
      assertThat(more).as("frames behind %s", frames).isNotEmpty();
      frames.addAll(more);
    }
    return frames;
  }

  /** The same, for a concurrent watcher. */
  private static CompletableFuture<List<NumberedFrame>> watching(RunJournal run, long after) {
    return CompletableFuture.supplyAsync(
            () -> {
              try {
                return rest(run, after);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            Executors.newVirtualThreadPerTaskExecutor())
        .orTimeout(1, TimeUnit.MINUTES);
  }

  private static List<NumberedFrame> numbered(RunFrame... frames) {
    return IntStream.range(0, frames.length)
        .mapToObj(i -> new NumberedFrame(i + 1, frames[i]))
        .toList();
  }

  private long reads() {
    var stats = client.info("commandstats");
    var calls = Pattern.compile("cmdstat_(?:xrange|xrevrange):calls=(\\d+)").matcher(stats);
    return calls.results().mapToLong(call -> Long.parseLong(call.group(1))).sum();
  }

  @Test
  void whereARunStandsIsKnownWithoutItsFrames() throws Exception {
    var one = node();
    var two = node();
    var run = one.begin("r-1");
    run.append(delta("a"));
    long before = reads();
    var there = two.find("r-1");
    assertThat(there.info()).isEqualTo(TestRuns.info("r-1"));
    assertThat(there.state()).isEqualTo(RunState.RUNNING);
    run.end(RunState.COMPLETED, List.of());
    assertThat(two.find("r-1").state()).isEqualTo(RunState.COMPLETED);
    assertThat(two.journals.find("r-2")).isEmpty();
    assertThat(reads()).isEqualTo(before + 1); // of the end, which looks for an earlier one
    assertThat(whole(there)).isEqualTo(numbered(delta("a"), DONE));
  }

  @Test
  void additionalFieldsOfAModelHaveTheirNumberOnEveryNode() throws Exception {
    var run = node().begin("r-1");
    var odd = new RunFrame.UpstreamChunk("{\"type\":\"chunk\",\"choices\":[],\"error\":null}");
    var frames = new RunFrame[] {delta("a"), odd, delta("b"), DONE};
    var watcher = watching(node().find("r-1"), 0);
    run.append(delta("a"));
    run.append(odd);
    run.append(delta("b"));
    run.end(RunState.COMPLETED, List.of());
    assertThat(watcher.get()).isEqualTo(numbered(frames));
    assertThat(whole(node().find("r-1"))).isEqualTo(numbered(frames));
  }

  @Test
  void slowReaderMissesNothingOfALongRun() throws Exception {
    var run = node().begin("r-1");
    var there = node().find("r-1");
    var quick = watching(there, 0);
    var slow = new ArrayList<NumberedFrame>();
    for (int i = 0; i < 3000; i++) {
      run.append(delta("word " + i + " of many".repeat(3)));
      if (i % 30 == 29) {
        slow.addAll(there.read(slow.size(), 10, LONG));
      }
    }
    run.end(RunState.COMPLETED, List.of());
    assertThat(quick.get()).isEqualTo(whole(run));
    while (slow.size() < 3001) {
      slow.addAll(there.read(slow.size(), 500, LONG));
    }
    assertThat(slow).isEqualTo(quick.get());
  }

  @Test
  void orphanedRunIsEndedOnceWithoutWatchers() throws Exception {
    var doomed = node();
    var survivors = List.of(node(), node());
    var living = survivors.getFirst().begin("r-living");
    doomed.begin("r-1").append(delta("a"));
    doomed.begin("r-2");
    doomed.die();
    Awaitility.await("both are found")
        .atMost(LONG)
        .until(() -> survivors.stream().mapToInt(node -> node.lost.size()).sum() == 2);
    for (var node : survivors) {
      assertThat(node.find("r-1").state()).isEqualTo(RunState.FAILED);
      assertThat(whole(node.find("r-1"))).isEqualTo(numbered(delta("a"), DEAD, DONE));
      assertThat(whole(node.find("r-2"))).isEqualTo(numbered(DEAD, DONE));
    }
    assertThat(survivors.stream().flatMap(node -> node.lost.stream()).map(RunInfo::id))
        .containsExactlyInAnyOrder("r-1", "r-2");
    assertThat(client.zrange("tidings:runs:leases", 0, -1)).containsExactly("r-living");
    assertThat(living.state()).isEqualTo(RunState.RUNNING);
    assertThat(survivors.getFirst().journals.running("alice")).hasSize(1);
  }

  /** The state after a node of an earlier version died while it ended a run. */
  @Test
  void aStateWithoutDoneIsNoEnd() throws Exception {
    var doomed = node();
    doomed.begin("r-1").append(delta("a"));
    doomed.die();
    client.hset("tidings:run:{r-1}:info", Map.of("state", "completed"));
    var survivor = node();
    Awaitility.await().atMost(LONG).until(() -> survivor.lost.size() == 1);
    assertThat(whole(survivor.find("r-1"))).isEqualTo(numbered(delta("a"), DEAD, DONE));
    assertThat(survivor.find("r-1").state()).isEqualTo(RunState.FAILED);
  }

  @Test
  void aPauseOfRedisEndsNoRunOfANodeThatLives() throws Exception {
    var one = node(wireUrl());
    var two = node(wireUrl());
    var run = one.begin("r-1");
    run.append(delta("a"));
    var there = two.find("r-1");
    assertThat(there.read(0, 10, LONG)).isEqualTo(numbered(delta("a")));
    var watcher = watching(there, 1);
    wire.loseAnswers();
    wire.loseRequests();
    Awaitility.await("its lease ends")
        .atMost(LONG)
        .until(() -> !client.exists("tidings:run:{r-1}:lease"));
    wire.restore();
    Awaitility.await("its lease exists again")
        .atMost(LONG)
        .until(() -> client.exists("tidings:run:{r-1}:lease"));
    run.append(delta("b"));
    run.end(RunState.COMPLETED, List.of());
    assertThat(watcher.get())
        .containsExactly(new NumberedFrame(2, delta("b")), new NumberedFrame(3, DONE));
    assertThat(two.lost).isEmpty();
  }

  @Test
  void watcherOfALostRunReceivesAnError() throws Exception {
    var run = node().begin("r-1");
    run.append(delta("a"));
    var there = node().find("r-1");
    assertThat(there.read(0, 10, LONG)).isEqualTo(numbered(delta("a")));
    client.flushAll(); // as after a restart of a Redis without persistence
    try (var other = new Jedis("localhost", broker.port())) {
      var all = ClientKillParams.clientKillParams().type(ClientType.NORMAL);
      other.clientKill(all.skipMe(ClientKillParams.SkipMe.YES));
    }
    var gone =
        new RunFrame.Failure(ErrorType.EXECUTION_ERROR, "the run's journal no longer exists");
    assertThat(there.read(1, 10, LONG))
        .containsExactly(new NumberedFrame(2, gone), new NumberedFrame(3, DONE));
    assertThat(there.state()).isEqualTo(RunState.FAILED);
  }

  @Test
  void runRefusedByRedisHoldsNoMemory() {
    var one = node(wireUrl());
    wire.loseRequests();
    assertThatThrownBy(() -> one.begin("r-1")).isInstanceOf(OverLimitException.class);
    wire.restore();
    assertThat(one.journals.find("r-1")).isEmpty();
    assertThat(one.begin("r-1").state()).isEqualTo(RunState.RUNNING);
  }

  @Test
  void aCancelReachesEveryNode() {
    var one = node();
    var two = node();
    two.journals.requestCancel("r-1");
    Awaitility.await().atMost(LONG).until(() -> one.cancelled.equals(List.of("r-1")));
  }

  @Test
  void aUserNeedsTheDocumentedRightsAlone() throws Exception {
    try (var admin = new Jedis("localhost", broker.port())) {
      admin.aclSetUser("runner", SourcesPage.redisRules("secret", List.of(), "runs"));
    }
    var url = URI.create("redis://runner:secret@127.0.0.1:" + broker.port());
    var one = node(url);
    var two = node(url);
    var run = one.begin("r-1");
    run.append(delta("a"));
    two.begin("r-2").append(delta("b"));
    var watcher = watching(two.find("r-1"), 0);
    assertThat(two.journals.running("alice")).hasSize(2);
    two.journals.requestCancel("r-1");
    Awaitility.await().atMost(LONG).until(() -> !one.cancelled.isEmpty());
    run.end(RunState.CANCELLED, List.of());
    assertThat(watcher.get()).isEqualTo(numbered(delta("a"), DONE));
    two.die();
    Awaitility.await("its run is found").atMost(LONG).until(() -> one.lost.size() == 1);
    assertThat(whole(one.find("r-2"))).isEqualTo(numbered(delta("b"), DEAD, DONE));
  }
}
