package tidings.platform.security;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * That a user's tokens, or one token, count for nothing for a time.
 *
 * @param user whose tokens, also those still to be given out; null: only the token
 * @param tokenId {@code jti} of the token; null: all of the user's
 * @param until when they count again; in the past: at once
 */
public record Revocation(@Nullable String user, @Nullable String tokenId, Instant until) {

  private static final String USER = "user:";
  private static final String TOKEN = "token:";

  public Revocation {
    if ((user == null) == (tokenId == null)) {
      throw new IllegalArgumentException("a revocation is of a user or of a token");
    }
  }

  /**
   * As {@link #key} and {@link #value} have it.
   *
   * @throws IllegalArgumentException if they are none
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
    throw new IllegalArgumentException("neither of a user nor of a token: " + key);
  }

  /** Whether a revocation with this {@link #value} is past; one that is none is not. */
  public static boolean isOver(String value, Instant now) {
    try {
      return !Instant.parse(value).isAfter(now);
    } catch (DateTimeParseException e) {
      return false; // kept, for whoever looks for what was written there
    }
  }

  /** What is revoked: a newer revocation with the same key takes the place of this one. */
  public String key() {
    return user != null ? keyOfUser(user) : keyOfToken(String.valueOf(tokenId));
  }

  static String keyOfUser(String user) {
    return USER + user;
  }

  static String keyOfToken(String tokenId) {
    return TOKEN + tokenId;
  }

  /** Until when, RFC 3339. */
  public String value() {
    return until.toString();
  }

  /** Whether it is of this caller's token, or of all of his. */
  public boolean covers(Caller caller) {
    return user != null
        ? user.equals(caller.user())
        : tokenId != null && tokenId.equals(caller.tokenId());
  }
}
