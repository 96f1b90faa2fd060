package tidings.event.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FaultsTest {

  private final Faults faults = new Faults();

  @Test
  void theFirstTwentyAreKeptAndNoMore() {
    for (int i = 1; i < Faults.MAX; i++) {
      faults.add("f" + i, "is wrong");
    }
    assertThat(faults.isFull()).isFalse();
    faults.add("f20", "is wrong");
    assertThat(faults.isFull()).isTrue();
    faults.add("f21", "is wrong");
    faults.add(new Fault("f22", "is wrong"));
    assertThat(faults.list()).hasSize(20).extracting(Fault::field).endsWith("f19", "f20");
    assertThat(faults.has("f20")).isTrue();
    assertThat(faults.has("f21")).isFalse();
  }

  @Test
  void faultsOfAnotherAreAddedUpToTheSameLimit() {
    var other = new Faults();
    for (int i = 0; i < Faults.MAX; i++) {
      other.add("f" + i, "is wrong");
    }
    faults.add("mine", "is wrong");
    faults.addAll(other);
    assertThat(faults.list()).hasSize(20).extracting(Fault::field).startsWith("mine", "f0");
  }

  @Test
  void aFaultRepeatsOnlyAReadablePartOfTheInput() {
    var longest = new Fault("f".repeat(Fault.MAX_FIELD), "m".repeat(Fault.MAX_MESSAGE));
    assertThat(longest.field()).doesNotContain("…");
    assertThat(longest.message()).doesNotContain("…");
    var longer = new Fault(longest.field() + "f", "x".repeat(4_000_000));
    assertThat(longer.field()).hasSize(Fault.MAX_FIELD).endsWith("f…");
    assertThat(longer.message()).hasSize(Fault.MAX_MESSAGE).endsWith("x…");
  }

  @Test
  void aCutLeavesNoHalfOfACharacter() {
    var message = new Fault("", "😀".repeat(Fault.MAX_MESSAGE)).message();
    assertThat(message).endsWith("😀…");
    assertThat(message.length()).isLessThanOrEqualTo(Fault.MAX_MESSAGE);
  }
}
