package tidings.platform.limits.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tidings.it.support.FaultyWire;
import tidings.it.support.RedisBroker;
import tidings.platform.limits.ConnectionLimits;
import tidings.platform.limits.ConnectionLimits.Kind;
import tidings.platform.limits.LimitSettings;
import tidings.platform.limits.OverLimitException;
import tidings.platform.redis.RedisServer;

/** Limits of several nodes in a real Redis; each node is a {@link ConnectionLimits} of its own. */
@Order(4) // long
class RedisStreamsIT {

  private static final int LIMIT = 20;
  private static final Duration LEASE = Duration.ofSeconds(2);

  private final RedisBroker broker = RedisBroker.start();
  private final FaultyWire wire = FaultyWire.to(broker.port());
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final List<Node> nodes = new CopyOnWriteArrayList<>();
  private final Node one = node(broker.url());
  private final Node two = node(broker.url());

  /** A node whose streams end when they are replaced. */
  private static final class Node implements RedisStreams.Commands {
    private final RedisStreams shared;
    private final ConnectionLimits limits;
    private final ConcurrentHashMap<Integer, ConnectionLimits.Slot> open =
        new ConcurrentHashMap<>();
    private final List<Integer> replaced = new CopyOnWriteArrayList<>();
    private final List<String> probed = new CopyOnWriteArrayList<>();

    Node(RedisStreams shared) {
      this.shared = shared;
      limits = new ConnectionLimits(new LimitSettings(1000, LIMIT, 1000, 100), shared);
      shared.listen(this);
    }

    void open(String user, int number) {
      var slot = limits.acquire(Kind.EVENTS, user, "192.0.2.1");
      open.put(number, slot);
      slot.onReplaced(
          () -> {
            replaced.add(number);
            end(number);
          });
    }

    void end(int number) {
      var slot = open.remove(number);
      if (slot != null) {
        slot.close();
      }
    }

    @Override
    public void probe(String user) {
      probed.add(user);
    }

    @Override
    public void close(String id) {
      limits.replace(id);
    }
  }

  private Node node(String url) {
    var server = new RedisServer(URI.create(url), null);
    var node = new Node(RedisStreams.at(server, LEASE, LIMIT, timer));
    nodes.add(node);
    return node;
  }

  @AfterEach
  void stop() {
    nodes.forEach(node -> node.shared.close());
    timer.shutdownNow();
    wire.close();
    broker.close();
  }

  private List<Integer> replaced() {
    return nodes.stream().flatMap(node -> node.replaced.stream()).toList();
  }

  private int open() {
    return nodes.stream().mapToInt(node -> node.open.size()).sum();
  }

  @Test
  void ofStreamsOnTwoNodesTheOldestEndsWhenThereAreTooMany() {
    for (int i = 0; i < LIMIT + 1; i++) {
      (i % 2 == 0 ? one : two).open("alice", i);
    }
    one.open("bob", 1000);
    await().until(() -> open() == LIMIT + 1);
    assertThat(replaced()).as("one of those that Redis learnt of first").hasSize(1);
    assertThat(replaced().getFirst()).isLessThan(LIMIT / 2);
    assertThat(two.probed).as("before, its clients are probed").contains("alice");
  }

  @Test
  void whatIsOpenedOnBothNodesAtOnceIsExactlyTheLimitInTheEnd() {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 2 * LIMIT; i++) {
        int number = i;
        var _ = executor.submit(() -> (number % 2 == 0 ? one : two).open("alice", number));
      }
    }
    await().until(() -> open() == LIMIT);
    await()
        .during(Duration.ofSeconds(2))
        .atMost(Duration.ofSeconds(10))
        .until(() -> open() == LIMIT);
  }

  @Test
  void aStreamThatEndsMakesRoom() {
    IntStream.range(0, LIMIT).forEach(i -> one.open("alice", i));
    one.end(3);
    two.open("alice", 100);
    await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(10))
        .until(() -> one.replaced.isEmpty());
  }

  @Test
  void aRunIsRejectedIfOtherNodesHaveAllStreamsOfItsUser() {
    IntStream.range(0, LIMIT - 1).forEach(i -> one.open("alice", i));
    await().until(() -> refusesARunAt(two, "alice", 1));
    assertThat(refusesARunAt(two, "bob", LIMIT)).isFalse();
  }

  /** Whether, after as many runs as would be allowed, one more is rejected. */
  private static boolean refusesARunAt(Node node, String user, int allowed) {
    var slots = new CopyOnWriteArrayList<ConnectionLimits.Slot>();
    try {
      for (int i = 0; i < allowed; i++) {
        slots.add(node.limits.acquire(Kind.RUN, user, "192.0.2.1"));
      }
      if (user.equals("alice")) {
        slots.add(node.limits.acquire(Kind.RUN, user, "192.0.2.1"));
      }
      return false;
    } catch (OverLimitException e) {
      return String.valueOf(e.getMessage()).contains("on all nodes");
    } finally {
      slots.forEach(ConnectionLimits.Slot::close);
    }
  }

  @Test
  void theStreamsOfADeadNodeCountNoLongerThanItsLease() {
    var dying = node("redis://localhost:" + wire.port());
    IntStream.range(0, LIMIT).forEach(i -> dying.open("alice", i));
    await().until(() -> refusesARunAt(one, "alice", 0));
    wire.loseRequests();
    await().atMost(LEASE.plusSeconds(3)).until(() -> !refusesARunAt(one, "alice", LIMIT - 1));
  }

  @Test
  void aNodeWithoutRedisCountsAloneAndAddsItsStreamsWhenItReturns() {
    var cut = node("redis://localhost:" + wire.port());
    wire.loseRequests();
    IntStream.range(0, 5).forEach(i -> cut.open("alice", i));
    assertThat(refusesARunAt(cut, "bob", 1)).isFalse();
    await().until(() -> !cut.shared.isUp());
    wire.restore();
    await().until(cut.shared::isUp);
    IntStream.range(0, LIMIT).forEach(i -> one.open("alice", 100 + i));
    await().until(() -> open() == LIMIT);
    assertThat(replaced()).as("its streams count again").hasSize(5);
  }
}
