package tidings.ops;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tidings.event.Texts;
import tidings.platform.security.AuditEvent;

/** An audited event as one line of JSON without line breaks or invisible characters. */
final class AuditLine {

  /** Characters that end a line in some readers, or are invisible. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  /** Maximum length of a text that a client chooses, in characters. */
  private static final int MAX_TEXT = 1024;

  private AuditLine() {}

  static String of(AuditEvent event, Instant at) {
    var json = Json.createObjectBuilder();
    add(json, "user", event.user());
    add(json, "call", event.call());
    add(json, "address", event.address());
    json.add("status", event.outcome().status()).add("outcome", event.outcome().label());
    add(json, "target", event.target());
    json.add("kind", kind(event)).add("at", at.toString());
    return printable(json);
  }

  /** The name of an event's kind. */
  static String kind(AuditEvent event) {
    return event.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A line that states how many events were not written because they exceeded the limit. */
  static String ofSuppressed(long count, Instant at) {
    return printable(
        Json.createObjectBuilder()
            .add("suppressed", count)
            .add("kind", "suppressed")
            .add("at", at.toString()));
  }

  private static void add(JsonObjectBuilder json, String name, @Nullable String value) {
    if (value != null) {
      json.add(name, Texts.shortened(value, MAX_TEXT));
    }
  }

  private static String printable(JsonObjectBuilder json) {
    return UNPRINTABLE
        .matcher(json.build().toString())
        .replaceAll(found -> "\\" + escaped(found.group()));
  }

  private static String escaped(String text) {
    return text.chars().mapToObj("\\u%04x"::formatted).collect(Collectors.joining());
  }
}
