package tidings.log.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tidings.log.Offset;

class DuplicateIndexTest {

  private final DuplicateIndex decisions = new DuplicateIndex(List.of(5L, 0L), 100);

  @Test
  void aDuplicateIsKnownByItsOffset() {
    IntStream.range(0, 50).forEach(i -> decisions.add(new Offset(0, 10 + 3 * i)));
    var known =
        IntStream.range(0, 200).filter(i -> decisions.isDuplicate(new Offset(0, i))).toArray();
    assertThat(known).isEqualTo(IntStream.range(0, 50).map(i -> 10 + 3 * i).toArray());
    assertThat(decisions.isDuplicate(new Offset(1, 10))).isFalse();
    assertThat(decisions.from(0)).isEqualTo(5);
  }

  @Test
  void overTheLimitItKnowsOnlyEntriesBehindTheOldest() {
    IntStream.range(0, 1000).forEach(i -> decisions.add(new Offset(0, 10 + i)));
    assertThat(decisions.from(0)).isEqualTo(910);
    assertThat(decisions.isDuplicate(new Offset(0, 910))).isTrue();
    assertThat(decisions.isDuplicate(new Offset(0, 1009))).isTrue();
    assertThat(decisions.isDuplicate(new Offset(0, 1010))).isFalse();
  }

  @Test
  void aPartitionThatIsAddedIsKnownFromItsBeginning() {
    decisions.widen(List.of(7L, 7L, 0L));
    assertThat(decisions.from(0)).isEqualTo(5);
    assertThat(decisions.from(2)).isZero();
  }
}
