package tidings.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.sse.EventStreamParser.Message;

/**
 * The parser judges all other stream tests, so it is tested first, by the standard's own examples.
 */
class EventStreamParserTest {

  private final List<Message> messages = new ArrayList<>();
  private final List<String> comments = new ArrayList<>();
  private final EventStreamParser parser =
      new EventStreamParser(
          new EventStreamParser.Receiver() {
            @Override
            public void message(Message message) {
              messages.add(message);
            }

            @Override
            public void comment(String text) {
              comments.add(text);
            }
          });

  private void feed(String text) {
    parser.feed(text.getBytes(UTF_8));
  }

  private List<String> data() {
    return messages.stream().map(Message::data).toList();
  }

  @Test
  void dataLinesAreJoinedByLf() {
    feed("data: YHOO\ndata: +2\ndata: 10\n\n");
    assertThat(messages).containsExactly(new Message("message", "YHOO\n+2\n10", ""));
  }

  @Test
  void theStandardsExampleOfFourBlocksDispatchesThree() {
    feed(
        """
        : test stream

        data: first event
        id: 1

        data:second event
        id

        data:  third event

        """);
    assertThat(comments).containsExactly(" test stream");
    assertThat(messages)
        .containsExactly(
            new Message("message", "first event", "1"),
            new Message("message", "second event", ""),
            new Message("message", " third event", ""));
  }

  @Test
  void theStandardsExampleOfBareDataFieldsDispatchesTwo() {
    feed("data\n\ndata\ndata\n\ndata:");
    assertThat(data()).containsExactly("", "\n");
  }

  @Test
  void oneSpaceAfterTheColonIsNotPartOfTheValue() {
    feed("data:test\n\ndata: test\n\ndata:  test\n\n");
    assertThat(data()).containsExactly("test", "test", " test");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n"})
  void everyLineEndOfTheStandardEndsALine(String end) {
    feed(String.join(end, "event: a", "data: 1", "data: 2", "", "data: 3", "", ""));
    assertThat(messages)
        .containsExactly(new Message("a", "1\n2", ""), new Message("message", "3", ""));
  }

  @Test
  void crAtTheEndOfAPieceDispatchesAtOnceAndTheLfAfterItIsNoLine() {
    feed("data: 1\r\n\r");
    assertThat(data()).containsExactly("1");
    feed("\ndata: 2\r");
    feed("\n\r\n");
    assertThat(data()).containsExactly("1", "2");
  }

  @Test
  void oneByteOrderMarkAtTheStartIsDropped() {
    feed("\uFEFFdata: 1\n\n\uFEFFdata: 2\n\n");
    assertThat(data()).as("the second mark makes an unknown field").containsExactly("1");
  }

  @Test
  void aByteOrderMarkInPiecesIsDropped() {
    for (byte b : "\uFEFFdata: 1\n\n".getBytes(UTF_8)) {
      parser.feed(new byte[] {b});
    }
    assertThat(data()).containsExactly("1");
  }

  @Test
  void onlyTheFirstOfTwoByteOrderMarksIsDropped() {
    feed("\uFEFF\uFEFFdata: 1\n\n");
    assertThat(messages).isEmpty();
  }

  @Test
  void anIdWithNulIsIgnored() {
    feed("id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n");
    assertThat(messages)
        .containsExactly(new Message("message", "a", "1"), new Message("message", "b", "1"));
  }

  @Test
  void anEventWithoutIdKeepsTheLastOne() {
    feed("id: 7\ndata: a\n\ndata: b\n\n");
    assertThat(messages).extracting(Message::lastEventId).containsExactly("7", "7");
  }

  @Test
  void aFrameWithoutDataDispatchesNothingButMovesTheLastEventId() {
    feed("event: a\nid: 8\n");
    assertThat(parser.lastEventId()).as("before the empty line").isEmpty();
    feed("\n");
    assertThat(parser.lastEventId()).isEqualTo("8");
    assertThat(messages).isEmpty();
    feed("data: b\n\n");
    assertThat(messages).containsExactly(new Message("message", "b", "8"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "+1", "1.5", "1s", " 5 ", "٣"})
  void retryOfAnythingButDigitsIsIgnored(String value) {
    feed("retry: 3000\nretry: " + value + "\n");
    assertThat(parser.retryMillis()).hasValue(3000);
  }

  @Test
  void retryIsReadBeforeAnyDispatch() {
    feed("retry: 0042\n");
    assertThat(parser.retryMillis()).hasValue(42);
  }

  @Test
  void unknownAndOddlyWrittenFieldsAreIgnored() {
    feed("Data: no\nDATA: no\n data: no\ndata : no\nfoo: no\ndata: yes\n\n");
    assertThat(data()).containsExactly("yes");
  }

  @Test
  void anEventCutOffByTheStreamsEndIsDiscarded() {
    feed("data: 1\n\ndata: 2\n");
    assertThat(data()).containsExactly("1");
  }

  @Test
  void malformedUtf8IsReplaced() {
    var out = new ByteArrayOutputStream();
    out.writeBytes("data: a".getBytes(UTF_8));
    out.write(0xFF);
    out.writeBytes("b\n\n".getBytes(UTF_8));
    parser.feed(out.toByteArray());
    assertThat(data()).containsExactly("a\uFFFDb");
  }

  @Test
  void aCharacterMayBeCutAnywhere() {
    for (byte b : "data: ü€😀\n\n".getBytes(UTF_8)) {
      parser.feed(new byte[] {b});
    }
    assertThat(data()).containsExactly("ü€😀");
  }

  @Property(tries = 500)
  void theCutsDoNotMatter(
      @ForAll @StringLength(max = 60) String noise, @ForAll List<Integer> sizes) {
    var text = "\uFEFFid: 1\r\ndata: " + noise + "\r\n\r\nevent: é\ndata: 😀\r\r: c\n";
    var bytes = text.getBytes(UTF_8);
    var whole = new ArrayList<Message>();
    new EventStreamParser(whole::add).feed(bytes);

    var pieces = new ArrayList<Message>();
    var inPieces = new EventStreamParser(pieces::add);
    int at = 0;
    for (int size : sizes) {
      int length = Math.min(Math.floorMod(size, 7), bytes.length - at);
      inPieces.feed(bytes, at, length);
      at += length;
    }
    inPieces.feed(bytes, at, bytes.length - at);

    assertThat(pieces).isEqualTo(whole).isNotEmpty();
  }
}
