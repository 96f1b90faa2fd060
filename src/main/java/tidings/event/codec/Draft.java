package tidings.event.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tidings.event.Audience;
import tidings.event.Data;
import tidings.event.Event;
import tidings.event.EventId;
import tidings.event.Extension;
import tidings.event.Priority;
import tidings.event.Publisher;
import tidings.event.ReservedNames;
import tidings.event.Texts;

/** An event during parsing: its attributes as received and the faults found so far. One thread. */
final class Draft {

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

  /** Attributes that may not be empty: an empty audience would be every user. */
  private static final Set<String> NEVER_EMPTY =
      Set.of("specversion", "id", "source", "type", "user", "session", "group", "topic");

  /** Attributes with several names: each name has the limits of an attribute. */
  private static final Set<String> LISTS = Set.of("user", "group");

  /**
   * CloudEvents 1.0, section "Attribute Naming Convention", recommends at most 20 characters: the
   * longest known name in use has 31 ({@code iodebeziumtxdatacollectionorder}).
   */
  private static final Pattern EXTENSION = Pattern.compile("[a-z0-9]{1,64}");

  private final String at;
  private final Map<String, Extension> attributes = new LinkedHashMap<>();
  private final Map<String, List<String>> lists = new HashMap<>();
  private final Faults faults = new Faults();
  private @Nullable Data data;
  private @Nullable Fault tooLarge;
  private boolean noObject;

  /**
   * @param at prefix of a fault's field: {@code "[3]"} in a batch, else empty
   */
  Draft(String at) {
    this.at = at;
  }

  void fault(String field, String message) {
    faults.add(fieldPath(field), message);
  }

  private String fieldPath(String field) {
    return at.isEmpty() ? field : at + "." + field;
  }

  /** The input is another kind of value, so no attribute is reported as missing. */
  void isNoObject() {
    faults.add(at, "must be an object");
    noObject = true;
  }

  void attribute(String name, String value) {
    attribute(name, Extension.of(value));
  }

  /** Adds an attribute; an optional one that is empty counts as absent, like Dapr's tracestate. */
  void attribute(String name, Extension value) {
    if (value.text().isEmpty() && !NEVER_EMPTY.contains(name)) {
      return;
    }
    if (attributes.putIfAbsent(name, value) != null || lists.containsKey(name)) {
      fault(name, "is given twice");
    }
  }

  /** Adds an attribute that was given as a list. */
  void names(String name, List<String> names) {
    if (!LISTS.contains(name)) {
      fault(name, "must be a string");
    } else if (lists.putIfAbsent(name, names) != null || attributes.containsKey(name)) {
      fault(name, "is given twice");
    }
  }

  @Nullable String attribute(String name) {
    var value = attributes.get(name);
    return value == null ? null : value.text();
  }

  void data(Data data) {
    this.data = data;
  }

  /**
   * Whether the data is JSON: by its media type, or without one (CloudEvents JSON format, section
   * 3.1).
   */
  boolean hasJsonData() {
    var type = attribute("datacontenttype");
    return type == null || MediaTypes.isJson(type);
  }

  /** Adds payload bytes in the form of the media type: JSON and text as text, else Base64. */
  void bytes(byte[] bytes) {
    try {
      if (hasJsonData()) {
        data(new Data.Json(JsonText.compact(utf8(bytes))));
      } else if (MediaTypes.isText(String.valueOf(attribute("datacontenttype")))) {
        data(new Data.Text(text(bytes)));
      } else {
        data(Data.Binary.of(bytes));
      }
    } catch (UnreadableEventException e) {
      fault("data", "is not valid JSON: " + e.getMessage());
    } catch (CharacterCodingException e) {
      fault("data", "is not " + charset());
    } catch (IllegalArgumentException e) {
      fault("datacontenttype", "names an unknown charset: " + e.getMessage());
    }
  }

  /** Adds the bytes of {@code data_base64}. Without a media type they may be binary or JSON. */
  void base64(byte[] bytes) {
    if (attribute("datacontenttype") == null && !JsonText.isJson(bytes)) {
      data(Data.Binary.of(bytes));
    } else {
      bytes(bytes);
    }
  }

  private Charset charset() {
    var type = attribute("datacontenttype");
    return type == null ? StandardCharsets.UTF_8 : MediaTypes.charset(type);
  }

  private String text(byte[] bytes) throws CharacterCodingException {
    return charset().newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  /** JSON is in a Unicode encoding, which its reader detects; any other text is converted. */
  private byte[] utf8(byte[] bytes) throws CharacterCodingException {
    return charset().name().startsWith("UTF-")
        ? bytes
        : text(bytes).getBytes(StandardCharsets.UTF_8);
  }

  Faults faults() {
    return faults;
  }

  /** The fault of data that is larger than the limit; null if it is not. */
  @Nullable Fault tooLarge() {
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
    var publisher = publisher(ingress, plain);
    var type = type(publisher);
    var id = attribute("id");
    if (id == null && plain) {
      id = ingress.id().get();
    } else if (id == null) {
      fault("id", "is required");
    }
    var time = attribute("time");
    instant("time");
    var expires = instant("expires");
    var users = names("user");
    var groups = names("group");
    var topic = topic();
    var priority = priority();
    checkSize(ingress.maxDataBytes());
    if (!faults.isEmpty() || id == null || type == null) {
      return null;
    }
    var source = attribute("source");
    var audience = new Audience(users, attribute("session"), groups, topic);
    return new Event(
        new EventId(publisher, source == null ? ingress.source() : source, id),
        type,
        new Event.Description(time, attribute("subject"), attribute("datacontenttype")),
        data,
        audience,
        new Event.DeliveryOptions(priority, attribute("conflate"), expires),
        extensions());
  }

  private void checkText(String name, Extension value) {
    if (name.equals("data")) {
      fault(name, "is not an attribute name");
    } else if (!KNOWN.contains(name) && !EXTENSION.matcher(name).matches()) {
      fault(
          name,
          "is not an attribute name: CloudEvents allows 1 to 64 lower-case letters and digits");
    } else if (value.text().isEmpty()) {
      fault(name, "is empty");
    } else if (!LISTS.contains(name) && !name.equals(PUBLISHER)) {
      checkText(name, value.text());
    }
  }

  private void checkText(String field, String text) {
    if (text.length() > Texts.MAX_CHARS) {
      fault(field, "is longer than " + Texts.MAX_CHARS + " characters");
    } else if (!Texts.isClean(text)) {
      fault(field, "has a control character, or is not valid Unicode");
    }
  }

  private void checkVersion(boolean plain) {
    var version = attribute("specversion");
    if (version == null && !plain) {
      fault("specversion", "is required");
    } else if (version != null && !version.equals("1.0")) {
      fault("specversion", "must be 1.0, but is '" + version + "'");
    }
  }

  /** The publisher; also checks the names that are reserved for the server. */
  private Publisher publisher(Ingress ingress, boolean plain) {
    var named = attribute(PUBLISHER);
    if (named != null) {
      var publisher =
          ingress.isLog() && !plain ? Publisher.parse(named) : Optional.<Publisher>empty();
      if (publisher.isEmpty()) {
        fault(PUBLISHER, "is set by the server: a producer must leave it out");
      }
      return publisher.orElse(ingress.publisher());
    }
    var source = attribute("source");
    if (source != null && !ingress.publisher().equals(Publisher.SERVER)) {
      refuseReserved("source", ReservedNames.prefixOfSource(source));
    }
    return ingress.publisher();
  }

  private void refuseReserved(String field, Optional<String> prefix) {
    prefix.ifPresent(
        reserved -> fault(field, "must not begin with '" + reserved + "', which is reserved"));
  }

  private @Nullable String type(Publisher publisher) {
    var type = attribute("type");
    if (type == null) {
      fault("type", "is required");
    } else if (type.startsWith(Event.RESERVED)) {
      fault("type", "must not begin with '" + Event.RESERVED + "', which is reserved");
    } else if (!publisher.equals(Publisher.SERVER)
        && ReservedNames.prefixOfType(type).isPresent()) {
      refuseReserved("type", ReservedNames.prefixOfType(type));
    } else if (Event.EVENT_SOURCES_OWN.contains(type)) {
      fault("type", "must not be '" + type + "', which a browser's EventSource dispatches itself");
    } else if (type.length() > Event.MAX_TYPE) {
      fault("type", "is longer than " + Event.MAX_TYPE + " characters");
    } else if (type.length() != type.strip().length()) {
      fault("type", "has white space at an end");
    }
    return type;
  }

  private @Nullable Instant instant(String name) {
    var text = attribute(name);
    var instant = text == null ? Optional.<Instant>empty() : Time.parse(text);
    if (text != null && instant.isEmpty()) {
      fault(name, "is not an RFC 3339 time, such as 2026-01-31T12:00:00Z");
    }
    return instant.orElse(null);
  }

  private Set<String> names(String attribute) {
    var text = attribute(attribute);
    var list = text == null ? lists.get(attribute) : NameList.parse(text);
    if (list == null || (text != null && text.isEmpty())) {
      return Set.of();
    }
    if (list.isEmpty()) {
      fault(attribute, "is empty: leave it out if the event is for every user");
    } else if (list.size() > MAX_NAMES) {
      fault(attribute, "has more than " + MAX_NAMES + " names");
    }
    for (var name : list) {
      if (name.isBlank()) {
        fault(attribute, "has an empty name");
      } else {
        checkText(attribute, name);
      }
    }
    return new TreeSet<>(list);
  }

  private @Nullable String topic() {
    var topic = attribute("topic");
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
    var text = attribute("priority");
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
      tooLarge =
          new Fault(
              fieldPath("data"), "is " + data.size() + " bytes, more than the limit of " + max);
      faults.add(tooLarge);
    }
  }

  private Map<String, Extension> extensions() {
    var extensions = new TreeMap<>(attributes);
    extensions.keySet().removeAll(KNOWN);
    var schema = attributes.get("dataschema");
    if (schema != null) {
      extensions.put("dataschema", schema);
    }
    return extensions;
  }
}
