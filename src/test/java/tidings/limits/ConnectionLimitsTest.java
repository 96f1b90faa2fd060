package tidings.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {

  private final ConnectionLimits limits = new ConnectionLimits(new LimitSettings(5, 9, 3, 9, 9));

  private OverLimitException refusal(String address) {
    var refusal = catchThrowableOfType(OverLimitException.class, () -> limits.enter(address));
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.retryAfter()).isPositive();
    return refusal;
  }

  private void enter(String address, int times) {
    for (int i = 0; i < times; i++) {
      limits.enter(address);
    }
  }

  @Test
  void anAddressHasExactlyItsShare() {
    enter("a", 3);
    assertThat(refusal("a").isServers()).as("the caller asks for too much").isFalse();
    assertThat(limits.total()).as("the refused one took no place").isEqualTo(3);
    limits.leave("a");
    limits.enter("a");
    refusal("a");
  }

  @Test
  void theNodeHasExactlyItsRoom() {
    enter("a", 3);
    enter("b", 1);
    assertThat(limits.isFull()).isFalse();
    enter("b", 1);
    assertThat(limits.isFull()).isTrue();
    assertThat(refusal("c").isServers()).as("the server has no room").isTrue();
    assertThat(limits.total()).isEqualTo(5);
    limits.leave("a");
    assertThat(limits.isFull()).isFalse();
    assertThatCode(() -> limits.enter("c")).doesNotThrowAnyException();
  }

  @Test
  void whoIsRefusedByTheNodeTakesNoPlaceOfItsAddress() {
    enter("a", 3);
    enter("b", 2);
    refusal("c");
    refusal("c");
    refusal("c");
    limits.leave("a");
    limits.leave("a");
    limits.leave("a");
    enter("c", 3);
  }

  @Test
  void aNodeThatIsShutTakesNobodyIn() {
    limits.enter("a");
    limits.shut();
    assertThat(limits.isShut()).isTrue();
    assertThat(refusal("a").isServers()).isTrue();
    limits.leave("a");
    assertThat(limits.total()).isZero();
  }

  @Test
  void manyAtOnceTakeAndGiveBackExactly() throws InterruptedException {
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    var start = new CountDownLatch(1);
    var threads =
        IntStream.range(0, 8)
            .mapToObj(
                thread ->
                    Thread.ofVirtual()
                        .start(
                            () -> {
                              try {
                                start.await();
                              } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                              }
                              for (int i = 0; i < 2000; i++) {
                                comeAndGo("a" + thread % 2, inside, most);
                              }
                            }))
            .toList();
    start.countDown();
    for (var thread : threads) {
      thread.join();
    }
    assertThat(most).hasValueBetween(1, 5);
    assertThat(limits.total()).isZero();
    enter("a0", 3);
    enter("a1", 2);
  }

  private void comeAndGo(String address, AtomicInteger inside, AtomicInteger most) {
    try {
      limits.enter(address);
    } catch (OverLimitException e) {
      return;
    }
    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
    inside.decrementAndGet();
    limits.leave(address);
  }
}
