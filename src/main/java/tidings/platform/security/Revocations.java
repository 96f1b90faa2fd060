package tidings.platform.security;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.platform.security.Revocation.Kind;

/** The revocations that this node knows. Thread-safe, and cheap enough for each request. */
public final class Revocations {

  private final InstantSource clock;
  private final int max;
  private final Map<String, Revocation> known = new ConcurrentHashMap<>();
  private final List<Consumer<Revocation>> receivers = new CopyOnWriteArrayList<>();

  /**
   * @param max maximum number of revocations in force
   */
  public Revocations(InstantSource clock, int max) {
    this.clock = clock;
    this.max = max;
  }

  /** Adds a receiver of each revocation that comes into force. */
  public void onRevoked(Consumer<Revocation> receiver) {
    receivers.add(receiver);
  }

  /**
   * Adds a revocation from the shared table.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public void apply(String key, String value) {
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

  /** Whether there is capacity for it: one that ends or replaces another always fits. */
  public boolean hasCapacityFor(Revocation revocation) {
    if (known.size() >= max) {
      known.values().removeIf(one -> !isInForce(one));
    }
    return known.size() < max || !isInForce(revocation) || known.containsKey(revocation.key());
  }

  /** Number of known revocations that may be in force. */
  public int count() {
    return known.size();
  }

  /** Whether the caller's token, or session, is revoked now. */
  public boolean has(Caller caller) {
    if (known.isEmpty()) {
      return false;
    }
    var credential = caller.credential();
    return covers(Kind.USER, caller.user(), caller)
        || covers(Kind.USER_BEFORE, caller.user(), caller)
        || covers(Kind.SUBJECT_BEFORE, credential.subject(), caller)
        || covers(Kind.TOKEN, credential.id(), caller)
        || covers(Kind.SESSION, credential.session(), caller);
  }

  private boolean covers(Kind kind, @Nullable String name, Caller caller) {
    var revocation = name == null ? null : known.get(kind.key(name));
    return revocation != null && isInForce(revocation) && revocation.covers(caller);
  }

  private boolean isInForce(Revocation revocation) {
    return revocation.until().isAfter(clock.instant());
  }
}
