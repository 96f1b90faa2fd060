package tidings.ingress.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadSizeTest {

  private final ReadSize size = new ReadSize(500);

  private void read(long bytesOfEach, int times) {
    for (int i = 0; i < times; i++) {
      size.read(size.count(), size.count() * bytesOfEach);
    }
  }

  @Test
  void itGrowsFromOneToTheConfiguredMaximum() {
    assertThat(size.count()).isEqualTo(1);
    read(100, 1);
    assertThat(size.count()).isEqualTo(2);
    read(100, 20);
    assertThat(size.count()).isEqualTo(500);
    size.read(0, 0);
    assertThat(size.count()).as("nothing came").isEqualTo(500);
  }

  @Test
  void largeEntriesAreReadFewAtATimeAndOneAtLeast() {
    read(100 << 10, 20);
    assertThat(size.count()).isEqualTo(40);
    read(1 << 20, 1);
    assertThat(size.count()).isEqualTo(4);
    read(100 << 20, 1);
    assertThat(size.count()).isEqualTo(1);
    read(100, 20);
    assertThat(size.count()).isEqualTo(500);
  }

  @Test
  void afterAFailureItBeginsWithOne() {
    read(100, 20);
    size.restart();
    assertThat(size.count()).isEqualTo(1);
  }
}
