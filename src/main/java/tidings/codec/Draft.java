package tidings.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tidings.event.Audience;
import tidings.event.Data;
import tidings.event.Event;
import tidings.event.EventId;
import tidings.event.Priority;

/** An event while it is read: attributes as they came and the faults found so far. One thread. */
final class Draft {

  private static final int MAX_ATTRIBUTE_CHARS = 1024;
  private static final int MAX_EXTENSIONS = 32;
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
          "expires");

  /** CloudEvents 1.0, section "Attribute Naming Convention". */
  private static final Pattern EXTENSION = Pattern.compile("[a-z0-9]{1,20}");

  /** RFC 3339, section 5.6: seconds are required, years have four digits. */
  private static final Pattern TIME =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?([Zz]|[+-]\\d\\d:\\d\\d)");

  private final String at;
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final List<Fault> faults = new ArrayList<>();
  private @Nullable Data data;
  private boolean tooLarge;
  private boolean noObject;

  /**
   * @param at the place that a fault names before its field: {@code "[3]"} in a batch, else empty
   */
  Draft(String at) {
    this.at = at;
  }

  void fault(String field, String message) {
    faults.add(new Fault(at.isEmpty() ? field : at + "." + field, message));
  }

  /** It is something else altogether, so nothing in it is missing. */
  void isNoObject() {
    faults.add(new Fault(at, "must be an object"));
    noObject = true;
  }

  void attribute(String name, String value) {
    if (attributes.putIfAbsent(name, value) != null) {
      fault(name, "is given twice");
    }
  }

  @Nullable String attribute(String name) {
    return attributes.get(name);
  }

  void data(Data data) {
    this.data = data;
  }

  /** Whether the data is JSON: said so, or nothing said (CloudEvents JSON format, section 3.1). */
  boolean hasJsonData() {
    var type = attributes.get("datacontenttype");
    return type == null || MediaTypes.isJson(type);
  }

  /** Takes payload bytes as the media type has them: JSON and text as text, else Base64. */
  void bytes(byte[] bytes) {
    var type = attributes.get("datacontenttype");
    if (hasJsonData()) {
      try {
        data(new Data.Json(JsonText.compact(bytes)));
      } catch (UnreadableEventException e) {
        fault("data", "is not JSON: " + e.getMessage());
      }
    } else if (type != null && MediaTypes.isText(type)) {
      try {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        data(new Data.Text(decoder.decode(ByteBuffer.wrap(bytes)).toString()));
      } catch (CharacterCodingException e) {
        fault("data", "is not UTF-8");
      }
    } else {
      data(Data.Binary.of(bytes));
    }
  }

  List<Fault> faults() {
    return faults;
  }

  boolean isTooLarge() {
    return tooLarge;
  }

  /** The event, or null when there are {@link #faults}. */
  @Nullable Event event(Ingress ingress, boolean plain) {
    if (noObject) {
      return null;
    }
    attributes.forEach(this::checkText);
    if (extensions().size() > MAX_EXTENSIONS) {
      fault("extensions", "are more than " + MAX_EXTENSIONS);
    }
    checkVersion(plain);
    var type = type();
    var id = attributes.get("id");
    if (id == null && plain) {
      id = ingress.id().get();
    } else if (id == null) {
      fault("id", "is required");
    }
    var time = attributes.get("time");
    instant("time");
    var expires = instant("expires");
    var audience = new Audience(names("user"), attributes.get("session"), names("group"), topic());
    var priority = priority();
    checkSize(ingress.maxDataBytes());
    if (!faults.isEmpty() || id == null || type == null) {
      return null;
    }
    return new Event(
        new EventId(attributes.getOrDefault("source", ingress.source()), id),
        type,
        time,
        attributes.get("subject"),
        attributes.get("datacontenttype"),
        data,
        audience,
        priority,
        attributes.get("conflate"),
        expires,
        extensions());
  }

  private void checkText(String name, String value) {
    if (name.equals("data")) {
      fault(name, "is no name for an attribute");
    } else if (!KNOWN.contains(name) && !EXTENSION.matcher(name).matches()) {
      fault(name, "is no attribute: names are 1 to 20 lower-case letters and digits");
    } else if (value.isEmpty()) {
      fault(name, "is empty");
    } else if (value.length() > MAX_ATTRIBUTE_CHARS) {
      fault(name, "is longer than " + MAX_ATTRIBUTE_CHARS + " characters");
    } else if (value.chars().anyMatch(Character::isISOControl)) {
      fault(name, "has a control character");
    }
  }

  private void checkVersion(boolean plain) {
    var version = attributes.get("specversion");
    if (version == null && !plain) {
      fault("specversion", "is required");
    } else if (version != null && !version.equals("1.0")) {
      fault("specversion", "must be 1.0");
    }
  }

  private @Nullable String type() {
    var type = attributes.get("type");
    if (type == null) {
      fault("type", "is required");
    } else if (type.startsWith(Event.RESERVED)) {
      fault("type", "must not begin with '" + Event.RESERVED + "', which is reserved");
    } else if (!Event.isType(type)) {
      fault("type", "must be 1 to 128 characters of A-Z a-z 0-9 . _ -");
    }
    return type;
  }

  private @Nullable Instant instant(String name) {
    var text = attributes.get(name);
    if (text == null) {
      return null;
    }
    try {
      if (TIME.matcher(text).matches()) {
        return OffsetDateTime.parse(text).toInstant();
      }
      return noTime(name);
    } catch (DateTimeParseException e) {
      return noTime(name);
    }
  }

  private @Nullable Instant noTime(String name) {
    fault(name, "is not an RFC 3339 time, such as 2026-01-31T12:00:00Z");
    return null;
  }

  private Set<String> names(String attribute) {
    var text = attributes.get(attribute);
    if (text == null) {
      return Set.of();
    }
    var names = new TreeSet<String>();
    for (var name : text.split(",", -1)) {
      if (name.isBlank()) {
        fault(attribute, "has an empty name between commas");
      } else {
        names.add(name.strip());
      }
    }
    return names;
  }

  private @Nullable String topic() {
    var topic = attributes.get("topic");
    if (topic == null || topic.isEmpty()) {
      return topic;
    }
    if (topic.startsWith("/") || topic.endsWith("/") || topic.contains("//")) {
      fault("topic", "has an empty segment");
    }
    if (topic.indexOf('*') >= 0) {
      fault("topic", "must name one topic, without *");
    }
    return topic;
  }

  private Priority priority() {
    var text = attributes.get("priority");
    return switch (text) {
      case null -> Priority.NORMAL;
      case "high" -> Priority.HIGH;
      case "normal" -> Priority.NORMAL;
      case "low" -> Priority.LOW;
      default -> {
        fault("priority", "must be high, normal or low");
        yield Priority.NORMAL;
      }
    };
  }

  private void checkSize(int max) {
    if (data != null && data.size() > max) {
      fault("data", "is " + data.size() + " bytes, more than the " + max + " that are taken");
      tooLarge = true;
    }
  }

  private Map<String, String> extensions() {
    var extensions = new TreeMap<>(attributes);
    extensions.keySet().removeAll(KNOWN);
    var schema = attributes.get("dataschema");
    if (schema != null) {
      extensions.put("dataschema", schema);
    }
    return extensions;
  }
}
