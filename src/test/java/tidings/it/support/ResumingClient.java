package tidings.it.support;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * A browser on a bad network: its connection breaks at random bytes, and it reconnects with its
 * last event id, to any of its nodes, until it is closed. Thread-safe.
 */
public final class ResumingClient implements AutoCloseable {

  /** Far shorter than the delay of a browser. */
  private static final Duration RETRY = Duration.ofMillis(20);

  private final List<LibertyServer> nodes;
  private final Map<LibertyServer, String> tokens;
  private final String path;
  private final Random random;
  private final int cutWithin;
  private final Thread thread;

  // Guarded by this.
  private final List<SseEvent> got = new ArrayList<>();
  private final List<SseEvent> gaps = new ArrayList<>();
  private SseClient stream;
  private String lastEventId;
  private final List<String> history = new ArrayList<>();
  private int connects;
  private volatile int node;
  private volatile boolean closed;

  /**
   * @param nodes it connects to any of them, with its token for each
   * @param seed of its broken connections
   * @param cutWithin each connection breaks within this many bytes; 0: none does
   */
  public ResumingClient(
      List<LibertyServer> nodes,
      Map<LibertyServer, String> tokens,
      String query,
      long seed,
      int cutWithin) {
    this(nodes, tokens, query, seed, cutWithin, "");
  }

  /**
   * The successor of an earlier client.
   *
   * @param from its last event id
   */
  public ResumingClient(
      List<LibertyServer> nodes,
      Map<LibertyServer, String> tokens,
      String query,
      long seed,
      int cutWithin,
      String from) {
    this.nodes = nodes;
    this.tokens = tokens;
    this.path = "/api/events?" + query;
    this.cutWithin = cutWithin;
    random = new Random(seed);
    stream = connect(from, true);
    stream.await("tidings.open");
    lastEventId = stream.lastEventId();
    thread = Thread.ofVirtual().name("resuming").start(this::run);
  }

  private SseClient connect(String from, boolean first) {
    var headers = new HashMap<String, String>();
    var node = nodes.get(random.nextInt(nodes.size()));
    this.node = node.uri("").getPort();
    headers.put("Authorization", "Bearer " + tokens.get(node));
    if (!from.isEmpty()) {
      headers.put("Last-Event-ID", from);
    }
    return first || cutWithin == 0
        ? SseClient.open(node, path, headers)
        : SseClient.cut(node, path, headers, random.nextInt(1, cutWithin));
  }

  private void run() {
    if (cutWithin > 0) {
      stream.awaitEventsOrEnd(1 + random.nextInt(50));
      stream.vanish();
    }
    while (true) {
      stream.awaitEnd(Duration.ofMinutes(5));
      take();
      if (closed) {
        return;
      }
      reconnect();
    }
  }

  private void reconnect() {
    while (!closed) {
      try {
        var next = connect(lastEventId, false);
        synchronized (this) {
          stream = next;
          connects++;
        }
        if (closed) {
          next.vanish();
        }
        return;
      } catch (UncheckedIOException | IllegalStateException e) {
        LockSupport.parkNanos(RETRY.toNanos()); // the node is down, or refuses
      }
    }
  }

  private synchronized void take() {
    for (var event : stream.all()) {
      if (!event.isControl()) {
        got.add(event);
      } else if (event.type().equals("tidings.gap")) {
        gaps.add(event);
      }
    }
    var from = lastEventId;
    if (!stream.lastEventId().isEmpty()) {
      lastEventId = stream.lastEventId();
    }
    history.add(line(from));
  }

  private String line(String from) {
    return "from %s to %s at %s: %d events, %s"
        .formatted(from, stream.lastEventId(), node, stream.count(), stream.controls());
  }

  /** The events of each connection. */
  public synchronized List<String> history() {
    var all = new ArrayList<>(history);
    all.add(line(lastEventId));
    return all;
  }

  /** All events so far, in order, including those of the open connection. */
  public synchronized List<SseEvent> events() {
    var all = new ArrayList<>(got);
    if (!stream.isEnded()) {
      all.addAll(stream.events());
    }
    return all;
  }

  private synchronized int size() {
    return got.size() + (stream.isEnded() ? 0 : stream.count());
  }

  /** The gaps that it received. */
  public synchronized List<SseEvent> gaps() {
    return List.copyOf(gaps);
  }

  /** The approximate number of its connections. */
  public synchronized int connects() {
    return connects;
  }

  /** Waits until this many events have arrived. */
  public void await(int count, Duration atMost) {
    Awaitility.await(count + " events")
        .atMost(atMost)
        .untilAsserted(() -> assertTrue(size() >= count, () -> size() + " came"));
  }

  @Override
  public void close() {
    closed = true;
    SseClient last;
    synchronized (this) {
      last = stream;
    }
    last.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
