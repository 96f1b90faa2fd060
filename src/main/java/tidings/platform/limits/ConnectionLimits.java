package tidings.platform.limits;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Limits the streams of this node: in total, from each address, and of each user over all kinds of
 * streams. Thread-safe.
 */
public final class ConnectionLimits {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final LimitSettings settings;
  private final AtomicInteger total = new AtomicInteger();
  private final ConcurrentHashMap<String, Integer> byAddress = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Counts> byUser = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Slot> slots = new ConcurrentHashMap<>();
  private final SharedStreams shared;
  private final List<Runnable> onShut = new CopyOnWriteArrayList<>();
  private volatile boolean shut;

  /** The kind of a stream. */
  public enum Kind {
    /** Events: a stream, or a poll. One over the user's limit replaces another. */
    EVENTS,
    /** A run: a stream, a poll, or a response that waits. One over the user's limit is rejected. */
    RUN,
    /** A publish stream. One over the user's limit is rejected, as for a run. */
    PUBLISH
  }

  /** The streams of one user; those that publish count as runs. */
  private record Counts(int events, int runs) {

    static final Counts NOTHING = new Counts(0, 0);

    Counts plus(Kind kind, int count) {
      return kind == Kind.EVENTS
          ? new Counts(events + count, runs)
          : new Counts(events, runs + count);
    }
  }

  public ConnectionLimits(LimitSettings settings) {
    this(settings, SharedStreams.NONE);
  }

  /**
   * @param shared counts the streams of users over all nodes
   */
  public ConnectionLimits(LimitSettings settings, SharedStreams shared) {
    this.settings = settings;
    this.shared = shared;
  }

  /**
   * Reserves a slot; close it when the stream has ended.
   *
   * @throws OverLimitException if the user, the address or the node is at its limit
   */
  public Slot acquire(Kind kind, String user, String address) {
    if (shut) {
      throw OverLimitException.byServer(RETRY_AFTER, "this node is being drained");
    }
    if (total.incrementAndGet() > settings.connections()) {
      total.decrementAndGet();
      throw OverLimitException.byServer(
          RETRY_AFTER, "this node is at its limit of " + settings.connections() + " connections");
    }
    var slot = new Slot(kind, user, address);
    if (byAddress.merge(address, 1, Integer::sum) > settings.connectionsPerAddress()) {
      slot.releaseAddress();
      throw OverLimitException.byCaller(
          RETRY_AFTER,
          "more than " + settings.connectionsPerAddress() + " connections from one address");
    }
    if (isOver(
        kind, byUser.merge(user, Counts.NOTHING.plus(kind, 1), (all, _) -> all.plus(kind, 1)))) {
      slot.close();
      throw OverLimitException.byCaller(
          RETRY_AFTER, "more than " + settings.connectionsPerUser() + " connections of one user");
    }
    slots.put(slot.stream.id(), slot);
    if (kind == Kind.EVENTS) {
      shared.add(slot.stream);
    } else if (!shared.tryAdd(slot.stream)) {
      slot.close();
      throw OverLimitException.byCaller(
          RETRY_AFTER,
          "more than " + settings.connectionsPerUser() + " connections of one user on all nodes");
    }
    return slot;
  }

  /**
   * Ends a stream that newer ones of its user on other nodes replace; an unknown one is ignored.
   */
  public void replace(String id) {
    var slot = slots.get(id);
    if (slot != null) {
      slot.replace();
    }
  }

  /** A stream of events may replace another stream of events, but not a run. */
  private boolean isOver(Kind kind, Counts counts) {
    int most = settings.connectionsPerUser();
    return kind == Kind.EVENTS ? counts.runs() >= most : counts.events() + counts.runs() > most;
  }

  /**
   * Number of the user's streams that no other stream replaces: of runs, and those that publish.
   */
  public int runs(String user) {
    return byUser.getOrDefault(user, Counts.NOTHING).runs();
  }

  /** The slot of one stream. Thread-safe. */
  public final class Slot implements AutoCloseable {
    private final Kind kind;
    private final String user;
    private final String address;
    private final SharedStreams.SharedStream stream;
    private final AtomicBoolean isReleased = new AtomicBoolean();
    private final CompletableFuture<Void> replaced = new CompletableFuture<>();

    private Slot(Kind kind, String user, String address) {
      this.kind = kind;
      this.user = user;
      this.address = address;
      stream = new SharedStreams.SharedStream(UUID.randomUUID().toString(), user, kind);
    }

    /** Runs the action when a newer stream of the user, on another node, replaces this one. */
    public void onReplaced(Runnable action) {
      var _ = replaced.thenRun(action);
    }

    private void replace() {
      replaced.complete(null);
    }

    /** Releases the slot; a second call does nothing. */
    @Override
    public void close() {
      if (isReleased.compareAndSet(false, true)) {
        byUser.computeIfPresent(
            user,
            (_, counts) -> {
              var rest = counts.plus(kind, -1);
              return rest.equals(Counts.NOTHING) ? null : rest;
            });
        releaseAddress();
        if (slots.remove(stream.id()) != null) {
          shared.remove(stream);
        }
      }
    }

    private void releaseAddress() {
      byAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
      total.decrementAndGet();
    }
  }

  /** Admits no more streams. */
  public void shut() {
    shut = true;
    onShut.forEach(Runnable::run);
  }

  /** Runs the action whenever {@link #shut} is called. It must not block. */
  public void onShut(Runnable action) {
    onShut.add(action);
  }

  public boolean isShut() {
    return shut;
  }

  public boolean isFull() {
    return total.get() >= settings.connections();
  }

  public int total() {
    return total.get();
  }
}
