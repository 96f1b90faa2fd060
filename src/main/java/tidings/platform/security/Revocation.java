package tidings.platform.security;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Revokes, for a time, a user's tokens, one token, a session at the identity provider, or the
 * tokens of a user that were issued before some time.
 *
 * @param kind what is revoked
 * @param name the user, {@code jti}, {@code sid} or {@code sub}
 * @param issuedBefore tokens and sessions from then on are valid; null for kinds without a time
 * @param until end of the revocation; in the past: at once
 */
public record Revocation(Kind kind, String name, @Nullable Instant issuedBefore, Instant until) {

  /** Separates the times of a {@link #value}. */
  private static final String BEFORE = " before ";

  /** What a revocation names. */
  public enum Kind {
    /** All tokens of a user, including future ones. */
    USER("user:"),
    /** One token, by its {@code jti}. */
    TOKEN("token:"),
    /** A session at the identity provider, by its {@code sid}. */
    SESSION("session:"),
    /** The tokens and sessions of a user that were issued before some time. */
    USER_BEFORE("user-before:"),
    /** As {@link #USER_BEFORE}, of the user with this {@code sub}. */
    SUBJECT_BEFORE("subject-before:");

    private final String prefix;

    Kind(String prefix) {
      this.prefix = prefix;
    }

    String key(String name) {
      return prefix + name;
    }
  }

  public Revocation {
    if (hasTime(kind) != (issuedBefore != null)) {
      throw new IllegalArgumentException(
          kind + (hasTime(kind) ? " needs a time of issue" : " has no time of issue"));
    }
  }

  private static boolean hasTime(Kind kind) {
    return kind == Kind.USER_BEFORE || kind == Kind.SUBJECT_BEFORE;
  }

  /** Revokes all tokens of a user. */
  public static Revocation ofUser(String user, Instant until) {
    return new Revocation(Kind.USER, user, null, until);
  }

  /** Revokes the tokens and sessions of a user that were issued before a time. */
  public static Revocation ofUserBefore(String user, Instant issuedBefore, Instant until) {
    return new Revocation(Kind.USER_BEFORE, user, issuedBefore, until);
  }

  /** As {@link #ofUserBefore}, of the user with this {@code sub}. */
  public static Revocation ofSubjectBefore(String subject, Instant issuedBefore, Instant until) {
    return new Revocation(Kind.SUBJECT_BEFORE, subject, issuedBefore, until);
  }

  /** Revokes one token. */
  public static Revocation ofToken(String tokenId, Instant until) {
    return new Revocation(Kind.TOKEN, tokenId, null, until);
  }

  /** Revokes a session at the identity provider. */
  public static Revocation ofSession(String sid, Instant until) {
    return new Revocation(Kind.SESSION, sid, null, until);
  }

  /**
   * Parses {@link #key} and {@link #value}.
   *
   * @throws IllegalArgumentException if they are not a revocation
   */
  static Revocation of(String key, String value) {
    var kind =
        Arrays.stream(Kind.values())
            .filter(one -> key.startsWith(one.prefix))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "it names neither a user, a token nor a session: " + key));
    var times = value.split(Pattern.quote(BEFORE), -1);
    try {
      var before = times.length == 2 ? Instant.parse(times[1]) : null;
      return new Revocation(
          kind, key.substring(kind.prefix.length()), before, Instant.parse(times[0]));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("not a time: " + value, e);
    }
  }

  /** Whether a revocation with this {@link #value} has ended; false if the value is invalid. */
  public static boolean isOver(String value, Instant now) {
    try {
      return !Instant.parse(value.split(Pattern.quote(BEFORE), -1)[0]).isAfter(now);
    } catch (DateTimeParseException e) {
      return false; // kept for inspection
    }
  }

  /** The subject of the revocation: a newer revocation with the same key replaces this one. */
  public String key() {
    return kind.key(name);
  }

  /** The end, RFC 3339, and the time of issue if there is one. */
  public String value() {
    return issuedBefore == null ? until.toString() : until + BEFORE + issuedBefore;
  }

  /** Whether it covers this caller. */
  public boolean covers(Caller caller) {
    var credential = caller.credential();
    return switch (kind) {
      case USER -> name.equals(caller.user());
      case TOKEN -> name.equals(credential.id());
      case SESSION -> name.equals(credential.session());
      case USER_BEFORE -> name.equals(caller.user()) && isEarlier(credential.issued());
      case SUBJECT_BEFORE -> name.equals(credential.subject()) && isEarlier(credential.issued());
    };
  }

  /** A token without a time of issue may be an old one. */
  private boolean isEarlier(@Nullable Instant issued) {
    return issued == null || (issuedBefore != null && issued.isBefore(issuedBefore));
  }
}
