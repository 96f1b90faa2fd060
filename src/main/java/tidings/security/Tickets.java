package tidings.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * One-time tickets in place of a token, for an {@code EventSource} that cannot send one. Each is
 * good once, for a short time, on the node that gave it out. Thread-safe.
 */
public final class Tickets {

  public static final Duration LIFE = Duration.ofSeconds(30);
  private static final int MAX_WAITING = 100_000;

  private final SecureRandom random = new SecureRandom();
  private final Cache<String, Caller> waiting;

  public Tickets(Ticker ticker) {
    waiting =
        Caffeine.newBuilder()
            .expireAfterWrite(LIFE)
            .maximumSize(MAX_WAITING)
            .ticker(ticker)
            .build();
  }

  /** A new ticket for the caller: 256 random bits, URL-safe. */
  public String give(Caller caller) {
    var bytes = new byte[32];
    random.nextBytes(bytes);
    var ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    waiting.put(ticket, caller);
    return ticket;
  }

  /** Takes a ticket back and says whose it was; empty if it is unknown, used or too old. */
  public Optional<Caller> redeem(String ticket) {
    return Optional.ofNullable(waiting.asMap().remove(ticket));
  }
}
