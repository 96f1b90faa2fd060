package tidings.platform.identity;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import tidings.platform.security.TokenCheck;

/**
 * Logs faults of tokens: one line for each cause and minute, with the number of further ones in the
 * minute before. Clients control what they send, so the log must not grow with it. Thread-safe.
 */
final class TokenLog {

  private static final Logger LOG = Logger.getLogger(TokenLog.class.getName());
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final ConcurrentMap<String, Line> lines = new ConcurrentHashMap<>();
  private final NanoClock clock;

  /** A clock that only goes forward. */
  interface NanoClock {
    long nanos();
  }

  /**
   * @param since time of the last line
   * @param more number of repetitions not logged since
   */
  private record Line(long since, long more) {}

  TokenLog(NanoClock clock) {
    this.clock = clock;
  }

  /** A token failed a check. Expired tokens and used tickets are normal, and no warning. */
  void reportRejection(TokenCheck check, String why) {
    boolean isOrdinary = check == TokenCheck.EXPIRY || check == TokenCheck.TICKET;
    var level = isOrdinary ? Level.INFO : Level.WARNING;
    log(level, check.wire(), "Rejected a token (%s): %s".formatted(check.wire(), why));
  }

  /** A token refers to its groups instead of having them. */
  void groupsOmitted(String claim) {
    log(
        Level.WARNING,
        "omitted " + claim,
        "A token refers to its '%s' (_claim_names) because there are too many for a token. Its user"
                .formatted(claim)
            + " is signed in without these groups. Let the identity provider issue only groups that"
            + " are assigned to this application, or map roles by tidings.identity.groups-claims");
  }

  /** A claim with groups has a value that is not a group. */
  void groupsUnreadable(String claim) {
    log(
        Level.WARNING,
        "unreadable " + claim,
        "A token's claim '%s' has a value that is neither a string, a number nor an object with a"
                .formatted(claim)
            + " name, or a name that is too long or has control characters. It is ignored, and its"
            + " user is signed in without that group");
  }

  /** The access token of a sign-in failed a check, so that the ID token identifies the user. */
  void accessTokenUnused(String why) {
    log(
        Level.INFO,
        "sign-in",
        "A session has the user and the groups of its ID token, because its access token is not one"
            + " for this server: "
            + why);
  }

  private void log(Level level, String cause, String message) {
    long now = clock.nanos();
    var more = new long[] {-1};
    lines.compute(
        cause,
        (_, last) -> {
          if (last != null && now - last.since() < MINUTE) {
            return new Line(last.since(), last.more() + 1);
          }
          more[0] = last == null ? 0 : last.more();
          return new Line(now, 0);
        });
    if (more[0] >= 0) {
      LOG.log(
          level,
          () ->
              more[0] == 0
                  ? message
                  : "%s (and %d more since the last line)".formatted(message, more[0]));
    }
  }
}
