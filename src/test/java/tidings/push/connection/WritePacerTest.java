package tidings.push.connection;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WritePacerTest {

  /** A tick is an eighth of it. */
  private static final Duration PAUSE = Duration.ofMillis(16);

  private static final Duration TICK = Duration.ofMillis(2);
  private static final Duration NANO = Duration.ofNanos(1);

  private final FakeTime time = new FakeTime();
  private final WritePacer pacer = time.pacer(PAUSE);

  /** Counts its calls. */
  private static class Stream extends WritePacer.Entry {
    int calls;

    @Override
    void endPause() {
      calls++;
    }
  }

  private static Stream failing(Error failure) {
    return new Stream() {
      @Override
      void endPause() {
        throw failure;
      }
    };
  }

  @Test
  void aStreamIsCalledAtTheEndOfItsPause() {
    assertCalledAtTheEndOfItsPause();
  }

  private void assertCalledAtTheEndOfItsPause() {
    var stream = new Stream();
    pacer.add(stream, pacer.pauseEnd());
    time.pass(PAUSE.minus(NANO));
    assertThat(stream.calls).isZero();
    time.pass(NANO);
    assertThat(stream.calls).isEqualTo(1);
    time.pass(PAUSE.multipliedBy(10));
    assertThat(stream.calls).as("once").isEqualTo(1);
  }

  @Test
  void anEndBetweenTwoTicksIsThatOfTheSecond() {
    var stream = new Stream();
    time.pass(NANO);
    pacer.add(stream, pacer.pauseEnd());
    time.pass(PAUSE);
    assertThat(stream.calls).isZero();
    time.pass(TICK.minus(NANO).minus(NANO));
    assertThat(stream.calls).isZero();
    time.pass(NANO);
    assertThat(stream.calls).isEqualTo(1);
  }

  @Test
  void anEndThatIsOverIsTheNextTick() {
    var stream = new Stream();
    time.pass(PAUSE.multipliedBy(100));
    pacer.add(stream, pacer.pauseEnd() - PAUSE.multipliedBy(50).toNanos());
    time.pass(TICK.minus(NANO));
    assertThat(stream.calls).isZero();
    time.pass(NANO);
    assertThat(stream.calls).isEqualTo(1);
  }

  @Test
  void afterALongSilenceAPauseIsAsLong() {
    time.pass(Duration.ofDays(400));
    assertCalledAtTheEndOfItsPause();
  }

  @Test
  void eachStreamIsCalledAtItsOwnTick() {
    var streams = new Stream[8];
    for (int i = 0; i < streams.length; i++) {
      streams[i] = new Stream();
      pacer.add(streams[i], pacer.pauseEnd() - TICK.multipliedBy(7 - i).toNanos());
    }
    for (int i = 0; i < streams.length; i++) {
      time.pass(TICK);
      for (int j = 0; j < streams.length; j++) {
        assertThat(streams[j].calls).isEqualTo(j <= i ? 1 : 0);
      }
    }
  }

  @Test
  void allStreamsOfATickAreCalled() {
    var streams = new Stream[1000];
    for (int i = 0; i < streams.length; i++) {
      streams[i] = new Stream();
      pacer.add(streams[i], pacer.pauseEnd());
    }
    time.pass(PAUSE);
    assertThat(streams).allSatisfy(stream -> assertThat(stream.calls).isEqualTo(1));
  }

  @Test
  void aStreamMayWaitAgainWhenItIsCalled() {
    var stream =
        new Stream() {
          @Override
          void endPause() {
            super.endPause();
            pacer.add(this, pacer.pauseEnd());
          }
        };
    pacer.add(stream, pacer.pauseEnd());
    for (int i = 1; i <= 5; i++) {
      time.pass(PAUSE);
      assertThat(stream.calls).isEqualTo(i);
    }
  }

  @Test
  void aTurnThatComesLateLosesNoStream() {
    var first = new Stream();
    var second = new Stream();
    pacer.add(first, pacer.pauseEnd());
    time.pass(PAUSE.minus(TICK));
    pacer.add(second, pacer.pauseEnd());
    time.pass(PAUSE.multipliedBy(1000));
    assertThat(first.calls).isEqualTo(1);
    assertThat(second.calls).isEqualTo(1);
  }

  @Test
  void theFailureOfOneStreamKeepsNeitherTheOthersNorTheNextTick() {
    var before = new Stream();
    var after = new Stream();
    pacer.add(before, pacer.pauseEnd());
    pacer.add(failing(new AssertionError("a stream's fault")), pacer.pauseEnd());
    pacer.add(after, pacer.pauseEnd());
    time.pass(PAUSE);
    assertThat(before.calls).isEqualTo(1);
    assertThat(after.calls).isEqualTo(1);
    pacer.add(before, pacer.pauseEnd());
    time.pass(PAUSE);
    assertThat(before.calls).isEqualTo(2);
  }

  @Test
  void aPauseIsAheadUntilItsEnd() {
    long end = pacer.pauseEnd();
    assertThat(pacer.isAhead(end)).isTrue();
    time.pass(PAUSE.minus(NANO));
    assertThat(pacer.isAhead(end)).isTrue();
    time.pass(NANO);
    assertThat(pacer.isAhead(end)).isFalse();
  }

  @Test
  void withoutAPauseNothingWaits() {
    var off = time.pacer(Duration.ZERO);
    assertThat(off.isOn()).isFalse();
    assertThat(off.isAhead(off.pauseEnd() + 1)).isFalse();
    off.start().close();
  }

  @Test
  void theEndOfTheNodeEndsAllPauses() {
    var early = new Stream();
    var late = new Stream();
    pacer.add(early, pacer.pauseEnd());
    pacer.close();
    assertThat(early.calls).isEqualTo(1);
    assertThat(pacer.isOn()).isFalse();
    assertThat(pacer.isAhead(pacer.pauseEnd())).isFalse();
    pacer.add(late, pacer.pauseEnd());
    assertThat(late.calls).as("no tick follows").isEqualTo(1);
    time.pass(PAUSE);
    assertThat(early.calls).isEqualTo(1);
  }

  @Test
  void theThreadCallsInTimeAgainAndAgainAndEndsWithThePacer() throws InterruptedException {
    var turning = new WritePacer(Duration.ofMillis(5)).start();
    var thread = new AtomicReference<@Nullable Thread>();
    for (int i = 0; i < 20; i++) {
      long end = turning.pauseEnd();
      var called = new CountDownLatch(1);
      turning.add(
          new Stream() {
            @Override
            void endPause() {
              assertThat(turning.isAhead(end)).isFalse();
              thread.set(Thread.currentThread());
              called.countDown();
            }
          },
          end);
      if (i == 0) {
        turning.add(failing(new OutOfMemoryError("a test")), end);
      }
      assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();
    }
    turning.close();
    assertThat(requireNonNull(thread.get()).join(Duration.ofSeconds(10))).isTrue();
  }
}
