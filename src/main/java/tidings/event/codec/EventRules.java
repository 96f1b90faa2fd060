package tidings.event.codec;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tidings.event.Audience;
import tidings.event.Event;
import tidings.event.EventId;
import tidings.event.Extension;
import tidings.event.Priority;
import tidings.event.PublisherId;
import tidings.event.ReservedNames;
import tidings.event.Texts;

/**
 * The rules of an event's attributes: checks a draft against them, and makes the event of it. One
 * thread.
 */
final class EventRules {

  private static final int MAX_EXTENSIONS = 32;

  /** Maximum number of names in an audience. */
  private static final int MAX_NAMES = 100;

  /** The attribute that only the server sets. */
  private static final String PUBLISHER = EventWriter.PUBLISHER;

  private static final Set<String> KNOWN =
      Set.of(
          "specversion",
          "id",
          "source",
          "type",
          "time",
          "subject",
          "datacontenttype",
          "dataschema",
          "user",
          "session",
          "group",
          "topic",
          "priority",
          "conflate",
          "expires",
          PUBLISHER);

  /**
   * CloudEvents 1.0, section "Attribute Naming Convention", recommends at most 20 characters: the
   * longest known name in use has 31 ({@code iodebeziumtxdatacollectionorder}).
   */
  private static final Pattern EXTENSION = Pattern.compile("[a-z0-9]{1,64}");

  private final Draft draft;
  private final Ingress ingress;
  private final boolean plain;

  /**
   * @param plain whether it is plain JSON, where some attributes have defaults
   */
  EventRules(Draft draft, Ingress ingress, boolean plain) {
    this.draft = draft;
    this.ingress = ingress;
    this.plain = plain;
  }

  /** The event, or null when the draft has faults. */
  @Nullable Event event() {
    draft.attributes().forEach(this::checkText);
    if (extensions().size() > MAX_EXTENSIONS) {
      draft.fault("extensions", "are more than " + MAX_EXTENSIONS);
    }
    checkVersion();
    var publisher = publisher();
    var type = type(publisher);
    var id = draft.attribute("id");
    if (id == null && plain) {
      id = ingress.id().get();
    } else if (id == null) {
      draft.fault("id", "is required");
    }
    var time = draft.attribute("time");
    instant("time");
    var expires = instant("expires");
    var users = names("user");
    var groups = names("group");
    var topic = topic();
    var priority = priority();
    draft.checkSize(ingress.maxDataBytes());
    if (!draft.faults().isEmpty() || id == null || type == null) {
      return null;
    }
    var source = draft.attribute("source");
    var audience = new Audience(users, draft.attribute("session"), groups, topic);
    return new Event(
        new EventId(publisher, source == null ? ingress.source() : source, id),
        type,
        new Event.Description(time, draft.attribute("subject"), draft.attribute("datacontenttype")),
        draft.data(),
        audience,
        new Event.DeliveryOptions(priority, draft.attribute("conflate"), expires),
        extensions());
  }

  private void checkText(String name, Extension value) {
    if (name.equals("data")) {
      draft.fault(name, "is not an attribute name");
    } else if (!KNOWN.contains(name) && !EXTENSION.matcher(name).matches()) {
      draft.fault(
          name,
          "is not an attribute name: CloudEvents allows 1 to 64 lower-case letters and digits");
    } else if (value.text().isEmpty()) {
      draft.fault(name, "is empty");
    } else if (!Draft.LISTS.contains(name) && !name.equals(PUBLISHER)) {
      checkText(name, value.text());
    }
  }

  private void checkText(String field, String text) {
    if (text.length() > Texts.MAX_CHARS) {
      draft.fault(field, "is longer than " + Texts.MAX_CHARS + " characters");
    } else if (!Texts.isClean(text)) {
      draft.fault(field, "has a control character, or is not valid Unicode");
    }
  }

  private void checkVersion() {
    var version = draft.attribute("specversion");
    if (version == null && !plain) {
      draft.fault("specversion", "is required");
    } else if (version != null && !version.equals("1.0")) {
      draft.fault("specversion", "must be 1.0, but is '" + version + "'");
    }
  }

  /** The publisher; also checks the names that are reserved for the server. */
  private PublisherId publisher() {
    var named = draft.attribute(PUBLISHER);
    if (named != null) {
      var publisher =
          ingress.isLog() && !plain ? PublisherId.parse(named) : Optional.<PublisherId>empty();
      if (publisher.isEmpty()) {
        draft.fault(PUBLISHER, "is set by the server: a producer must leave it out");
      }
      return publisher.orElse(ingress.publisher());
    }
    var source = draft.attribute("source");
    if (source != null && !ingress.publisher().equals(PublisherId.SERVER)) {
      refuseReserved("source", ReservedNames.prefixOfSource(source));
    }
    return ingress.publisher();
  }

  private void refuseReserved(String field, Optional<String> prefix) {
    prefix.ifPresent(
        reserved ->
            draft.fault(field, "must not begin with '" + reserved + "', which is reserved"));
  }

  private @Nullable String type(PublisherId publisher) {
    var type = draft.attribute("type");
    if (type == null) {
      draft.fault("type", "is required");
    } else if (type.startsWith(Event.RESERVED)) {
      draft.fault("type", "must not begin with '" + Event.RESERVED + "', which is reserved");
    } else if (!publisher.equals(PublisherId.SERVER)
        && ReservedNames.prefixOfType(type).isPresent()) {
      refuseReserved("type", ReservedNames.prefixOfType(type));
    } else if (Event.EVENT_SOURCES_OWN.contains(type)) {
      draft.fault(
          "type", "must not be '" + type + "', which a browser's EventSource dispatches itself");
    } else if (type.length() > Event.MAX_TYPE) {
      draft.fault("type", "is longer than " + Event.MAX_TYPE + " characters");
    } else if (type.length() != type.strip().length()) {
      draft.fault("type", "has white space at an end");
    }
    return type;
  }

  private @Nullable Instant instant(String name) {
    var text = draft.attribute(name);
    var instant = text == null ? Optional.<Instant>empty() : Time.parse(text);
    if (text != null && instant.isEmpty()) {
      draft.fault(name, "is not an RFC 3339 time, such as 2026-01-31T12:00:00Z");
    }
    return instant.orElse(null);
  }

  private Set<String> names(String attribute) {
    var text = draft.attribute(attribute);
    var list = text == null ? draft.list(attribute) : NameList.parse(text);
    if (list == null || (text != null && text.isEmpty())) {
      return Set.of();
    }
    if (list.isEmpty()) {
      draft.fault(attribute, "is empty: leave it out if the event is for every user");
    } else if (list.size() > MAX_NAMES) {
      draft.fault(attribute, "has more than " + MAX_NAMES + " names");
    }
    for (var name : list) {
      if (name.isBlank()) {
        draft.fault(attribute, "has an empty name");
      } else {
        checkText(attribute, name);
      }
    }
    return new TreeSet<>(list);
  }

  private @Nullable String topic() {
    var topic = draft.attribute("topic");
    if (topic == null || topic.isEmpty()) {
      return topic;
    }
    if (topic.startsWith("/") || topic.endsWith("/") || topic.contains("//")) {
      draft.fault("topic", "has an empty segment");
    }
    if (topic.indexOf('*') >= 0) {
      draft.fault("topic", "must name one topic, without *");
    }
    return topic;
  }

  private Priority priority() {
    var text = draft.attribute("priority");
    return switch (text) {
      case null -> Priority.NORMAL;
      case "high" -> Priority.HIGH;
      case "normal" -> Priority.NORMAL;
      case "low" -> Priority.LOW;
      default -> {
        draft.fault("priority", "must be high, normal or low");
        yield Priority.NORMAL;
      }
    };
  }

  private Map<String, Extension> extensions() {
    var extensions = new TreeMap<>(draft.attributes());
    extensions.keySet().removeAll(KNOWN);
    var schema = draft.attributes().get("dataschema");
    if (schema != null) {
      extensions.put("dataschema", schema);
    }
    return extensions;
  }
}
