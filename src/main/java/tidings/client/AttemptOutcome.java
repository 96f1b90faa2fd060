package tidings.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one attempt to read a stream ended, and what follows.
 *
 * @param kind what happened
 * @param code an HTTP status or a close code; 0: none
 * @param reason the cause in words
 * @param delay for which the server asks before the next attempt
 * @param error the cause as an exception
 */
record AttemptOutcome(
    Kind kind, int code, String reason, Duration delay, @Nullable Throwable error) {

  /** The close code that asks for a new token. */
  private static final int TOKEN_EXPIRED = 1001;

  /** What happened. */
  enum Kind {
    /** The stream ended, or broke, without a {@code tidings.close}; or it never opened. */
    LOST,
    /** A {@code tidings.close} that asks for a reconnect. */
    CLOSED,
    /** A {@code tidings.close} without reconnect, or an answer that has no content. */
    CLOSED_FOR_GOOD,
    /** An error status that may pass. */
    REFUSED,
    /** An error status that a retry would not change, or an answer of another media type. */
    REFUSED_FOR_GOOD
  }

  /** What follows. */
  enum Next {
    RETRY,
    /** Retry at once, with a new token. */
    REFRESH,
    CLOSE,
    FAIL
  }

  /** The stream ended without a {@code tidings.close}. */
  static AttemptOutcome ended(@Nullable Throwable error) {
    return lost("ended", error);
  }

  /** The idle timeout passed. */
  static AttemptOutcome idle() {
    return lost("silent", null);
  }

  /** No answer. */
  static AttemptOutcome unreachable(Throwable error) {
    return lost("unreachable", error);
  }

  /** The token supplier failed, and no request was sent. */
  static AttemptOutcome withoutToken(Throwable error) {
    return lost("token", error);
  }

  private static AttemptOutcome lost(String word, @Nullable Throwable error) {
    var reason = error == null ? word : word + ": " + describe(error);
    return new AttemptOutcome(Kind.LOST, 0, reason, Duration.ZERO, error);
  }

  /** An exception in words, with its cause: many of the JDK's have no message, or "closed". */
  static String describe(Throwable error) {
    var message = error.getMessage();
    var words = message == null || message.isEmpty() ? error.getClass().getSimpleName() : message;
    var cause = error.getCause();
    if (cause == null) {
      return words;
    }
    var because = describe(cause);
    return words.contains(because) ? words : words + ": " + because;
  }

  /** The server closed the stream. */
  static AttemptOutcome closed(int code, String reason, boolean reconnect, Duration after) {
    var kind = reconnect ? Kind.CLOSED : Kind.CLOSED_FOR_GOOD;
    return new AttemptOutcome(kind, code, reason, after, null);
  }

  /** 204 or 205: the stream has no content. */
  static AttemptOutcome nothing(int status) {
    return new AttemptOutcome(
        Kind.CLOSED_FOR_GOOD, status, "nothing to listen to", Duration.ZERO, null);
  }

  /** A success of another kind, such as a sign-in page. */
  static AttemptOutcome unexpected(int status, String expected, String actual) {
    return new AttemptOutcome(
        Kind.REFUSED_FOR_GOOD,
        status,
        "Expected %s, received %s".formatted(expected, actual),
        Duration.ZERO,
        null);
  }

  /** The server, or a gateway before it, answered with an error status. */
  static AttemptOutcome refused(TidingsException error) {
    boolean isFinal = error.isOwn() && !error.isTransient();
    return new AttemptOutcome(
        isFinal ? Kind.REFUSED_FOR_GOOD : Kind.REFUSED,
        error.status(),
        describe(error),
        error.retryAfter().orElse(Duration.ZERO),
        error);
  }

  /**
   * Decides what follows.
   *
   * @param mayRefresh whether the last attempt did not have a new token already
   */
  Next decide(boolean mayRefresh) {
    if (code == 401 && mayRefresh) {
      return Next.REFRESH;
    }
    return switch (kind) {
      case LOST, CLOSED, REFUSED -> Next.RETRY;
      case CLOSED_FOR_GOOD -> Next.CLOSE;
      case REFUSED_FOR_GOOD -> Next.FAIL;
    };
  }

  /** Whether the next attempt needs a new token. */
  boolean needsToken() {
    return code == TOKEN_EXPIRED;
  }
}
