package tidings.push.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.event.Pattern;

/**
 * The meaning of a pattern, and the index that finds patterns, compared with a plain
 * implementation.
 */
class PatternTest {

  private static final Names TYPES = new Names('.');
  private static final Names TOPICS = new Names('/');

  @Property(tries = 3000)
  void aPatternMatchesTheNamesItStandsFor(
      @ForAll("patterns") String pattern, @ForAll("names") String name) {
    assertThat(Pattern.ofTopic(pattern).matches(name)).isEqualTo(TOPICS.matches(pattern, name));
  }

  @Property(tries = 3000)
  void aPatternCoversAnotherIfNoNameOfThatOneIsNotItsOwn(
      @ForAll("patterns") String outer, @ForAll("patterns") String inner) {
    assertThat(Pattern.ofTopic(outer).covers(Pattern.ofTopic(inner)))
        .isEqualTo(TOPICS.covers(outer, inner));
  }

  @Property(tries = 2000)
  void theIndexFindsExactlyThePatternsThatMatch(
      @ForAll("manyPatterns") List<String> added,
      @ForAll("manyPatterns") List<String> removed,
      @ForAll("names") String name) {
    var index = new PatternIndex<String>('/');
    added.forEach(pattern -> index.add(Pattern.ofTopic(pattern), pattern));
    removed.forEach(pattern -> index.remove(Pattern.ofTopic(pattern), pattern));

    var found = new TreeSet<String>();
    index.match(name, found::addAll);

    var expected = new TreeSet<>(added);
    expected.removeAll(removed);
    expected.removeIf(pattern -> !TOPICS.matches(pattern, name));
    assertThat(found).isEqualTo(expected);
  }

  @Property(tries = 500)
  void anIndexThatLostAllItsPatternsHoldsNothing(@ForAll("manyPatterns") List<String> patterns) {
    var index = new PatternIndex<Integer>('/');
    patterns.forEach(pattern -> index.add(Pattern.ofTopic(pattern), 1));
    patterns.forEach(pattern -> index.remove(Pattern.ofTopic(pattern), 1));
    assertThat(index.isEmpty()).isTrue();
  }

  @Property(tries = 500)
  void typesAreSegmentedByDots(@ForAll("types") String type) {
    for (var pattern : TYPES.patterns()) {
      assertThat(Pattern.ofType(pattern).matches(type)).isEqualTo(TYPES.matches(pattern, type));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "task.*, task.progress, true",
    "task.*, task.a.b, false",
    "task.*, task, false",
    "task.**, task.a.b, true",
    "task.**, task, false",
    "*, task, true",
    "*, task.a, false",
    "**, task.a.b, true",
    "task.*.done, task.7.done, true",
    "task.*.done, task.7.8.done, false"
  })
  void theProtocolsExamplesHold(String pattern, String type, boolean matches) {
    assertThat(Pattern.ofType(pattern).matches(type)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a*", "a.*b", "**.a", "a.**.b", "***"})
  void invalidPatternIsRejectedAndNamed(String text) {
    assertThatThrownBy(() -> Pattern.ofType(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void aPatternHasSixteenSegmentsAtMost() {
    var longest = String.join("/", Collections.nCopies(16, "*"));
    assertThat(Pattern.ofTopic(longest).segments()).hasSize(16);
    assertThatThrownBy(() -> Pattern.ofTopic(longest + "/**"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("has more than 16 segments");
    assertThatThrownBy(() -> Pattern.ofType("a.".repeat(500) + "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("has more than 16 segments");
    // Only patterns are limited: the names they match may have more segments.
    assertThat(Pattern.ofTopic("a/**").matches("a/".repeat(500) + "a")).isTrue();
  }

  /**
   * The patterns that one user may have, chosen so that each of them matches on a path of its own.
   */
  @Test
  void theWorstPatternsOfAUserCostAnEventFewMilliseconds() {
    var index = new PatternIndex<Integer>('/');
    int count = 1000;
    for (int i = 0; i < count; i++) {
      var segments = new ArrayList<String>();
      for (int bit = 0; bit < Pattern.MAX_SEGMENTS; bit++) {
        segments.add((i >> (bit % 10) & 1) == 0 ? "a" : "*");
      }
      index.add(Pattern.ofTopic(String.join("/", segments)), i);
    }
    var name = String.join("/", Collections.nCopies(Pattern.MAX_SEGMENTS, "a"));
    int rounds = 200;
    var found = new TreeSet<Integer>();
    index.match(name, found::addAll);
    assertThat(found).as("all match").hasSize(count);
    long begin = System.nanoTime();
    var matches = new AtomicInteger();
    for (int i = 0; i < rounds; i++) {
      index.match(name, set -> matches.addAndGet(set.size()));
    }
    var each = Duration.ofNanos((System.nanoTime() - begin) / rounds);
    assertThat(matches).hasValue(count * rounds);
    assertThat(each).as("time of one event").isLessThan(Duration.ofMillis(20));
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.of(TOPICS.patterns());
  }

  @Provide
  Arbitrary<List<String>> manyPatterns() {
    return patterns().list().uniqueElements().ofMaxSize(30);
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.of(TOPICS.names());
  }

  @Provide
  Arbitrary<String> types() {
    return Arbitraries.of(TYPES.names());
  }
}
