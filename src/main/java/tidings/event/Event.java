package tidings.event;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A CloudEvents 1.0 event with the extension attributes of the Tidings protocol.
 *
 * @param id identity, for deduplication
 * @param type the SSE event name; see {@link #isType}. {@link ReservedNames} are for the server
 *     only
 * @param description its descriptive attributes
 * @param data payload; absent is sent as an empty {@code data} field
 * @param audience its audience
 * @param delivery its delivery options
 * @param extensions other CloudEvents attributes, kept for {@code format=cloudevents}
 */
public record Event(
    EventId id,
    String type,
    Description description,
    @Nullable Data data,
    Audience audience,
    DeliveryOptions delivery,
    Map<String, Extension> extensions) {

  /**
   * Descriptive attributes of CloudEvents.
   *
   * @param time time of the occurrence, RFC 3339, as the producer wrote it
   * @param subject its subject
   * @param dataContentType media type of the data; absent means JSON
   */
  public record Description(
      @Nullable String time, @Nullable String subject, @Nullable String dataContentType) {

    /** No descriptive attribute. */
    public static final Description NONE = new Description(null, null, null);
  }

  /**
   * Options for the delivery of an event by a connection.
   *
   * @param priority its order in a queue
   * @param conflate key under which a newer event replaces an older one in a queue
   * @param expires the instant after which it is not delivered
   */
  public record DeliveryOptions(
      Priority priority, @Nullable String conflate, @Nullable Instant expires) {

    /** Normal priority, neither conflated nor expiring. */
    public static final DeliveryOptions NORMAL = new DeliveryOptions(Priority.NORMAL, null, null);
  }

  /** Prefix of the event names that only the server itself sends. */
  public static final String RESERVED = "tidings.";

  /** Names of the events that an EventSource itself dispatches when it connects and fails. */
  public static final Set<String> EVENT_SOURCES_OWN = Set.of("error", "open");

  /** Maximum length of a type, in characters. */
  public static final int MAX_TYPE = 128;

  public Event {
    if (!isType(type)) {
      throw new IllegalArgumentException("not an event type: " + type);
    }
    if (!id.publisher().equals(PublisherId.SERVER)
        && ReservedNames.prefixOfType(type).isPresent()) {
      throw new IllegalArgumentException(
          "the type '%s' is reserved for the server".formatted(type));
    }
    extensions = Map.copyOf(extensions);
  }

  /**
   * Whether a producer may use this type: 1 to {@link #MAX_TYPE} characters that a CloudEvents
   * string may have, so no control character; no white space at either end; not {@link #RESERVED},
   * and not one of {@link #EVENT_SOURCES_OWN}.
   */
  public static boolean isType(String type) {
    return hasTypeForm(type) && !type.startsWith(RESERVED) && !EVENT_SOURCES_OWN.contains(type);
  }

  private static boolean hasTypeForm(String type) {
    return !type.isEmpty()
        && type.length() <= MAX_TYPE
        && type.length() == type.strip().length()
        && Texts.isClean(type);
  }

  /** The same event with another publisher. */
  public Event publishedBy(PublisherId publisher) {
    return with(new EventId(publisher, id.source(), id.id()), data, audience);
  }

  /** The same event for another audience. */
  public Event addressedTo(Audience others) {
    return with(id, data, others);
  }

  /** The same event without its data. */
  public Event withoutData() {
    return with(id, null, audience);
  }

  private Event with(EventId otherId, @Nullable Data otherData, Audience otherAudience) {
    return new Event(otherId, type, description, otherData, otherAudience, delivery, extensions);
  }

  /** {@link Description#time}. */
  public @Nullable String time() {
    return description.time();
  }

  /** {@link Description#subject}. */
  public @Nullable String subject() {
    return description.subject();
  }

  /** {@link Description#dataContentType}. */
  public @Nullable String dataContentType() {
    return description.dataContentType();
  }

  /** {@link DeliveryOptions#priority}. */
  public Priority priority() {
    return delivery.priority();
  }

  /** {@link DeliveryOptions#conflate}. */
  public @Nullable String conflate() {
    return delivery.conflate();
  }

  /** {@link DeliveryOptions#expires}. */
  public @Nullable Instant expires() {
    return delivery.expires();
  }

  /** Whether the event has expired. */
  public boolean isExpired(Instant now) {
    var expires = delivery.expires();
    return expires != null && !now.isBefore(expires);
  }

  /** Total length of its texts, in characters; memory limits count with it. */
  public int length() {
    int length =
        id.publisher().text().length() + id.source().length() + id.id().length() + type.length();
    length += length(time()) + length(subject()) + length(dataContentType()) + length(conflate());
    length += length(audience.session()) + length(audience.topic());
    length += data == null ? 0 : data.text().length();
    for (var name : audience.users()) {
      length += name.length();
    }
    for (var name : audience.groups()) {
      length += name.length();
    }
    for (var extension : extensions.entrySet()) {
      length += extension.getKey().length() + extension.getValue().text().length();
    }
    return length;
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  /**
   * Events with equal keys are delivered in log order: user, else session, else topic, else type.
   */
  public String partitionKey() {
    if (!audience.users().isEmpty()) {
      return audience.users().stream().sorted().reduce((a, b) -> a + ',' + b).orElseThrow();
    }
    if (audience.session() != null) {
      return audience.session();
    }
    return audience.topic() != null ? audience.topic() : type;
  }
}
