package tidings.event.codec;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.event.Data;
import tidings.event.Event;
import tidings.event.Extension;

/** An event during parsing: its attributes as received and the faults found so far. One thread. */
final class Draft {

  /** Attributes that may not be empty: an empty audience would be every user. */
  private static final Set<String> NEVER_EMPTY =
      Set.of("specversion", "id", "source", "type", "user", "session", "group", "topic");

  /** Attributes with several names: each name has the limits of an attribute. */
  static final Set<String> LISTS = Set.of("user", "group");

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

  /** Its attributes by name, without those that were given as a list. */
  Map<String, Extension> attributes() {
    return attributes;
  }

  /** The names of an attribute that was given as a list; null: it was not. */
  @Nullable List<String> list(String name) {
    return lists.get(name);
  }

  void data(Data data) {
    this.data = data;
  }

  @Nullable Data data() {
    return data;
  }

  /**
   * Whether the data is JSON: by its media type, or without one (CloudEvents JSON format, section
   * 3.1).
   */
  boolean hasJsonData() {
    return payload().isJson();
  }

  private Payload payload() {
    return new Payload(attribute("datacontenttype"));
  }

  /** Adds payload bytes in the form of the media type: JSON and text as text, else Base64. */
  void bytes(byte[] bytes) {
    try {
      data(payload().read(bytes));
    } catch (UnreadableEventException e) {
      fault("data", "is not valid JSON: " + e.getMessage());
    } catch (CharacterCodingException e) {
      fault("data", "is not " + payload().charset());
    } catch (IllegalArgumentException e) {
      fault("datacontenttype", "names an unknown charset: " + e.getMessage());
    }
  }

  /** Adds text in the form of the media type: a JSON value, or text. */
  void text(String text) {
    if (hasJsonData()) {
      try {
        data(new Data.Json(JsonText.compact(text.getBytes(StandardCharsets.UTF_8))));
      } catch (UnreadableEventException e) {
        fault("data", "is not valid JSON: " + e.getMessage());
      }
    } else {
      data(new Data.Text(text));
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

  Faults faults() {
    return faults;
  }

  /** The fault of data that is larger than the limit; null if it is not. */
  @Nullable Fault tooLarge() {
    return tooLarge;
  }

  /** The event, or null when there are {@link #faults}. */
  @Nullable Event event(Ingress ingress, boolean plain) {
    return noObject ? null : new EventRules(this, ingress, plain).event();
  }

  /** Reports data that is larger than this. */
  void checkSize(int max) {
    if (data != null && data.size() > max) {
      tooLarge =
          new Fault(
              fieldPath("data"), "is " + data.size() + " bytes, more than the limit of " + max);
      faults.add(tooLarge);
    }
  }
}
