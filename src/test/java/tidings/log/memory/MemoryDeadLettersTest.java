package tidings.log.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tidings.log.DeadLetters;
import tidings.log.RejectedInput;

class MemoryDeadLettersTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static final int KIB = 1 << 10;

  private final DeadLetters letters = new MemoryDeadLetters(3, 160 * KIB, InstantSource.fixed(NOW));

  private void deadLetter(String... reasons) {
    for (var reason : reasons) {
      letters.deadLetter(new RejectedInput("redis:s", reason, reason, Map.of(), null));
    }
  }

  private static List<String> reasons(DeadLetters.Page page) {
    return page.letters().stream().map(letter -> letter.input().reason()).toList();
  }

  @Test
  void theNewestAreKeptAndAllAreCounted() {
    deadLetter("1", "2", "3", "4");
    assertThat(reasons(letters.newest(10, null))).containsExactly("4", "3", "2");
    assertThat(letters.newest(3, null).more()).isFalse();
    assertThat(letters.count()).isEqualTo(4);
  }

  @Test
  void largeOnesAreFewerAndTheLargestIsKeptWithoutItsContent() {
    var letters = new MemoryDeadLetters(100, 160 * KIB, InstantSource.fixed(NOW));
    letters.deadLetter(new RejectedInput("redis:s", "1", "1", Map.of(), "x".repeat(11 * KIB)));
    var largest = letters.newest(1, null).letters().getFirst().input();
    assertThat(largest.payload()).isNull();
    assertThat(largest.reason()).startsWith("it was too large to be stored").endsWith("1");

    for (int i = 0; i < 50; i++) {
      letters.deadLetter(
          new RejectedInput("redis:s", "" + i, "9 KiB", Map.of("k", "v"), "x".repeat(9 * KIB)));
    }
    var kept = letters.newest(100, null).letters();
    assertThat(kept).hasSize(17).allMatch(letter -> letter.input().payload() != null);
    assertThat(kept.getFirst().input().position()).isEqualTo("49");
    assertThat(letters.count()).isEqualTo(51);
  }

  @Test
  void theyAreCountedByTheKindOfTheirSource() {
    letters.deadLetter(new RejectedInput("redis:s", "1", "1", Map.of(), null));
    letters.deadLetter(new RejectedInput("redis:t", "1", "1", Map.of(), null));
    letters.deadLetter(new RejectedInput("postgres:tidings_outbox", "1", "1", Map.of(), null));
    assertThat(letters.count("redis")).isEqualTo(2);
    assertThat(letters.count("postgres")).isEqualTo(1);
    assertThat(letters.count("kafka")).isZero();
  }

  @Test
  void pagesAreConsecutiveThoughLettersAreAddedMeanwhile() {
    deadLetter("1", "2");
    var first = letters.newest(1, null);
    assertThat(reasons(first)).containsExactly("2");
    assertThat(first.more()).isTrue();
    deadLetter("3");
    var second = letters.newest(1, first.letters().getLast().id());
    assertThat(reasons(second)).containsExactly("1");
    assertThat(second.more()).isFalse();
    assertThat(letters.newest(1, "no id").letters()).isEmpty();
  }

  @Test
  void aLetterIsFoundAndKnownAsReplayed() {
    deadLetter("1");
    var letter = letters.newest(1, null).letters().getFirst();
    assertThat(letter.replayed()).isNull();
    letters.replayed(letter);
    assertThat(letters.find(letter.id()).orElseThrow().replayed()).isEqualTo(NOW);
    assertThat(letters.find("x")).isEmpty();
    assertThat(letters.find("7")).isEmpty();
  }
}
