package tidings.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

  private static final long EPOCH = 0xFFFF_FFFF_FFFFL;

  @Provide
  Arbitrary<List<Long>> positions() {
    return Arbitraries.longs().between(0, Long.MAX_VALUE).list().ofMinSize(1).ofMaxSize(40);
  }

  @Property(tries = 2000)
  void aCursorIsParsedFromItsText(@ForAll long epoch, @ForAll("positions") List<Long> next) {
    var cursor = Cursor.of(epoch, next);
    var text = cursor.toString();
    assertThat(text).matches("[A-Za-z0-9_-]+");
    assertThat(Cursor.parse(text)).hasValue(cursor);
    assertThat(Cursor.parse(text).orElseThrow().toString()).isEqualTo(text);
    assertThat(cursor.epoch()).isEqualTo(epoch & EPOCH);
    assertThat(cursor.partitions()).isEqualTo(next.size());
    for (int i = 0; i < next.size(); i++) {
      assertThat(cursor.next(i)).isEqualTo(next.get(i));
    }
  }

  @Test
  void twelvePartitionsOfManyBillionEntriesFitIn88Characters() {
    var cursor = Cursor.of(EPOCH, Collections.nCopies(12, (1L << 35) - 1));
    assertThat(cursor.toString()).hasSize(88);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "0",
        "AAAAAAAA", // an epoch without a position
        "AAAAAAAAgA", // a position cut off
        "AAAAAAAAgAA", // a position longer than necessary
        "AAAAAAAAAA==", // padded
        "AAAAAAAAAB", // unused bits that are set
        "AAAAAAAA+A", // Base64 that is not URL-safe
        "AAAA\nAAAAAA",
        "AAAAAAAAAÀ",
        "c-Zm9vYmFy",
        "../../etc/passwd",
        "run-7:42",
        "😀😀😀"
      })
  void whatIsNoCursorIsEmpty(String text) {
    assertThat(Cursor.parse(text)).isEmpty();
  }

  @Test
  void aPositionOfMoreThan63BitsIsNoCursor() {
    var bytes = new byte[6 + 10];
    Arrays.fill(bytes, 6, 15, (byte) 0xFF);
    bytes[15] = 1;
    assertThat(Cursor.parse(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)))
        .isEmpty();
  }

  @Test
  void anEndlessCursorIsNotEvenDecoded() {
    assertThat(Cursor.parse("A".repeat(4096))).as("too many partitions").isEmpty();
    assertThat(Cursor.parse("A".repeat(4097))).isEmpty();
    assertThat(Cursor.parse("A".repeat(10_000_000))).isEmpty();
  }

  @Property(tries = 3000)
  void anyTextIsACursorInItsOneFormOrNone(@ForAll("texts") String text) {
    var cursor = Cursor.parse(text);
    cursor.ifPresent(known -> assertThat(known.toString()).isEqualTo(text));
  }

  @Provide
  Arbitrary<String> texts() {
    var base64 =
        Arbitraries.strings()
            .withCharRange('a', 'z')
            .withCharRange('A', 'Z')
            .withCharRange('0', '9')
            .withChars("-_=+/")
            .ofMaxLength(60);
    return Arbitraries.oneOf(base64, Arbitraries.strings().ofMaxLength(30));
  }

  @Property(tries = 1000)
  void aCursorCutShortIsNoneOrAnother(
      @ForAll("positions") List<Long> next, @ForAll @LongRange(min = 1, max = 8) long cut) {
    var text = Cursor.of(7, next).toString();
    var shorter = text.substring(0, Math.toIntExact(text.length() - cut));
    Cursor.parse(shorter).ifPresent(other -> assertThat(other.toString()).isEqualTo(shorter));
  }

  @Test
  void aCursorMovesForwardAndNeverBack() {
    var cursor = Cursor.of(7, List.of(5L, 9L));
    assertThat(cursor.after(0, 5)).isEqualTo(Cursor.of(7, List.of(6L, 9L)));
    assertThat(cursor.after(1, 3)).isEqualTo(cursor);
    assertThat(cursor).as("the cursor is immutable").isEqualTo(Cursor.of(7, List.of(5L, 9L)));
  }

  @Test
  void oneCursorIsBeforeAnotherOnlyInEveryPartition() {
    var cursor = Cursor.of(7, List.of(5L, 9L));
    assertThat(cursor.isAtOrBefore(cursor)).isTrue();
    assertThat(cursor.isAtOrBefore(cursor.after(1, 9))).isTrue();
    assertThat(cursor.after(1, 9).isAtOrBefore(cursor)).isFalse();
    assertThat(cursor.after(0, 5).isAtOrBefore(cursor.after(1, 9))).isFalse();
    assertThat(cursor.isAtOrBefore(Cursor.of(8, List.of(5L, 9L)))).as("another log").isFalse();
  }

  @Test
  void anAddedPartitionStartsAtItsBeginning() {
    var cursor = Cursor.of(7, List.of(5L, 9L));
    var wider = Cursor.of(7, List.of(5L, 9L, 1L));
    assertThat(cursor.isAtOrBefore(wider)).isTrue();
    assertThat(wider.isAtOrBefore(cursor)).isFalse();
    assertThat(cursor.has(new Offset(2, 0))).isFalse();
    assertThat(cursor.after(new Offset(2, 0))).isEqualTo(wider);
    assertThat(cursor.later(wider)).isEqualTo(wider);
  }

  @Test
  void anEntrySentOutOfOrderIsAheadUntilTheCursorPassesIt() {
    var cursor = Cursor.of(7, List.of(5L, 9L));
    var ahead = cursor.ahead(List.of(new Offset(1, 12), new Offset(0, 7), new Offset(0, 4)));
    assertThat(ahead.ahead()).containsExactly(new Offset(0, 7), new Offset(1, 12));
    assertThat(ahead.has(new Offset(0, 7))).isTrue();
    assertThat(ahead.has(new Offset(0, 6))).isFalse();
    assertThat(Cursor.parse(ahead.toString())).contains(ahead);
    assertThat(cursor.isAtOrBefore(ahead)).isTrue();
    assertThat(ahead.isAtOrBefore(cursor)).isFalse();
    assertThat(ahead.isAtOrBefore(Cursor.of(7, List.of(8L, 13L)))).isTrue();
    var moved = ahead.after(0, 7);
    assertThat(moved.ahead()).containsExactly(new Offset(1, 12));
    assertThat(moved.after(1, 12)).isEqualTo(Cursor.of(7, List.of(8L, 13L)));
  }

  @Test
  void moreEntriesAheadThanTheLimitAreNoCursor() {
    var offsets =
        IntStream.rangeClosed(0, Cursor.MAX_AHEAD).mapToObj(i -> new Offset(0, 6 + i)).toList();
    var cursor = Cursor.of(7, List.of(5L));
    assertThat(Cursor.parse(cursor.ahead(offsets).toString())).isEmpty();
    assertThat(Cursor.parse(cursor.ahead(offsets.subList(1, offsets.size())).toString()))
        .isPresent();
    assertThat(Cursor.parse(cursor + ".")).as("an empty list").isEmpty();
  }

  @Test
  void cursorsAreEqualByEpochAndPositions() {
    var cursor = Cursor.of(7, List.of(5L));
    assertThat(cursor)
        .isEqualTo(Cursor.of(7, List.of(5L)))
        .hasSameHashCodeAs(Cursor.of(7, List.of(5L)))
        .isNotEqualTo(Cursor.of(8, List.of(5L)))
        .isNotEqualTo(Cursor.of(7, List.of(6L)))
        .isNotEqualTo(Cursor.of(7, List.of(5L, 0L)));
  }

  @Test
  void partitionsThatAreAddedBeginAtTheirBeginning() {
    var cursor = Cursor.of(7, List.of(5L)).ahead(List.of(new Offset(0, 8)));
    assertThat(cursor.widened(3))
        .isEqualTo(Cursor.of(7, List.of(5L, 0L, 0L)).ahead(cursor.ahead()));
    assertThat(cursor.widened(1)).isSameAs(cursor);
    assertThat(cursor.next(2)).isZero();
    assertThat(cursor.has(new Offset(2, 0))).isFalse();
    assertThat(cursor.after(2, 4)).isEqualTo(cursor.widened(3).after(2, 4));
    assertThat(cursor.before(new Offset(1, 3)).next(1)).isEqualTo(3);
  }

  @Test
  void theLaterOfTwoCursorsHasAllPartitionsOfBoth() {
    var old = Cursor.of(7, List.of(5L));
    var wider = Cursor.of(7, List.of(3L, 2L));
    assertThat(old.later(wider)).isEqualTo(Cursor.of(7, List.of(5L, 2L)));
    assertThat(wider.later(old)).isEqualTo(Cursor.of(7, List.of(5L, 2L)));
  }
}
