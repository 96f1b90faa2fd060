package tidings.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What to subscribe to. Immutable. */
public final class SubscribeOptions {

  private final List<String> types;
  private final List<String> topics;
  private final @Nullable String session;
  private final @Nullable String lastEventId;
  private final boolean cloudEvents;
  private final @Nullable Duration heartbeatTimeout;

  private SubscribeOptions(Builder builder) {
    types = builder.types;
    topics = builder.topics;
    session = builder.session;
    lastEventId = builder.lastEventId;
    cloudEvents = builder.cloudEvents;
    heartbeatTimeout = builder.heartbeatTimeout;
  }

  /** Begins with all events that the token grants, from now on. */
  public static Builder builder() {
    return new Builder();
  }

  List<String> types() {
    return types;
  }

  List<String> topics() {
    return topics;
  }

  Optional<String> session() {
    return Optional.ofNullable(session);
  }

  Optional<String> lastEventId() {
    return Optional.ofNullable(lastEventId);
  }

  boolean isCloudEvents() {
    return cloudEvents;
  }

  Optional<Duration> heartbeatTimeout() {
    return Optional.ofNullable(heartbeatTimeout);
  }

  /** Builds options. Not thread-safe. */
  public static final class Builder {
    private List<String> types = List.of();
    private List<String> topics = List.of();
    private @Nullable String session;
    private @Nullable String lastEventId;
    private boolean cloudEvents;
    private @Nullable Duration heartbeatTimeout;

    private Builder() {}

    /** Event types to receive: exact, {@code task.*} or {@code task.**}. Default: all. */
    public Builder types(String... types) {
      this.types = List.of(types);
      return this;
    }

    /** Topics or topic patterns to receive, within the token's grants. Default: none. */
    public Builder topics(String... topics) {
      this.topics = List.of(topics);
      return this;
    }

    /** The session of this stream: delivers events for it, and none for another session. */
    public Builder session(String session) {
      this.session = session;
      return this;
    }

    /**
     * The cursor to resume from, as stored from {@link IncomingEvent#id}. Default, and with {@code
     * null} or an empty text: start with the live tail.
     */
    public Builder lastEventId(@Nullable String cursor) {
      lastEventId = cursor == null || cursor.isEmpty() ? null : cursor;
      return this;
    }

    /**
     * Receives whole CloudEvents, with their ids and other attributes, as JSON in {@link
     * IncomingEvent#text}. Default: the data alone.
     */
    public Builder cloudEvents() {
      cloudEvents = true;
      return this;
    }

    /**
     * The idle timeout: time without a byte after which the connection counts as lost. Default: 2.5
     * times the server's heartbeat.
     */
    public Builder heartbeatTimeout(Duration timeout) {
      if (timeout.isNegative() || timeout.isZero()) {
        throw new IllegalArgumentException("heartbeatTimeout must be positive, but is " + timeout);
      }
      heartbeatTimeout = timeout;
      return this;
    }

    /** The options. */
    public SubscribeOptions build() {
      return new SubscribeOptions(this);
    }
  }
}
