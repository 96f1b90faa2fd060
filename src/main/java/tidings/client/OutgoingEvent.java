package tidings.client;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An event to publish, as a CloudEvent. A receiver must match all of user, session, group and
 * topic; without any of them each signed-in receiver matches. Immutable.
 */
public final class OutgoingEvent {

  /** Which queued events the server sends first, and which it drops last. */
  public enum Priority {
    HIGH,
    NORMAL,
    LOW
  }

  private static final Pattern EXTENSION = Pattern.compile("[a-z0-9]{1,64}");
  private static final List<String> NO_EXTENSIONS =
      List.of("specversion", "id", "source", "type", "data", "datacontenttype", "dataschema");

  private final String type;
  private final String id;
  private final Map<String, String> attributes;
  private final Map<String, List<String>> names;
  private final Payload payload;

  /**
   * The data of an event.
   *
   * @param member {@code data} or {@code data_base64}; empty: no data
   * @param json its value; {@code null}: the mapper writes it
   */
  private record Payload(
      String member, @Nullable String contentType, @Nullable String json, @Nullable Object value) {

    static final Payload NONE = new Payload("", null, null, null);
  }

  private OutgoingEvent(Builder builder) {
    type = builder.type;
    id = builder.id == null ? UUID.randomUUID().toString() : builder.id;
    attributes = new LinkedHashMap<>(builder.attributes);
    names = new LinkedHashMap<>(builder.names);
    payload = builder.payload;
  }

  /** Begins an event of this type, such as {@code order.paid}. */
  public static Builder builder(String type) {
    return new Builder(type);
  }

  /** The event type. */
  public String type() {
    return type;
  }

  /** Identifies the event, together with its source, within the server's dedupe window. */
  public String id() {
    return id;
  }

  /** Writes the event as a CloudEvent in JSON. */
  void write(StringBuilder out, String defaultSource, @Nullable DataMapper mapper) {
    out.append("{\"specversion\":\"1.0\"");
    member(out, "id", id);
    member(out, "source", attributes.getOrDefault("source", defaultSource));
    member(out, "type", type);
    attributes.forEach(
        (name, value) -> {
          if (!name.equals("source")) {
            member(out, name, value);
          }
        });
    names.forEach((name, values) -> names(out, name, values));
    if (payload.contentType() != null) {
      member(out, "datacontenttype", payload.contentType());
    }
    if (!payload.member().isEmpty()) {
      out.append(",\"").append(payload.member()).append("\":").append(json(mapper));
    }
    out.append('}');
  }

  private String json(@Nullable DataMapper mapper) {
    if (payload.json() != null) {
      return payload.json();
    }
    if (mapper == null || payload.value() == null) {
      throw new IllegalStateException("the client has no DataMapper: set one in its builder");
    }
    try {
      return checkedJson(mapper.write(payload.value()));
    } catch (Exception e) {
      throw new IllegalArgumentException(
          "the data of an event '%s' cannot be written as JSON: %s".formatted(type, e.getMessage()),
          e);
    }
  }

  /** Text that is not one JSON value would write other attributes of the event. */
  private static String checkedJson(String json) {
    try {
      Json.parse(json);
      return json;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the data " + e.getMessage() + "; for text use text()", e);
    }
  }

  private static void member(StringBuilder out, String name, String value) {
    out.append(",\"").append(name).append("\":");
    Json.quote(out, value);
  }

  /** One name as a text if it has no comma and is no array; else an array, which allows both. */
  private static void names(StringBuilder out, String name, List<String> values) {
    if (values.size() == 1 && isPlain(values.get(0))) {
      member(out, name, values.get(0));
      return;
    }
    out.append(",\"").append(name).append("\":[");
    for (int i = 0; i < values.size(); i++) {
      out.append(i == 0 ? "" : ",");
      Json.quote(out, values.get(i));
    }
    out.append(']');
  }

  private static boolean isPlain(String name) {
    return !name.contains(",") && !name.startsWith("[") && name.equals(name.strip());
  }

  @Override
  public String toString() {
    return type + " " + id;
  }

  /** Builds an event. Not thread-safe. */
  public static final class Builder {
    private final String type;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final Map<String, List<String>> names = new LinkedHashMap<>();
    private @Nullable String id;
    private Payload payload = Payload.NONE;

    private Builder(String type) {
      this.type = type;
    }

    private Builder set(String name, String value) {
      attributes.put(name, value);
      return this;
    }

    /** Identifies a repeated publication within the server's dedupe window. Default: random. */
    public Builder id(String id) {
      this.id = id;
      return this;
    }

    /** The source; default: that of the client. */
    public Builder source(URI source) {
      return set("source", source.toString());
    }

    /** The subject of the event. */
    public Builder subject(String subject) {
      return set("subject", subject);
    }

    /** When it happened. */
    public Builder time(Instant time) {
      return set("time", time.toString());
    }

    /** Only connections of one of these users. A comma is part of a name. */
    public Builder users(String... users) {
      return names("user", users);
    }

    /** Only connections of this session. */
    public Builder session(String session) {
      return set("session", session);
    }

    /** Only users of one of these groups. */
    public Builder groups(String... groups) {
      return names("group", groups);
    }

    private Builder names(String name, String... values) {
      if (values.length == 0) {
        throw new IllegalArgumentException("an event for no " + name + " would reach no one");
      }
      names.put(name, new ArrayList<>(List.of(values)));
      return this;
    }

    /** Only connections subscribed to this topic. */
    public Builder topic(String topic) {
      return set("topic", topic);
    }

    /** Default: normal. */
    public Builder priority(Priority priority) {
      return set("priority", priority.name().toLowerCase(Locale.ROOT));
    }

    /** In a queue, a newer event with the same key and type replaces the older one. */
    public Builder conflate(String key) {
      return set("conflate", key);
    }

    /** Time after which the event is not delivered. */
    public Builder expires(Instant time) {
      return set("expires", time.toString());
    }

    /** A further attribute of the CloudEvent; its name has lower-case letters and digits alone. */
    public Builder extension(String name, String value) {
      if (!EXTENSION.matcher(name).matches() || NO_EXTENSIONS.contains(name)) {
        throw new IllegalArgumentException("'" + name + "' is not a name of an extension");
      }
      return set(name, value);
    }

    /**
     * The data, as one JSON value.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public Builder json(String json) {
      payload = new Payload("data", null, checkedJson(json), null);
      return this;
    }

    /** The data as plain text. */
    public Builder text(String text) {
      var quoted = new StringBuilder();
      Json.quote(quoted, text);
      payload = new Payload("data", "text/plain", quoted.toString(), null);
      return this;
    }

    /** The data as bytes of this media type. */
    public Builder bytes(byte[] bytes, String contentType) {
      var base64 = Base64.getEncoder().encodeToString(bytes);
      payload = new Payload("data_base64", contentType, '"' + base64 + '"', null);
      return this;
    }

    /** The data as a value, which the client's {@link DataMapper} writes when it is published. */
    public Builder value(Object value) {
      payload = new Payload("data", null, null, value);
      return this;
    }

    /** The event. */
    public OutgoingEvent build() {
      return new OutgoingEvent(this);
    }
  }
}
