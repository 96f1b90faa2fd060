package tidings.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Receives what a subscription delivers. One thread calls all methods of a subscription, one after
 * another, in the order of the stream.
 *
 * <p>A slow listener slows the server down: the client reads no further while a method runs. The
 * server's queue for this stream then fills up. The server drops events of low priority, and
 * reports them with a {@link Gap}, or closes the stream, which resumes without a loss.
 */
@FunctionalInterface
public interface SubscriptionListener {

  /**
   * An event.
   *
   * <p>A listener that throws has not processed the event. The client reports the exception to
   * {@link #onError}, waits, and delivers the same event again, until the listener returns or the
   * subscription is closed; later events wait. A listener that prefers to skip an event catches its
   * exceptions itself. An {@link InterruptedException} or an {@link Error} ends the subscription.
   */
  void onEvent(IncomingEvent event) throws Exception;

  /**
   * Events may be missing: reload the state that they changed. An exception has the same effect as
   * in {@link #onEvent}.
   */
  default void onGap(Gap gap) throws Exception {
    StreamSubscription.LOG.log(
        System.Logger.Level.WARNING, "Events may be missing, and no listener reloads: {0}", gap);
  }

  /**
   * The cursor has advanced without an event, for example with a heartbeat. A service that stores
   * the cursor of each event may store this one, too: after a quiet day it then resumes from now.
   * An exception is reported to {@link #onError}.
   */
  default void onCursor(String lastEventId) throws Exception {}

  /** The status has changed. An exception is reported to {@link #onError}. */
  default void onStatus(SubscriptionStatus status) throws Exception {}

  /**
   * An error: this listener threw, the token supplier failed, or the server is unreachable. The
   * latter is reported once, until an attempt succeeds or the cause changes. By default it is
   * logged.
   */
  default void onError(Throwable error) {
    StreamSubscription.LOG.log(
        System.Logger.Level.WARNING, "A subscription reports an error", error);
  }

  /** Events may be missing, by {@code tidings.gap} of the protocol. Immutable. */
  final class Gap {
    private final String reason;
    private final @Nullable String from;
    private final @Nullable String to;
    private final Drops drops;

    Gap(String reason, @Nullable String from, @Nullable String to, Drops drops) {
      this.reason = reason;
      this.from = from;
      this.to = to;
      this.drops = drops;
    }

    /**
     * {@code expired}, {@code epoch} or {@code unreadable}: the server cannot serve the cursor in
     * full. {@code overflow}: the queue of this stream dropped events.
     */
    public String reason() {
      return reason;
    }

    /** The cursor before the missing events. */
    public Optional<String> from() {
      return Optional.ofNullable(from);
    }

    /** The cursor after the missing events. */
    public Optional<String> to() {
      return Optional.ofNullable(to);
    }

    /** With {@code overflow}: how many events the queue dropped, by cause. */
    public Drops drops() {
      return drops;
    }

    /** Whether state is to be reloaded: not if newer events only replaced older ones. */
    public boolean needsReload() {
      return !reason.equals("overflow") || drops.expired() > 0 || drops.low() > 0;
    }

    @Override
    public String toString() {
      return reason + " from " + from + " to " + to + ", " + drops;
    }
  }

  /**
   * Events that the queue of a stream dropped.
   *
   * @param conflated replaced by a newer event with the same key
   * @param expired over their time
   * @param low of low priority
   */
  record Drops(int conflated, int expired, int low) {}
}
