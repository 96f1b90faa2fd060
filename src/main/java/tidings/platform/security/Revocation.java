package tidings.platform.security;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * Revokes a user's tokens, or one token, for a time.
 *
 * @param user user whose tokens, including future ones, are revoked; null: only the token
 * @param tokenId {@code jti} of the token; null: all of the user's
 * @param until end of the revocation; in the past: at once
 */
public record Revocation(@Nullable String user, @Nullable String tokenId, Instant until) {

  private static final String USER = "user:";
  private static final String TOKEN = "token:";

  public Revocation {
    if ((user == null) == (tokenId == null)) {
      throw new IllegalArgumentException("a revocation must name a user or a token");
    }
  }

  /**
   * Parses {@link #key} and {@link #value}.
   *
   * @throws IllegalArgumentException if they are not a revocation
   */
  static Revocation of(String key, String value) {
    try {
      var until = Instant.parse(value);
      if (key.startsWith(USER)) {
        return new Revocation(key.substring(USER.length()), null, until);
      }
      if (key.startsWith(TOKEN)) {
        return new Revocation(null, key.substring(TOKEN.length()), until);
      }
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("not a time: " + value, e);
    }
    throw new IllegalArgumentException("it names neither a user nor a token: " + key);
  }

  /** Whether a revocation with this {@link #value} has ended; false if the value is invalid. */
  public static boolean isOver(String value, Instant now) {
    try {
      return !Instant.parse(value).isAfter(now);
    } catch (DateTimeParseException e) {
      return false; // kept for inspection
    }
  }

  /** The subject of the revocation: a newer revocation with the same key replaces this one. */
  public String key() {
    return user != null ? keyOfUser(user) : keyOfToken(String.valueOf(tokenId));
  }

  static String keyOfUser(String user) {
    return USER + user;
  }

  static String keyOfToken(String tokenId) {
    return TOKEN + tokenId;
  }

  /** The end, RFC 3339. */
  public String value() {
    return until.toString();
  }

  /** Whether it covers this caller's token, or all of their tokens. */
  public boolean covers(Caller caller) {
    return user != null
        ? user.equals(caller.user())
        : tokenId != null && tokenId.equals(caller.tokenId());
  }
}
