package tidings.ingress.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MessageQueueTest {

  private final LossCounters losses = new LossCounters();

  private long dropped() {
    return losses.lost(LossCounters.Reason.QUEUE_FULL);
  }

  @Test
  void messagesWithinTheLimitsStayInOrderUntilTheyAreRemoved() throws InterruptedException {
    var queue = new MessageQueue(3, 1000, losses);
    for (var text : new String[] {"a", "b", "c"}) {
      assertThat(queue.offer(TestInputs.of(text))).isTrue();
    }
    assertThat(queue.first(2, Duration.ZERO)).hasSize(2);
    assertThat(queue.first(9, Duration.ZERO)).hasSize(3);
    queue.remove(3);
    assertThat(queue.awaitEmpty(Duration.ZERO)).isZero();
    assertThat(dropped()).isZero();
  }

  @Test
  void oneMessageOverTheLimitIsDroppedAndCounted() {
    var queue = new MessageQueue(2, 1000, losses);
    assertThat(queue.offer(TestInputs.of("a"))).isTrue();
    assertThat(queue.offer(TestInputs.of("b"))).isTrue();
    assertThat(queue.offer(TestInputs.of("c"))).isFalse();
    assertThat(dropped()).isEqualTo(1);
    queue.remove(1);
    assertThat(queue.offer(TestInputs.of("d"))).isTrue();
  }

  @Test
  void oneByteOverTheLimitIsDroppedAndCounted() {
    var queue = new MessageQueue(10, 4, losses);
    assertThat(queue.offer(TestInputs.of("1234"))).isTrue();
    assertThat(queue.offer(TestInputs.of("5"))).isFalse();
    assertThat(dropped()).isEqualTo(1);
    queue.remove(1);
    assertThat(queue.offer(TestInputs.of("12345"))).isFalse();
    assertThat(queue.offer(TestInputs.of("1234"))).isTrue();
  }

  @Test
  void awaitEmptyReturnsTheMessagesLeft() throws InterruptedException {
    var queue = new MessageQueue(10, 1000, losses);
    queue.offer(TestInputs.of("a"));
    assertThat(queue.awaitEmpty(Duration.ofMillis(10))).isEqualTo(1);
  }
}
