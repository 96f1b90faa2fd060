package tidings.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.client.SseReader.Frame;

/** Streams as the standard defines them, cut anywhere. */
class SseReaderTest {

  private final List<Long> retries = new ArrayList<>();

  private List<Frame> read(InputStream in) throws IOException {
    var reader = new SseReader(in, retries::add);
    var frames = new ArrayList<Frame>();
    for (var frame = reader.next(); frame != null; frame = reader.next()) {
      frames.add(frame);
    }
    return frames;
  }

  private List<Frame> read(String text) throws IOException {
    return read(new ByteArrayInputStream(text.getBytes(UTF_8)));
  }

  private static Frame frame(String type, String text) {
    return new Frame(null, type, text);
  }

  @Test
  void fieldsMakeAFrame() throws IOException {
    assertThat(read("event: a.b\nid: 7\ndata: one\ndata:two\ndata:  three\ndata\n\n"))
        .containsExactly(new Frame("7", "a.b", "one\ntwo\n three\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n"})
  void eachEndOfALineIsOne(String end) throws IOException {
    assertThat(read("data: a\n\nevent: t\ndata: b\ndata: c\n\n".replace("\n", end)))
        .containsExactly(frame("message", "a"), frame("t", "b\nc"));
  }

  /** The stream in two pieces, cut at each byte: in a character, in CRLF, in the mark. */
  @Test
  void aCutAnywhereChangesNothing() throws IOException {
    var text = "\uFEFFevent: ü\r\nid: 1\r\ndata: aé€😀\r\rid: 2\r\n\r\n: c\ndata: x\n\n";
    var whole = read(text);
    assertThat(whole)
        .containsExactly(
            new Frame("1", "ü", "aé€😀"), new Frame("2", "message", null), frame("message", "x"));
    var bytes = text.getBytes(UTF_8);
    for (int cut = 0; cut <= bytes.length; cut++) {
      var first = new ByteArrayInputStream(bytes, 0, cut);
      var second = new ByteArrayInputStream(bytes, cut, bytes.length - cut);
      assertThat(read(new SequenceInputStream(first, second))).as("cut at " + cut).isEqualTo(whole);
    }
  }

  @Test
  void oneByteAtATimeChangesNothing() throws IOException {
    var text = "id: 1\r\ndata: é\r\n\r\nid: 2\r\ndata: b\r\n\r\n";
    var pieces = new ArrayList<InputStream>();
    for (byte one : text.getBytes(UTF_8)) {
      pieces.add(new ByteArrayInputStream(new byte[] {one}));
    }
    assertThat(read(new SequenceInputStream(Collections.enumeration(pieces))))
        .isEqualTo(read(text));
  }

  @Test
  void aByteOrderMarkIsSkippedOnceAtTheBegin() throws IOException {
    assertThat(read("\uFEFFdata: a\n\n\uFEFFdata: b\n\n")).containsExactly(frame("message", "a"));
  }

  @Test
  void commentsAndUnknownFieldsAreIgnored() throws IOException {
    assertThat(read(":\n: beat\nother: 1\ndatax: 2\n:data: 3\n\ndata: a\n\n"))
        .containsExactly(frame("message", "a"));
  }

  @Test
  void anIdWithNulIsIgnoredAndAnEmptyOneIsNot() throws IOException {
    assertThat(read("id: a\0b\ndata: x\n\nid\ndata: y\n\n"))
        .containsExactly(frame("message", "x"), new Frame("", "message", "y"));
  }

  @Test
  void anIdAloneIsAFrameWithoutAnEvent() throws IOException {
    assertThat(read(": beat\nid: 5\n\n")).containsExactly(new Frame("5", "message", null));
  }

  @Test
  void anEventWithoutDataIsNone() throws IOException {
    assertThat(read("event: a\n\ndata: b\n\n")).containsExactly(frame("message", "b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"data: a", "data: a\n", "id: 9\n", "event: a\nid: 9\ndata: b\n", "da", "\r", ""})
  void anIncompleteFrameIsDiscarded(String text) throws IOException {
    assertThat(read("data: first\n\n" + text)).containsExactly(frame("message", "first"));
  }

  @Test
  void onlyDigitsAreARetry() throws IOException {
    var lines = new StringBuilder();
    var values = List.of("3000", "-1", "1.5", "x", "", "9999999999", "٣", "0");
    values.forEach(value -> lines.append("retry: ").append(value).append('\n'));
    read(lines.toString());
    assertThat(retries).containsExactly(3000L, 0L);
  }

  @Test
  void threeMegabytesOfDataArrive() throws IOException {
    var data = "é".repeat(3 << 19);
    assertThat(read("data: " + data + "\n\n")).containsExactly(frame("message", data));
  }

  @Test
  void garbledBytesAreReplaced() throws IOException {
    var bytes = new byte[] {'d', 'a', 't', 'a', ':', (byte) 0xff, (byte) 0xc3, '\n', '\n'};
    assertThat(read(new ByteArrayInputStream(bytes)))
        .containsExactly(frame("message", "\uFFFD\uFFFD"));
  }

  @Test
  void aFrameHasALimit() throws IOException {
    var reader =
        new SseReader(
            new ByteArrayInputStream(
                "data: 12345\n\ndata: 1\ndata: 23\n\ndata: 123456\n\n".getBytes(UTF_8)),
            retries::add,
            14);
    assertThat(reader.next()).isEqualTo(frame("message", "12345"));
    assertThatThrownBy(reader::next).hasMessageContaining("14 characters");
    var edge = "data: 12345678\n\n".getBytes(UTF_8);
    assertThat(new SseReader(new ByteArrayInputStream(edge), retries::add, 14).next())
        .isEqualTo(frame("message", "12345678"));
    assertThatThrownBy(() -> new SseReader(new ByteArrayInputStream(edge), retries::add, 13).next())
        .isInstanceOf(IOException.class);
  }
}
