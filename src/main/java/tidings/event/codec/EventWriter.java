package tidings.event.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.event.Data;
import tidings.event.Event;
import tidings.event.Extension;
import tidings.event.Extension.Kind;
import tidings.event.Priority;

/** Writes events as CloudEvents 1.0. Pure functions. */
public final class EventWriter {

  /** The attribute that names the publisher of an event. Only the server sets it. */
  public static final String PUBLISHER = "publisher";

  private EventWriter() {}

  /** The whole event as one JSON object in structured mode, on one line. */
  public static String structured(Event event) {
    var out = new StringWriter();
    try (var json = JsonText.FACTORY.createGenerator(out)) {
      json.writeStartObject();
      for (var attribute : known(event).entrySet()) {
        json.writeStringField(attribute.getKey(), attribute.getValue());
      }
      for (var extension : event.extensions().entrySet()) {
        extension(json, extension.getKey(), extension.getValue());
      }
      if (event.dataContentType() != null) {
        json.writeStringField("datacontenttype", event.dataContentType());
      }
      data(json, event.data());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  private static void extension(JsonGenerator json, String name, Extension value)
      throws IOException {
    json.writeFieldName(name);
    switch (value.kind()) {
      case STRING -> json.writeString(value.text());
      case NUMBER, BOOLEAN -> json.writeRawValue(value.text());
    }
  }

  private static void data(JsonGenerator json, @Nullable Data data) throws IOException {
    switch (data) {
      case null -> {}
      case Data.Json value -> {
        json.writeFieldName("data");
        json.writeRawValue(value.text());
      }
      case Data.Text value -> json.writeStringField("data", value.text());
      case Data.Binary value -> json.writeStringField("data_base64", value.text());
    }
  }

  /** Context attributes for binary mode, without prefix and without {@code datacontenttype}. */
  public static Map<String, String> attributes(Event event) {
    var all = known(event);
    event.extensions().forEach((name, value) -> all.put(name, value.text()));
    return all;
  }

  private static Map<String, String> known(Event event) {
    var to = new LinkedHashMap<String, String>();
    to.put("specversion", "1.0");
    to.put("id", event.id().id());
    to.put("source", event.id().source());
    to.put(PUBLISHER, event.id().publisher().text());
    to.put("type", event.type());
    put(to, "time", event.time());
    put(to, "subject", event.subject());
    var audience = event.audience();
    put(to, "user", audience.users().isEmpty() ? null : NameList.format(audience.users()));
    put(to, "session", audience.session());
    put(to, "group", audience.groups().isEmpty() ? null : NameList.format(audience.groups()));
    put(to, "topic", audience.topic());
    if (event.priority() != Priority.NORMAL) {
      to.put("priority", event.priority().name().toLowerCase(Locale.ROOT));
    }
    put(to, "conflate", event.conflate());
    put(to, "expires", event.expires() == null ? null : event.expires().toString());
    return to;
  }

  /** The data as bytes for binary mode; null for none. */
  public static byte @Nullable [] payload(Event event) {
    return switch (event.data()) {
      case null -> null;
      case Data.Binary binary -> binary.bytes();
      case Data.Json json -> json.text().getBytes(StandardCharsets.UTF_8);
      case Data.Text text -> text.text().getBytes(StandardCharsets.UTF_8);
    };
  }

  /**
   * Whether a reader of binary mode finds the same event. In binary mode, the media type alone
   * describes the bytes, which are written in UTF-8, and every attribute is a string.
   */
  public static boolean fitsBinaryMode(Event event) {
    var type = event.dataContentType();
    if (event.extensions().values().stream().anyMatch(one -> one.kind() != Kind.STRING)
        || (type != null && !MediaTypes.isUtf8(type))) {
      return false;
    }
    boolean isJson = type == null || MediaTypes.isJson(type);
    boolean isText = type != null && !isJson && MediaTypes.isText(type);
    return switch (event.data()) {
      case null -> true;
      case Data.Json _ -> isJson;
      case Data.Text text -> isText && !text.text().isEmpty();
      case Data.Binary bytes -> !isJson && !isText && !bytes.text().isEmpty();
    };
  }

  private static void put(Map<String, String> to, String name, @Nullable String value) {
    if (value != null) {
      to.put(name, value);
    }
  }
}
