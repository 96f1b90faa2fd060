package tidings.platform.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class CloseSignalTest {

  private static final Duration MOMENT = Duration.ofMillis(1);
  private static final Duration DAY = Duration.ofDays(1);

  private final CloseSignal signal = new CloseSignal();

  @Test
  void aPauseEndsAfterItsTime() throws InterruptedException {
    assertThat(signal.await(MOMENT)).isTrue();
    assertThat(signal.pause(MOMENT)).isTrue();
    assertThat(signal.isClosed()).isFalse();
  }

  @Test
  void closingEndsPausesNowAndLater() throws Exception {
    var paused = CompletableFuture.supplyAsync(() -> signal.pause(DAY));
    signal.close();
    assertThat(paused.get(10, TimeUnit.SECONDS)).isFalse();
    assertThat(signal.await(DAY)).isFalse();
    assertThat(signal.isClosed()).isTrue();
  }

  @Test
  void anInterruptEndsAPauseAndStaysVisible() {
    Thread.currentThread().interrupt();
    assertThat(signal.pause(DAY)).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(signal.isClosed()).as("other loops go on").isFalse();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> signal.await(DAY)).isInstanceOf(InterruptedException.class);
  }
}
