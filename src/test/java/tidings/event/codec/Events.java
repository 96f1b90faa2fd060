package tidings.event.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;
import tidings.event.Audience;
import tidings.event.Data;
import tidings.event.Event;
import tidings.event.EventId;
import tidings.event.Extension;
import tidings.event.Priority;
import tidings.event.PublisherId;
import tidings.event.ReservedNames;

/** Any valid event, for properties. */
public final class Events {

  private Events() {}

  public static Arbitrary<Event> any() {
    var ids = Combinators.combine(publisher(), text(), text()).as(EventId::new);
    var about =
        Combinators.combine(
                Arbitraries.of("2026-01-31T12:00:00Z", "2026-01-31T12:00:00.123+05:30").optional(),
                text().optional(),
                content())
            .as((time, subject, content) -> new About(or(time), or(subject), content));
    var urgency =
        Combinators.combine(Arbitraries.of(Priority.class), text().optional(), instant().optional())
            .as((priority, conflate, expires) -> new Urgency(priority, or(conflate), or(expires)));
    return Combinators.combine(ids, type(), about, audience(), urgency, extensions())
        .as(
            (id, type, what, audience, urgent, extensions) ->
                new Event(
                    id,
                    type,
                    new Event.Description(what.time(), what.subject(), what.content().type()),
                    what.content().data(),
                    audience,
                    new Event.DeliveryOptions(
                        urgent.priority(), urgent.conflate(), urgent.expires()),
                    extensions));
  }

  private static Arbitrary<PublisherId> publisher() {
    return Arbitraries.oneOf(
        Arbitraries.of(PublisherId.SERVER, PublisherId.user("u".repeat(1024))),
        text().map(PublisherId::user),
        Arbitraries.of("kafka:orders", "redis:news", "postgres:billing").map(PublisherId::source));
  }

  private record About(@Nullable String time, @Nullable String subject, Content content) {}

  private record Content(@Nullable String type, @Nullable Data data) {}

  private record Urgency(Priority priority, @Nullable String conflate, @Nullable Instant expires) {}

  private static <T> @Nullable T or(Optional<T> value) {
    return value.isPresent() ? value.get() : null;
  }

  private static Arbitrary<Content> content() {
    var json =
        Combinators.combine(
                Arbitraries.of("application/json", "a/b+json", "text/plain", "image/png")
                    .optional(),
                Arbitraries.of(
                    "{\"a\":[1.10,1e400,\"ü\u2028😀\"]}", "true", "12345678901234567890"))
            .as((type, value) -> new Content(or(type), new Data.Json(value)));
    var jsonStrings =
        Arbitraries.of("application/json", "a/b+json")
            .optional()
            .map(type -> new Content(or(type), new Data.Json("\"\"")));
    var strings =
        Combinators.combine(
                Arbitraries.of(
                    "text/plain",
                    "text/html; charset=utf-8",
                    "text/plain; charset=ISO-8859-1",
                    "application/x-own"),
                Arbitraries.strings().ofMaxLength(20).filter(Events::isUnicode))
            .as((type, value) -> new Content(type, new Data.Text(value)));
    var bytes =
        Combinators.combine(
                Arbitraries.of("image/png", "application/octet-stream"),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(20))
            .as((type, value) -> new Content(type, Data.Binary.of(value)));
    var none = Arbitraries.of("text/plain").optional().map(type -> new Content(or(type), null));
    return Arbitraries.oneOf(json, jsonStrings, strings, bytes, none);
  }

  private static Arbitrary<Audience> audience() {
    return Combinators.combine(names(), text().optional(), names(), topic().optional())
        .as((users, session, groups, topic) -> new Audience(users, or(session), groups, or(topic)));
  }

  /** Names that directories and identity providers use, and names that none should use. */
  public static Arbitrary<Set<String>> names() {
    var known =
        Arbitraries.of(
            "Doe, Jane",
            "CN=Doe\\, Jane,OU=Staff,DC=example,DC=com",
            "ACME\\jane",
            "\"quoted\"",
            "[\"a\",\"b\"]",
            "[ops]",
            "[",
            "100%",
            "%2C",
            "a%2Cb",
            ",",
            ",,",
            " spaced ",
            "\u3000wide\u3000",
            "jörg@example.com",
            "😀",
            "null",
            "{}");
    return Arbitraries.oneOf(known, text()).filter(name -> !name.isBlank()).set().ofMaxSize(4);
  }

  private static Arbitrary<String> topic() {
    return Arbitraries.of("a", "orders/eu", "ü/😀/7");
  }

  private static Arbitrary<String> type() {
    var usual =
        Arbitraries.strings()
            .withCharRange('a', 'z')
            .withChars('A', 'Z', '0', '9', '.', '_', '-', '/', ':')
            .ofMinLength(1)
            .ofMaxLength(128);
    return Arbitraries.oneOf(usual, text())
        .filter(Event::isType)
        .filter(type -> ReservedNames.prefixOfType(type).isEmpty());
  }

  private static Arbitrary<Map<String, Extension>> extensions() {
    var strings = text().map(Extension::of);
    var numbers =
        Arbitraries.of("0", "-7", "1.10", "12345678901234567890")
            .map(number -> new Extension(number, Extension.Kind.NUMBER));
    var booleans =
        Arbitraries.of("true", "false").map(word -> new Extension(word, Extension.Kind.BOOLEAN));
    return Arbitraries.maps(
            Arbitraries.of(
                "traceparent", "tracestate", "dataschema", "x1", "iodebeziumtxdatacollectionorder"),
            Arbitraries.oneOf(strings, numbers, booleans))
        .ofMaxSize(3);
  }

  private static Arbitrary<Instant> instant() {
    return Arbitraries.longs().between(0, 4_000_000_000_000L).map(Instant::ofEpochMilli);
  }

  /** A valid text of an attribute. */
  private static Arbitrary<String> text() {
    return Arbitraries.strings()
        .ofMinLength(1)
        .ofMaxLength(12)
        .filter(Events::isUnicode)
        .filter(text -> text.chars().noneMatch(Character::isISOControl));
  }

  private static boolean isUnicode(String text) {
    return UTF_8.newEncoder().canEncode(text);
  }
}
