package tidings.log.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class RecentIdsTest {

  private static final long WINDOW = 100;

  /**
   * A record in a partition.
   *
   * @param id 0 for a record that is not an event
   */
  record Row(int id, long millis) {}

  /** Few identities, and timestamps that mostly rise, sometimes leap, sometimes fall back. */
  @Provide
  Arbitrary<List<Row>> partition() {
    var step =
        Arbitraries.frequencyOf(
            Tuple.of(20, Arbitraries.longs().between(0, 10)),
            Tuple.of(3, Arbitraries.longs().between(-300, 0)),
            Tuple.of(1, Arbitraries.longs().between(0, 400)));
    return Combinators.combine(Arbitraries.integers().between(0, 12), step)
        .as((id, by) -> new Row(id, by))
        .list()
        .ofMaxSize(400)
        .map(RecentIdsTest::summed);
  }

  private static List<Row> summed(List<Row> steps) {
    var rows = new ArrayList<Row>();
    long now = 1000;
    for (var step : steps) {
      now += step.millis();
      rows.add(new Row(step.id(), now));
    }
    return rows;
  }

  /** The decisions from a position on; null for a record that is not an event. */
  private static List<Boolean> decided(List<Row> rows, int from, long reach) {
    var ids = new RecentIds(WINDOW, reach);
    var decisions = new ArrayList<Boolean>();
    for (int i = from; i < rows.size(); i++) {
      var row = rows.get(i);
      if (row.id() == 0) {
        ids.skip(i, row.millis());
        decisions.add(true);
      } else {
        decisions.add(ids.first(i, row.millis(), new Fingerprint(row.id(), row.id() % 3)));
      }
    }
    return decisions;
  }

  /** The rule as documented, applied to the whole partition. */
  private static boolean isFirst(List<Row> rows, int at, long reach) {
    var row = rows.get(at);
    for (int i = 0; i < at; i++) {
      if (rows.get(i).id() == row.id()
          && row.id() != 0
          && clock(rows, at) - clock(rows, i) < WINDOW
          && at - i <= reach) {
        return false;
      }
    }
    return true;
  }

  private static long clock(List<Row> rows, int at) {
    return rows.subList(0, at + 1).stream().mapToLong(Row::millis).max().orElseThrow();
  }

  @Property(tries = 500)
  void itDecidesByTheRule(
      @ForAll("partition") List<Row> rows, @ForAll @LongRange(min = 1, max = 500) long reach) {
    var decided = decided(rows, 0, reach);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(decided.get(i)).as("record " + i).isEqualTo(isFirst(rows, i, reach));
    }
  }

  @Property(tries = 1000)
  void whereverTheReadingBeginsTheDecisionIsTheSame(
      @ForAll("partition") List<Row> rows,
      @ForAll @IntRange(max = 400) int at,
      @ForAll @LongRange(min = 1, max = 500) long reach) {
    if (at < rows.size()) {
      assertSameDecisions(rows, windowBefore(rows, at), at, reach);
    }
  }

  @Property(tries = 1000)
  void aReaderThatBeginsOneReachBeforeDecidesTheSameWhileTimestampsRise(
      @ForAll("partition") List<Row> rows,
      @ForAll @IntRange(max = 400) int at,
      @ForAll @LongRange(min = 1, max = 100) long reach) {
    var rising = new ArrayList<Row>();
    for (int i = 0; i < rows.size(); i++) {
      rising.add(new Row(rows.get(i).id(), clock(rows, i)));
    }
    if (at < rising.size()) {
      int from = (int) Math.max(windowBefore(rising, at), at - reach);
      assertSameDecisions(rising, from, at, reach);
    }
  }

  /** Like Kafka's offsetsForTimes: the first record with that timestamp or a later one. */
  private static int windowBefore(List<Row> rows, int at) {
    int from = 0;
    while (rows.get(from).millis() < rows.get(at).millis() - WINDOW) {
      from++;
    }
    return from;
  }

  private static void assertSameDecisions(List<Row> rows, int from, int at, long reach) {
    var all = decided(rows, 0, reach);
    var some = decided(rows, from, reach);
    assertThat(some.subList(at - from, some.size())).isEqualTo(all.subList(at, all.size()));
  }
}
