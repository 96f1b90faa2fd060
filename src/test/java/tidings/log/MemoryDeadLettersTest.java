package tidings.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryDeadLettersTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final DeadLetters letters = new MemoryDeadLetters(3, InstantSource.fixed(NOW));

  private void bury(String... reasons) {
    for (var reason : reasons) {
      letters.bury(new Unreadable("redis:s", reason, reason, Map.of(), null));
    }
  }

  private static List<String> reasons(DeadLetters.Page page) {
    return page.letters().stream().map(letter -> letter.input().reason()).toList();
  }

  @Test
  void theNewestAreKeptAndAllAreCounted() {
    bury("1", "2", "3", "4");
    assertThat(reasons(letters.newest(10, null))).containsExactly("4", "3", "2");
    assertThat(letters.newest(3, null).more()).isFalse();
    assertThat(letters.count()).isEqualTo(4);
  }

  @Test
  void pagesFollowOneAnotherThoughOthersAreBuriedMeanwhile() {
    bury("1", "2");
    var first = letters.newest(1, null);
    assertThat(reasons(first)).containsExactly("2");
    assertThat(first.more()).isTrue();
    bury("3");
    var second = letters.newest(1, first.letters().getLast().id());
    assertThat(reasons(second)).containsExactly("1");
    assertThat(second.more()).isFalse();
    assertThat(letters.newest(1, "no id").letters()).isEmpty();
  }

  @Test
  void aLetterIsFoundAndKnownAsReplayed() {
    bury("1");
    var letter = letters.newest(1, null).letters().getFirst();
    assertThat(letter.replayed()).isNull();
    letters.replayed(letter);
    assertThat(letters.find(letter.id()).orElseThrow().replayed()).isEqualTo(NOW);
    assertThat(letters.find("x")).isEmpty();
    assertThat(letters.find("7")).isEmpty();
  }
}
