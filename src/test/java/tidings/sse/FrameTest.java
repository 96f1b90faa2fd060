package tidings.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.event.Audience;
import tidings.event.ConflationKey;
import tidings.event.EventId;
import tidings.event.PublisherId;
import tidings.event.TestEvent;
import tidings.log.Cursor;
import tidings.log.LogEntry;
import tidings.log.Offset;

/** The frame of an event, and its changes in a queue. */
class FrameTest {

  private static final Cursor PLACE = Cursor.of(7, List.of(1L));
  private static final Cursor FAR = Cursor.of(7, List.of(Long.MAX_VALUE, 5L, 9L));

  private static Frame frame(String type, String data, @Nullable String conflate) {
    return frame(PublisherId.user("test"), Audience.EVERYONE, type, data, conflate);
  }

  private static Frame frame(
      PublisherId publisher,
      Audience audience,
      String type,
      String data,
      @Nullable String conflate) {
    var event =
        TestEvent.of(type, new EventId(publisher, "s", "1"))
            .json(data)
            .audience(audience)
            .conflate(conflate)
            .event();
    return Frame.of(new LogEntry(event, new Offset(0, 0), 0), PLACE, data);
  }

  private static String text(Frame frame) {
    return new String(frame.bytes(), UTF_8);
  }

  /** The id follows the type in bytes, of which a character may have up to four. */
  @ParameterizedTest
  @ValueSource(
      strings = {"t", "größe.geändert", "订单.已付款", "a😀b", "com.example/x:y z", "id: 9", "\u00a0x"})
  void anotherIdReplacesTheFirstOneForAnyCharactersOfTheType(String type) {
    var frame = frame(type, "\"Grüße 😀\"", null);
    assertThat(text(frame))
        .isEqualTo("event: %s\nid: %s\ndata: \"Grüße 😀\"\n\n".formatted(type, PLACE));
    assertThat(text(frame.at(FAR)))
        .isEqualTo("event: %s\nid: %s\ndata: \"Grüße 😀\"\n\n".formatted(type, FAR));
    assertThat(text(frame.at(FAR).at(PLACE))).isEqualTo(text(frame));
  }

  @Test
  void aKeyOfConflationIsOfItsTypeWhateverSpacesTheyHave() {
    assertThat(frame("a", "1", "b c").conflationKey())
        .isEqualTo(frame("a", "2", "b c").conflationKey())
        .isNotEqualTo(frame("a b", "1", "c").conflationKey())
        .isNotEqualTo(frame("a", "1", "b  c").conflationKey())
        .isNotEqualTo(frame("a", "1", "b c ").conflationKey());
    assertThat(frame("a", "1", null).conflationKey()).isNull();
  }

  private static ConflationKey key(PublisherId publisher, Audience audience) {
    return requireNonNull(frame(publisher, audience, "price", "1", "ACME").conflationKey());
  }

  private static Audience audience(String user, @Nullable String session, @Nullable String topic) {
    var users = user.isEmpty() ? Set.<String>of() : Set.of(user.split(";"));
    return new Audience(users, session, Set.of(), topic);
  }

  @Test
  void anEventIsReplacedOnlyByOneOfItsPublisherForItsAudience() {
    var publisher = PublisherId.user("market");
    var topic = audience("", null, "prices/eu");
    assertThat(key(publisher, topic))
        .isEqualTo(key(PublisherId.user("market"), audience("", null, "prices/eu")))
        .hasSameHashCodeAs(key(PublisherId.user("market"), audience("", null, "prices/eu")));
    assertThat(key(PublisherId.user("mallory"), topic)).isNotEqualTo(key(publisher, topic));
    assertThat(key(PublisherId.source("redis:prices"), topic)).isNotEqualTo(key(publisher, topic));
    for (var other :
        List.of(
            audience("", null, "rooms/1"),
            audience("prices/eu", null, null),
            audience("alice", null, "prices/eu"),
            audience("", "s", "prices/eu"),
            new Audience(Set.of(), null, Set.of("ops"), "prices/eu"),
            Audience.EVERYONE)) {
      assertThat(key(publisher, other)).as("%s", other).isNotEqualTo(key(publisher, topic));
    }
    assertThat(key(publisher, audience("a,b", null, null)))
        .as("one user with a comma and two users")
        .isNotEqualTo(key(publisher, audience("a;b", null, null)));
  }
}
