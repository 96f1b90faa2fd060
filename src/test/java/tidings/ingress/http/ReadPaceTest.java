package tidings.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When the reader of a publish stream pauses. */
class ReadPaceTest {

  private static final long AT_ONCE = ReadPace.WAITED - 1;
  private static final long SOON = ReadPace.WAITED;

  private final ReadPace pace = new ReadPace();

  @Test
  void doesNotPauseWhileTheNextLinesAreThere() {
    assertThat(pace.pausesAfter(AT_ONCE, 1)).isFalse();
    assertThat(pace.isDense()).isFalse();
  }

  @Test
  void doesNotPauseAfterALineThatCameLate() {
    assertThat(pace.pausesAfter(ReadPace.DENSE, 1)).isFalse();
    assertThat(pace.isDense()).isFalse();
  }

  @Test
  void pausesAsLongAsPausesGatherLines() {
    assertThat(pace.pausesAfter(ReadPace.DENSE - 1, 1)).isTrue();
    for (int i = 0; i < 100; i++) {
      assertThat(pace.pausesAfter(AT_ONCE, ReadPace.FEW)).isFalse();
      assertThat(pace.isDense()).isTrue();
      assertThat(pace.pausesAfter(SOON, 1)).isTrue();
    }
  }

  @Test
  void seldomPausesForAPublisherThatWaitsForEachAnswer() {
    int pauses = 0;
    for (int i = 0; i < 170; i++) {
      if (pace.pausesAfter(SOON, 1)) {
        pauses++;
        pace.pausesAfter(AT_ONCE, 1); // arrived during the pause
      }
    }

    assertThat(pauses).isBetween(1, 11);
  }
}
