package tidings.api;

import static java.util.Objects.requireNonNull;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event: a CloudEvent 1.0 with an audience. Immutable and thread-safe.
 *
 * <p>A new event is made by a {@link #builder}. Its attributes are checked when it is published;
 * see {@link PublishException}.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md">CloudEvents
 *     1.0</a>
 */
public final class TidingsEvent {

  /** The {@link #source} of an event whose builder names none. */
  public static final String DEFAULT_SOURCE = "/application";

  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain";
  private static final String BYTES = "application/octet-stream";

  /**
   * The order of an event in the queue of a slow connection: high events are sent first, low events
   * are dropped first.
   */
  public enum Priority {
    HIGH,
    NORMAL,
    LOW
  }

  /** JSON-B, once it is needed: a program that only passes text on needs no provider of it. */
  private static final class Json {
    static final Jsonb MAPPER = JsonbBuilder.create();
  }

  private final String id;
  private final String source;
  private final String type;
  private final @Nullable String subject;
  private final @Nullable String time;
  private final @Nullable String dataContentType;
  private final @Nullable String text;
  private final byte @Nullable [] bytes;
  private final Set<String> users;
  private final Set<String> groups;
  private final @Nullable String session;
  private final @Nullable String topic;
  private final Priority priority;
  private final @Nullable String conflationKey;
  private final @Nullable Instant expires;
  private final Map<String, Object> extensions;

  private TidingsEvent(Builder from) {
    id = from.id == null ? UUID.randomUUID().toString() : from.id;
    source = from.source;
    type = from.type;
    subject = from.subject;
    time = from.time;
    dataContentType = from.dataContentType;
    text = from.text;
    bytes = from.bytes;
    users = Set.copyOf(from.users);
    groups = Set.copyOf(from.groups);
    session = from.session;
    topic = from.topic;
    priority = from.priority;
    conflationKey = from.conflationKey;
    expires = from.expires;
    extensions = Map.copyOf(from.extensions);
  }

  /**
   * A builder of an event.
   *
   * @param type its name, such as {@code order.paid}: 1 to 128 characters, and not one of the
   *     server's own ({@code tidings.…}, {@code run.…} and others)
   */
  public static Builder builder(String type) {
    return new Builder(type);
  }

  /** Identifies the event within its {@link #source}. An event is delivered once for each id. */
  public String id() {
    return id;
  }

  /** The context in which it happened: a URI reference. */
  public String source() {
    return source;
  }

  /** What happened: the name under which a browser receives the event. */
  public String type() {
    return type;
  }

  /** What it happened to, within the source. */
  public Optional<String> subject() {
    return Optional.ofNullable(subject);
  }

  /** When it happened: RFC 3339, as the producer wrote it. */
  public Optional<String> time() {
    return Optional.ofNullable(time);
  }

  /** The media type of the data; {@code application/json} if the producer named none. */
  public Optional<String> dataContentType() {
    return Optional.ofNullable(dataContentType);
  }

  /** The data if it is JSON or text: the text of the JSON value, or the text. */
  public Optional<String> text() {
    return Optional.ofNullable(text);
  }

  /** The data as bytes, a copy; text in UTF-8. */
  public Optional<byte[]> bytes() {
    if (bytes != null) {
      return Optional.of(bytes.clone());
    }
    return text().map(known -> known.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The data, read from JSON by JSON-B.
   *
   * @throws IllegalStateException if the event has no data, or its data is not text
   * @throws jakarta.json.bind.JsonbException if it is not JSON of this class
   */
  public <T> T data(Class<T> as) {
    return Json.MAPPER.fromJson(
        text().orElseThrow(() -> new IllegalStateException("the event has no JSON data")), as);
  }

  /** The users that may receive it; empty: it is not restricted by user. */
  public Set<String> users() {
    return users;
  }

  /** The groups that may receive it; empty: it is not restricted by group. */
  public Set<String> groups() {
    return groups;
  }

  /** The session that may receive it; empty: it is not restricted by session. */
  public Optional<String> session() {
    return Optional.ofNullable(session);
  }

  /** Its topic, such as {@code orders/42}; empty: it is not restricted by topic. */
  public Optional<String> topic() {
    return Optional.ofNullable(topic);
  }

  /** Its order in the queue of a slow connection. */
  public Priority priority() {
    return priority;
  }

  /** A newer event with the same key replaces it in the queue of a slow connection. */
  public Optional<String> conflationKey() {
    return Optional.ofNullable(conflationKey);
  }

  /** The instant after which it is not delivered. */
  public Optional<Instant> expires() {
    return Optional.ofNullable(expires);
  }

  /**
   * Other attributes of CloudEvents: each a {@link String}, a {@link Number} or a {@link Boolean}.
   */
  public Map<String, Object> extensions() {
    return extensions;
  }

  /** Type, source and id, without the data: for logs. */
  @Override
  public String toString() {
    return "TidingsEvent[" + type + " " + source + " " + id + "]";
  }

  /** Collects the attributes of an event. For one thread. */
  public static final class Builder {

    private final String type;
    private final Set<String> users = new LinkedHashSet<>();
    private final Set<String> groups = new LinkedHashSet<>();
    private final Map<String, Object> extensions = new LinkedHashMap<>();
    private @Nullable String id;
    private String source = DEFAULT_SOURCE;
    private @Nullable String subject;
    private @Nullable String time;
    private @Nullable String dataContentType;
    private @Nullable String text;
    private byte @Nullable [] bytes;
    private @Nullable String session;
    private @Nullable String topic;
    private Priority priority = Priority.NORMAL;
    private @Nullable String conflationKey;
    private @Nullable Instant expires;

    private Builder(String type) {
      this.type = requireNonNull(type, "type");
    }

    /**
     * Sets the id, a random UUID by default. Use one that a retry repeats, so that the event is
     * delivered once.
     */
    public Builder id(String value) {
      id = requireNonNull(value, "id");
      return this;
    }

    /** Sets the source: a URI reference, {@value TidingsEvent#DEFAULT_SOURCE} by default. */
    public Builder source(String value) {
      source = requireNonNull(value, "source");
      return this;
    }

    /** Sets the subject. */
    public Builder subject(String value) {
      subject = requireNonNull(value, "subject");
      return this;
    }

    /** Sets when it happened. */
    public Builder time(Instant value) {
      return time(value.toString());
    }

    /** Sets when it happened, in RFC 3339. */
    public Builder time(String value) {
      time = requireNonNull(value, "time");
      return this;
    }

    /** Sets the data: an object that JSON-B writes as JSON. */
    public Builder data(Object value) {
      return json(Json.MAPPER.toJson(requireNonNull(value, "data")));
    }

    /** Sets the data: the text of a JSON value. */
    public Builder json(String value) {
      return content(JSON, requireNonNull(value, "json"), null);
    }

    /** Sets the data: plain text. */
    public Builder text(String value) {
      return content(TEXT, requireNonNull(value, "text"), null);
    }

    /** Sets the data: bytes, which are copied. A browser receives them as Base64. */
    public Builder bytes(byte[] value) {
      return content(BYTES, null, value.clone());
    }

    private Builder content(String mediaType, @Nullable String ofText, byte @Nullable [] ofBytes) {
      dataContentType = mediaType;
      text = ofText;
      bytes = ofBytes;
      return this;
    }

    /** Sets the media type of the data. Set the data first: it sets a media type of its own. */
    public Builder dataContentType(String value) {
      dataContentType = requireNonNull(value, "dataContentType");
      return this;
    }

    /** Adds a user that may receive it: the claim that identifies users, {@code sub} by default. */
    public Builder user(String value) {
      users.add(requireNonNull(value, "user"));
      return this;
    }

    /** Adds a group whose members may receive it. */
    public Builder group(String value) {
      groups.add(requireNonNull(value, "group"));
      return this;
    }

    /** Restricts it to a session. */
    public Builder session(String value) {
      session = requireNonNull(value, "session");
      return this;
    }

    /** Restricts it to the subscribers of a topic, such as {@code orders/42}. */
    public Builder topic(String value) {
      topic = requireNonNull(value, "topic");
      return this;
    }

    /** Sets its order in the queue of a slow connection, normal by default. */
    public Builder priority(Priority value) {
      priority = requireNonNull(value, "priority");
      return this;
    }

    /** Lets a newer event with the same key replace it in the queue of a slow connection. */
    public Builder conflationKey(String value) {
      conflationKey = requireNonNull(value, "conflationKey");
      return this;
    }

    /** Sets the instant after which it is not delivered. */
    public Builder expires(Instant value) {
      expires = requireNonNull(value, "expires");
      return this;
    }

    /** Adds an attribute of CloudEvents. The name has 1 to 64 lower-case letters and digits. */
    public Builder extension(String name, String value) {
      return add(name, value);
    }

    /** Adds an attribute of CloudEvents that is a number. */
    public Builder extension(String name, Number value) {
      return add(name, value);
    }

    /** Adds an attribute of CloudEvents that is true or false. */
    public Builder extension(String name, boolean value) {
      return add(name, value);
    }

    private Builder add(String name, Object value) {
      extensions.put(requireNonNull(name, "name"), requireNonNull(value, name));
      return this;
    }

    /** The event. */
    public TidingsEvent build() {
      return new TidingsEvent(this);
    }
  }
}
