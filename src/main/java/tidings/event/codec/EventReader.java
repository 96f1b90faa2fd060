package tidings.event.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tidings.event.Data;
import tidings.event.Event;
import tidings.event.Extension;

/**
 * Reads events in each form of the protocol. Thread-safe.
 *
 * @see <a
 *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">
 *     CloudEvents JSON format</a>
 */
public final class EventReader {

  private static final Map<String, String> ALIASES =
      Map.of("event", "type", "event_type", "type", "user_id", "user", "session_id", "session");

  /** Maximum number of events of one input, where an ingress sets no other. */
  private static final int MAX_EVENTS = 10_000;

  private final Ingress ingress;
  private final int maxEvents;

  public EventReader(Ingress ingress) {
    this(ingress, MAX_EVENTS);
  }

  /**
   * @param maxEvents maximum number of events of one input; reading stops at the first one above it
   */
  public EventReader(Ingress ingress, int maxEvents) {
    this.ingress = ingress;
    this.maxEvents = maxEvents;
  }

  /** One CloudEvent in structured mode. */
  public Event structured(byte[] json) {
    return read(json, Form.EVENT).getFirst();
  }

  /** A JSON array of CloudEvents. */
  public List<Event> batch(byte[] json) {
    return read(json, Form.BATCH);
  }

  /** Plain JSON: one event or an array of them. */
  public List<Event> plain(byte[] json) {
    return read(json, Form.PLAIN);
  }

  /**
   * Binary mode.
   *
   * @param attributes context attributes without their {@code ce-} or {@code ce_} prefix
   * @param contentType the message's content type, the {@code datacontenttype} of the event
   * @param payload the data; null for none
   */
  public Event binary(
      Map<String, String> attributes, @Nullable String contentType, byte @Nullable [] payload) {
    var draft = new Draft("");
    attributes.forEach(draft::attribute);
    if (contentType != null) {
      draft.attribute("datacontenttype", contentType);
    }
    return event(draft, payload);
  }

  /**
   * An event whose parts are given one by one.
   *
   * @param attributes context attributes
   * @param names attributes that have several names: {@code user}, {@code group}
   * @param text the data if it is JSON or text
   * @param bytes the data if it is bytes
   */
  public Event event(
      Map<String, Extension> attributes,
      Map<String, List<String>> names,
      @Nullable String text,
      byte @Nullable [] bytes) {
    var draft = new Draft("");
    attributes.forEach(draft::attribute);
    names.forEach(draft::names);
    if (text != null) {
      checkSize(text.length());
      draft.text(text);
      return event(draft);
    }
    return event(draft, bytes);
  }

  private Event event(Draft draft, byte @Nullable [] payload) {
    if (payload != null && payload.length > 0) {
      checkSize(payload.length);
      draft.bytes(payload);
    }
    return event(draft);
  }

  private Event event(Draft draft) {
    var events = new Events(false);
    events.add(draft);
    return events.list().getFirst();
  }

  /** Rejects data that is certainly too large, before it is read. */
  private void checkSize(int bytes) {
    if (bytes > ingress.maxDataBytes()) {
      throw UnreadableEventException.tooLarge(
          "data",
          "is %d bytes, more than the limit of %d".formatted(bytes, ingress.maxDataBytes()));
    }
  }

  /** Whether it is a JSON object that names a version of CloudEvents. */
  public static boolean isCloudEvent(byte[] json) {
    try (var parser = JsonText.FACTORY.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean version = parser.currentName().equals("specversion");
        if (parser.nextToken() != JsonToken.VALUE_NULL && version) {
          return true;
        }
        parser.skipChildren();
      }
      return false;
    } catch (IOException e) {
      return false; // the reader of the event reports the error
    }
  }

  /**
   * The expected input: one CloudEvent, an array of them, or one or several events of plain JSON.
   */
  private enum Form {
    EVENT,
    BATCH,
    PLAIN
  }

  private List<Event> read(byte[] json, Form form) {
    try (var parser = JsonText.FACTORY.createParser(json)) {
      var first = parser.nextToken();
      boolean plain = form == Form.PLAIN;
      var events = new Events(plain);
      boolean array = form == Form.BATCH || (plain && first == JsonToken.START_ARRAY);
      if (array) {
        expect(first, JsonToken.START_ARRAY, "an array of events");
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
          events.add(object(parser, "[" + i + "]", plain));
        }
      } else {
        expect(first, JsonToken.START_OBJECT, "an object");
        events.add(object(parser, "", plain));
      }
      if (parser.nextToken() != null) {
        throw JsonText.refused("unexpected text after the " + (array ? "array" : "object"));
      }
      return events.list();
    } catch (IOException e) {
      throw JsonText.refused(e);
    }
  }

  private static void expect(@Nullable JsonToken token, JsonToken wanted, String what) {
    if (token != wanted) {
      throw JsonText.refused(token == null ? "the body is empty" : "the body must be " + what);
    }
  }

  private static Draft object(JsonParser parser, String at, boolean plain) throws IOException {
    var draft = new Draft(at);
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      draft.isNoObject();
      parser.skipChildren();
      return draft;
    }
    var attributes = new ArrayList<Map.Entry<String, Extension>>();
    var lists = new ArrayList<Map.Entry<String, List<String>>>();
    var others = new TreeSet<String>();
    String json = null;
    String string = null;
    String base64 = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      var name = parser.currentName();
      var token = parser.nextToken();
      if (name.equals("data")) {
        string = token == JsonToken.VALUE_STRING ? parser.getText() : null;
        json = token == JsonToken.VALUE_NULL ? null : JsonText.copy(parser);
      } else if (name.equals("data_base64")) {
        if (token == JsonToken.VALUE_STRING) {
          base64 = parser.getText();
        } else if (token != JsonToken.VALUE_NULL) {
          draft.fault(name, "must be a string");
          parser.skipChildren();
        }
      } else if (token.isScalarValue()) {
        if (token != JsonToken.VALUE_NULL) {
          attributes.add(Map.entry(name, new Extension(parser.getText(), kind(token))));
        }
      } else {
        var list = strings(parser);
        if (list == null) {
          others.add(name);
        } else {
          lists.add(Map.entry(name, list));
        }
      }
    }
    boolean aliases =
        plain && attributes.stream().noneMatch(one -> one.getKey().equals("specversion"));
    if (aliases) {
      ForeignShape.refuse(others);
    }
    others.forEach(name -> draft.fault(name, "must be a string"));
    // Resolves short names, except in a CloudEvent, where each name is used unchanged.
    UnaryOperator<String> meant = name -> aliases ? ALIASES.getOrDefault(name, name) : name;
    attributes.forEach(one -> draft.attribute(meant.apply(one.getKey()), one.getValue()));
    lists.forEach(one -> draft.names(meant.apply(one.getKey()), one.getValue()));
    data(draft, json, string, base64);
    return draft;
  }

  private static Extension.Kind kind(JsonToken scalar) {
    return scalar.isNumeric()
        ? Extension.Kind.NUMBER
        : scalar.isBoolean() ? Extension.Kind.BOOLEAN : Extension.Kind.STRING;
  }

  /** The strings of an array; null, and the parser at its end, if it is another value. */
  private static @Nullable List<String> strings(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return null;
    }
    var strings = new ArrayList<String>();
    boolean all = true;
    for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
      if (token == JsonToken.VALUE_STRING) {
        strings.add(parser.getText());
      } else {
        all = false;
        parser.skipChildren();
      }
    }
    return all ? strings : null;
  }

  private static void data(
      Draft draft, @Nullable String json, @Nullable String string, @Nullable String base64) {
    if (json != null && base64 != null) {
      draft.fault("data_base64", "must not be combined with data");
    } else if (base64 != null) {
      try {
        draft.base64(Base64.getDecoder().decode(base64));
      } catch (IllegalArgumentException e) {
        draft.fault("data_base64", "is not Base64");
      }
    } else if (json != null) {
      draft.data(
          string != null && !draft.hasJsonData() ? new Data.Text(string) : new Data.Json(json));
    }
  }

  /** The events read so far from one input; stops reading at each limit. */
  private final class Events {
    private final boolean plain;
    private final List<Event> events = new ArrayList<>();
    private final Faults faults = new Faults();

    Events(boolean plain) {
      this.plain = plain;
    }

    /**
     * @throws UnreadableEventException if nothing that follows could change the response
     */
    void add(Draft draft) {
      if (events.size() == maxEvents) {
        throw UnreadableEventException.tooLarge(
            "", "more than the limit of %d events at once".formatted(maxEvents));
      }
      var event = draft.event(ingress, plain);
      var tooLarge = draft.tooLarge();
      if (event != null) {
        events.add(event);
      } else if (tooLarge != null) {
        throw UnreadableEventException.tooLarge(tooLarge.field(), tooLarge.message());
      }
      faults.addAll(draft.faults());
      if (faults.isFull()) {
        throw new UnreadableEventException(faults.list());
      }
    }

    List<Event> list() {
      if (!faults.isEmpty()) {
        throw new UnreadableEventException(faults.list());
      }
      return List.copyOf(events);
    }
  }
}
