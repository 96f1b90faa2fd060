package tidings.client;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The status of a subscription. Immutable. */
public final class SubscriptionStatus {

  /** The state of a subscription. */
  public enum State {
    /** The first attempt is in progress. */
    CONNECTING,
    /** The stream is open. */
    OPEN,
    /** The stream was lost, and the client tries again. */
    RECONNECTING,
    /** Ended by {@code close()} or by the server. */
    CLOSED,
    /** Refused for a reason that a retry would not change, or out of attempts. */
    FAILED
  }

  private final State state;
  private final int attempt;
  private final @Nullable Instant nextRetryAt;
  private final int code;
  private final @Nullable String reason;
  private final @Nullable String connection;

  private SubscriptionStatus(
      State state,
      int attempt,
      @Nullable Instant nextRetryAt,
      int code,
      @Nullable String reason,
      @Nullable String connection) {
    this.state = state;
    this.attempt = attempt;
    this.nextRetryAt = nextRetryAt;
    this.code = code;
    this.reason = reason;
    this.connection = connection;
  }

  static SubscriptionStatus connecting() {
    return new SubscriptionStatus(State.CONNECTING, 0, null, 0, null, null);
  }

  static SubscriptionStatus open(@Nullable String connection, @Nullable String reason) {
    return new SubscriptionStatus(State.OPEN, 0, null, 0, reason, connection);
  }

  static SubscriptionStatus lost(int attempt, @Nullable Instant nextRetryAt, AttemptOutcome why) {
    return new SubscriptionStatus(
        State.RECONNECTING, attempt, nextRetryAt, why.code(), why.reason(), null);
  }

  static SubscriptionStatus ended(State state, int attempt, int code, @Nullable String reason) {
    return new SubscriptionStatus(state, attempt, null, code, reason, null);
  }

  /** The state. */
  public State state() {
    return state;
  }

  /** Whether the subscription has ended. */
  public boolean isFinal() {
    return state == State.CLOSED || state == State.FAILED;
  }

  /** Failed attempts since the last successful one. */
  public int attempt() {
    return attempt;
  }

  /** When the next attempt starts. */
  public Optional<Instant> nextRetryAt() {
    return Optional.ofNullable(nextRetryAt);
  }

  /** The cause of the state: an HTTP status, or a close code of the protocol. */
  public OptionalInt code() {
    return code == 0 ? OptionalInt.empty() : OptionalInt.of(code);
  }

  /**
   * The cause of the state in words: the reason of a {@code tidings.close}, the detail of a
   * refusal, or one of the client's own words: {@code ended}, {@code silent}, {@code unreachable},
   * {@code token}, {@code listener} and {@code stale}. With {@code stale} the state is {@code
   * OPEN}, but the server cannot reach its log, and events are delayed. An error follows its word:
   * {@code unreachable: Connection refused}.
   */
  public Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  /** Id of the open stream at the server, as in {@code /api/connections/{id}}. */
  public Optional<String> connection() {
    return Optional.ofNullable(connection);
  }

  @Override
  public String toString() {
    var text = new StringBuilder(state.toString());
    code().ifPresent(value -> text.append(' ').append(value));
    reason().ifPresent(value -> text.append(' ').append(value));
    nextRetryAt().ifPresent(value -> text.append(", retry at ").append(value));
    return text.toString();
  }
}
