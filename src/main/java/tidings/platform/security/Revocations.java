package tidings.platform.security;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The revocations that this node knows of. Thread-safe, and cheap enough for each request. */
public final class Revocations {

  private final InstantSource clock;
  private final int max;
  private final Map<String, Revocation> known = new ConcurrentHashMap<>();
  private final List<Consumer<Revocation>> receivers = new CopyOnWriteArrayList<>();

  /**
   * @param max how many may be in force at a time
   */
  public Revocations(InstantSource clock, int max) {
    this.clock = clock;
    this.max = max;
  }

  /** Has a receiver told of each that comes into force. */
  public void onRevoked(Consumer<Revocation> receiver) {
    receivers.add(receiver);
  }

  /**
   * Takes one in as a table that all nodes share has it.
   *
   * @throws IllegalArgumentException if it is none
   */
  public void take(String key, String value) {
    var revocation = Revocation.of(key, value);
    if (!isInForce(revocation)) {
      known.remove(key);
      return;
    }
    var former = known.put(key, revocation);
    if (!revocation.equals(former)) {
      receivers.forEach(receiver -> receiver.accept(revocation));
    }
  }

  /** Whether it can be taken in: what lifts or replaces another always can. */
  public boolean hasRoomFor(Revocation revocation) {
    if (known.size() >= max) {
      known.values().removeIf(one -> !isInForce(one));
    }
    return known.size() < max || !isInForce(revocation) || known.containsKey(revocation.key());
  }

  /** How many are known that may be in force. */
  public int count() {
    return known.size();
  }

  /** Whether the caller's token counts for nothing now. */
  public boolean has(Caller caller) {
    return !known.isEmpty()
        && (isInForce(known.get(Revocation.keyOfUser(caller.user())))
            || (caller.tokenId() != null
                && isInForce(known.get(Revocation.keyOfToken(caller.tokenId())))));
  }

  private boolean isInForce(@Nullable Revocation revocation) {
    return revocation != null && revocation.until().isAfter(clock.instant());
  }
}
