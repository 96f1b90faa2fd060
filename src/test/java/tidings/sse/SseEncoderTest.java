package tidings.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.sse.EventStreamParser.Message;

/** Transcripts byte for byte, and how the standard's reader parses each of them. */
class SseEncoderTest {

  private static String text(byte[] frame) {
    return new String(frame, UTF_8);
  }

  static Stream<Arguments> transcripts() {
    return Stream.of(
        Arguments.of("plain", "hello", "data: hello\n"),
        Arguments.of("empty", "", "data: \n"),
        Arguments.of("LF", "a\nb", "data: a\ndata: b\n"),
        Arguments.of("CR", "a\rb", "data: a\ndata: b\n"),
        Arguments.of("CRLF", "a\r\nb", "data: a\ndata: b\n"),
        Arguments.of("LFCR, two line ends", "a\n\rb", "data: a\ndata: \ndata: b\n"),
        Arguments.of("an empty line between", "a\n\nb", "data: a\ndata: \ndata: b\n"),
        Arguments.of("a line end at the end", "a\n", "data: a\ndata: \n"),
        Arguments.of("CRLF at the end", "a\r\n", "data: a\ndata: \n"),
        Arguments.of("CR at the end", "a\r", "data: a\ndata: \n"),
        Arguments.of("a line end alone", "\n", "data: \ndata: \n"),
        Arguments.of("a leading space", " a", "data:  a\n"),
        Arguments.of("a leading colon", ":a", "data: :a\n"),
        Arguments.of("a line that looks like a field", "a\nid: 9", "data: a\ndata: id: 9\n"),
        Arguments.of(
            "a frame inside",
            "a\n\nevent: x\n\n",
            "data: a\ndata: \ndata: event: x\ndata: \ndata: \n"),
        Arguments.of("NUL", "a\0b", "data: a\0b\n"),
        Arguments.of("U+2028 and U+0085 end no line", "a\u2028b\u0085c", "data: a\u2028b\u0085c\n"),
        Arguments.of("a byte order mark", "\uFEFFa", "data: \uFEFFa\n"),
        Arguments.of("an emoji of two chars", "😀", "data: 😀\n"),
        // Half a character has no UTF-8.
        Arguments.of("a lone surrogate", "a\uD83Db", "data: a?b\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("transcripts")
  void dataIsWrittenLineByLine(String name, String data, String expected) {
    assertThat(text(SseEncoder.event("n", "1", data)))
        .isEqualTo("event: n\nid: 1\n" + expected + "\n");
  }

  @Test
  void anEmojiIsFourBytes() {
    assertThat(SseEncoder.event(null, null, "😀"))
        .containsExactly('d', 'a', 't', 'a', ':', ' ', 0xF0, 0x9F, 0x98, 0x80, '\n', '\n');
  }

  @Test
  void dataOf64KiBIsOneLine() {
    var data = "x".repeat(65_536);
    assertThat(text(SseEncoder.event("big", "1", data)))
        .isEqualTo("event: big\nid: 1\ndata: " + data + "\n\n");
  }

  @Test
  void aStreamOpensWithTheRetryDelay() {
    assertThat(text(SseEncoder.open(3000, "CURSOR", "{\"connection\":\"c-1\"}")))
        .isEqualTo(
            """
            retry: 3000
            event: tidings.open
            id: CURSOR
            data: {"connection":"c-1"}

            """);
  }

  @Test
  void aCommentIsALineWithoutABlankOneAfterIt() {
    assertThat(text(SseEncoder.comment("poll"))).isEqualTo(": poll\n");
    assertThat(text(SseEncoder.comment(""))).isEqualTo(":\n");
    assertThat(text(SseEncoder.beat(HeartbeatForm.COMMENT, "CURSOR"))).isEqualTo(": beat\n");
  }

  @Test
  void aBeatIsACommentAndAnId() {
    assertThat(text(SseEncoder.beat(HeartbeatForm.ID, "CURSOR")))
        .isEqualTo(": beat\nid: CURSOR\n\n");
  }

  @Test
  void aBeatDispatchesNothingAndMovesTheLastEventIdOn() {
    var messages = new ArrayList<Message>();
    var parser = new EventStreamParser(messages::add);
    parser.feed(SseEncoder.event("n", "1", "a"));
    parser.feed(SseEncoder.beat(HeartbeatForm.ID, "2"));
    assertThat(messages).hasSize(1);
    assertThat(parser.lastEventId()).isEqualTo("2");
  }

  @Test
  void aFrameWithoutIdLeavesTheLastEventIdUnchanged() {
    var messages = new ArrayList<Message>();
    var parser = new EventStreamParser(messages::add);
    parser.feed(SseEncoder.event("n", "1", "a"));
    parser.feed(SseEncoder.event("tidings.reauth", null, "{}"));
    assertThat(messages).extracting(Message::lastEventId).containsExactly("1", "1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\0", "a\nid: 9", "a\r\n\r\ndata: x", "a\0"})
  void lineBreaksAndNulAreRejectedInNameAndId(String value) {
    assertThatThrownBy(() -> SseEncoder.event(value, "1", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("event has a CR, LF or NUL");
    assertThatThrownBy(() -> SseEncoder.event("n", value, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("id has a CR, LF or NUL");
    assertThatThrownBy(() -> SseEncoder.open(1, value, ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SseEncoder.beat(HeartbeatForm.ID, value))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Some of a frame's fields. */
  record Fields(@Nullable String name, @Nullable String id, String data) {}

  @Property(tries = 2000)
  void everyEncodedEventIsParsedByTheStandard(
      @ForAll("frames") List<Fields> frames, @ForAll Random cuts) {
    var expected = new ArrayList<Message>();
    var messages = new ArrayList<Message>();
    var parser = new EventStreamParser(messages::add);
    var lastEventId = "";
    for (var frame : frames) {
      var name = frame.name();
      var id = frame.id();
      lastEventId = id == null ? lastEventId : id;
      expected.add(
          new Message(
              name == null || name.isEmpty() ? "message" : name,
              frame.data().replace("\r\n", "\n").replace('\r', '\n'),
              lastEventId));
      feedInPieces(parser, SseEncoder.event(name, id, frame.data()), cuts);
    }
    assertThat(messages).isEqualTo(expected);
  }

  private static void feedInPieces(EventStreamParser parser, byte[] bytes, Random cuts) {
    for (int at = 0; at < bytes.length; ) {
      int length = Math.min(1 + cuts.nextInt(12), bytes.length - at);
      parser.feed(bytes, at, length);
      at += length;
    }
  }

  @Provide
  Arbitrary<List<Fields>> frames() {
    var line =
        Arbitraries.strings().excludeChars('\r', '\n', '\0').filter(SseEncoderTest::isUnicode);
    var data =
        Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of("\n", "\r", "\r\n", ":", " ", "data: ", "id: 9", "\0")),
                Tuple.of(2, Arbitraries.of("ü", "€", "😀", "\u2028", "\uFEFF", "a")),
                Tuple.of(1, Arbitraries.strings().filter(SseEncoderTest::isUnicode)))
            .list()
            .ofMaxSize(8)
            .map(parts -> String.join("", parts));
    return Combinators.combine(line.optional(), line.optional(), data)
        .as(
            (name, id, text) -> {
              @Nullable String none = null;
              return new Fields(name.orElse(none), id.orElse(none), text);
            })
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  /** Half a character has no UTF-8: it would not be read unchanged. */
  private static boolean isUnicode(String text) {
    return UTF_8.newEncoder().canEncode(text);
  }
}
