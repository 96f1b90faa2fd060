package tidings.platform.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tickets that replace a token for an {@code EventSource}, which cannot send one. A ticket opens
 * one stream, within a short time, on the node that issued it. An {@code EventSource} reconnects
 * with the same URL, so the ticket also resumes that stream until its token expires. Thread-safe.
 */
public final class Tickets {

  public static final Duration LIFE = Duration.ofSeconds(30);

  /** Maximum number of unused tickets, and of tickets that may resume a stream. */
  private static final int MAX = 100_000;

  /** Maximum time that a ticket resumes a stream, whatever its token says. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private final SecureRandom random = new SecureRandom();
  private final Cache<String, Caller> waiting;
  private final Cache<String, Used> used;

  /**
   * A ticket that opened a stream, or is about to.
   *
   * @param end ends the last stream of the ticket; null before there is one
   */
  private record Used(Caller caller, AtomicReference<@Nullable Runnable> end) {
    Used(Caller caller) {
      this(caller, new AtomicReference<>());
    }

    boolean hasStream() {
      return end.get() != null;
    }
  }

  public Tickets(InstantSource clock, Ticker ticker) {
    waiting = Caffeine.newBuilder().expireAfterWrite(LIFE).maximumSize(MAX).ticker(ticker).build();
    used =
        Caffeine.newBuilder()
            .expireAfter(Expiry.creating((String _, Used ticket) -> life(ticket.caller(), clock)))
            .maximumSize(MAX)
            .ticker(ticker)
            .build();
  }

  private static Duration life(Caller caller, InstantSource clock) {
    var now = clock.instant();
    var longest = now.plus(LONGEST);
    var end = caller.expires().isBefore(longest) ? caller.expires() : longest;
    return end.isAfter(now) ? Duration.between(now, end) : Duration.ZERO;
  }

  /** A new ticket for the caller: 256 random bits, URL-safe. */
  public String issue(Caller caller) {
    var bytes = new byte[32];
    random.nextBytes(bytes);
    var ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    waiting.put(ticket, caller);
    return ticket;
  }

  /** Uses a ticket up and returns its caller; empty if it is unknown, used or too old. */
  public Optional<Caller> redeem(String ticket) {
    var caller = Optional.ofNullable(waiting.asMap().remove(ticket));
    caller.ifPresent(known -> used.put(ticket, new Used(known)));
    return caller;
  }

  /**
   * The caller whose stream a used ticket resumes; empty if it opened none, or its token expired.
   */
  public Optional<Caller> resume(String ticket) {
    return Optional.ofNullable(used.getIfPresent(ticket)).filter(Used::hasStream).map(Used::caller);
  }

  /**
   * Assigns a stream to the ticket and ends its former stream: a ticket has one at a time.
   *
   * @param end ends the new stream; called at most once
   */
  public void recordOpened(String ticket, Runnable end) {
    var known = used.getIfPresent(ticket);
    if (known != null) {
      var former = known.end().getAndSet(end);
      if (former != null) {
        former.run();
      }
    }
  }

  /** The ticket's request was rejected: unless it has a stream, it is valid as before. */
  public void restore(String ticket) {
    var known = used.getIfPresent(ticket);
    if (known != null && !known.hasStream() && used.asMap().remove(ticket, known)) {
      waiting.put(ticket, known.caller());
    }
  }
}
