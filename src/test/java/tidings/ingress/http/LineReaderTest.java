package tidings.ingress.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.event.codec.UnreadableEventException;
import tidings.platform.limits.BodyBudget;
import tidings.platform.limits.OverLimitException;

/** Splits blocks into lines, however the blocks are cut. */
class LineReaderTest {

  private static final int MAX = 100_000;

  private final BodyBudget budget = new BodyBudget(BodyBudget.Unit.BYTES, 2 * MAX, 4 * MAX);
  private final LineReader reader = new LineReader(MAX, budget.share("alice"));
  private final List<String> lines = new ArrayList<>();

  /** Adds a body in blocks of this length. */
  private void add(byte[] body, int block) {
    for (int at = 0; at < body.length; at += block) {
      int count = Math.min(block, body.length - at);
      var bytes = new byte[block + 7]; // a buffer is longer than what was read into it
      System.arraycopy(body, at, bytes, 0, count);
      reader.add(bytes, count);
      for (var line = reader.next(); line != null; line = reader.next()) {
        var refusal = line.refusal();
        lines.add(
            refusal == null
                ? new String(line.bytes(), ISO_8859_1)
                : refusal.getClass().getSimpleName());
      }
    }
  }

  private void add(String body, int block) {
    add(body.getBytes(UTF_8), block);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 1000})
  void endsALineAtItsFeedWhereverTheBlocksAreCut(int block) {
    add("{\"a\":1}\n{\"b\":2}\r\n\n \t\r\n{\"c\":\r3}\n", block);

    assertThat(lines).containsExactly("{\"a\":1}", "{\"b\":2}", "{\"c\":\r3}");
    assertThat(reader.isWithinLine()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 1000})
  void removesAByteOrderMarkAtTheStartOnly(int block) {
    add("\uFEFFa\n\uFEFFb\n", block);

    assertThat(lines).containsExactly("a", "\u00EF\u00BB\u00BFb");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000})
  void takesAMarkAloneForAnEmptyLine(int block) {
    add("\uFEFF\na\n", block);

    assertThat(lines).containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000})
  void keepsALineWithoutAFeedForLater(int block) {
    add("a\nb", block);

    assertThat(lines).containsExactly("a");
    assertThat(reader.isWithinLine()).isTrue();

    add("c\n", block);

    assertThat(lines).containsExactly("a", "bc");
    assertThat(reader.isWithinLine()).isFalse();
  }

  @Test
  void takesWhiteSpaceAtTheEndForNoLine() {
    add("a\n \r", 1);

    assertThat(reader.isWithinLine()).isFalse();
  }

  @Test
  void passesBytesThatAreNotUtf8On() {
    add(new byte[] {'"', (byte) 0xFF, '"', '\n'}, 1);

    assertThat(lines).containsExactly("\"\u00FF\"");
  }

  @ParameterizedTest
  @ValueSource(ints = {4096, 16_384, MAX, 3 * MAX})
  void takesALineOfTheMaximumLengthAndRefusesALongerOne(int block) {
    var longest = "x".repeat(MAX);
    add(longest + "\r\n" + longest + "\n" + longest + "y\n" + "a\n", block);

    assertThat(lines).hasSize(4);
    assertThat(lines.subList(0, 2)).allMatch(longest::equals);
    assertThat(lines.get(2)).isEqualTo(UnreadableEventException.class.getSimpleName());
    assertThat(lines.get(3)).isEqualTo("a");
    assertThat(budget.used()).isZero();
  }

  @Test
  void skipsTheRestOfALongLineInLittleMemory() {
    add("x".repeat(20 * MAX), 4096);

    assertThat(budget.used()).isZero();
    assertThat(lines).isEmpty();
    assertThat(reader.isWithinLine()).isTrue();

    add("\na\n", 4096);

    assertThat(lines).containsExactly(UnreadableEventException.class.getSimpleName(), "a");
  }

  @Test
  void reservesMemoryForALongLineWhileItArrives() {
    add("x".repeat(LineReader.UNRESERVED), 4096);
    assertThat(budget.used()).isZero();

    add("x", 4096);
    assertThat(budget.used()).isGreaterThan(LineReader.UNRESERVED);

    add("\n", 4096);
    assertThat(budget.used()).isZero();
    assertThat(lines).hasSize(1);
  }

  @Test
  void refusesALineForWhichThereIsNoMemory() {
    try (var others = budget.share("alice")) {
      others.reserve(2 * MAX - LineReader.UNRESERVED);
      add("x".repeat(2 * LineReader.UNRESERVED) + "\na\n", 4096);
    }

    assertThat(lines).containsExactly(OverLimitException.class.getSimpleName(), "a");
    assertThat(budget.used()).isZero();
  }

  @Test
  void releasesItsMemoryWhenItIsClosed() {
    add("x".repeat(2 * LineReader.UNRESERVED), 4096);
    assertThat(budget.used()).isPositive();

    reader.close();

    assertThat(budget.used()).isZero();
  }
}
