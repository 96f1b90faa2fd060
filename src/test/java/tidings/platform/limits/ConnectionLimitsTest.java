package tidings.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tidings.platform.limits.ConnectionLimits.Kind;
import tidings.platform.limits.ConnectionLimits.Slot;

class ConnectionLimitsTest {

  private final ConnectionLimits limits = new ConnectionLimits(new LimitSettings(5, 4, 3, 9));

  private Slot acquire(String user, String address) {
    return limits.acquire(Kind.EVENTS, user, address);
  }

  private OverLimitException refusal(Kind kind, String user, String address) {
    var refusal =
        catchThrowableOfType(OverLimitException.class, () -> limits.acquire(kind, user, address));
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.retryAfter()).isPositive();
    return refusal;
  }

  private OverLimitException refusal(String address) {
    return refusal(Kind.EVENTS, "nobody", address);
  }

  /** Enters streams, each of another user. */
  private List<Slot> acquire(String address, int times) {
    return IntStream.range(0, times).mapToObj(i -> acquire("user" + i, address)).toList();
  }

  @Test
  void anAddressHasExactlyItsShare() {
    var slots = acquire("a", 3);
    assertThat(refusal("a").isServers()).as("the caller exceeds its limit").isFalse();
    assertThat(limits.total()).as("the rejected one took no slot").isEqualTo(3);
    slots.getFirst().close();
    acquire("a", 1);
    refusal("a");
  }

  @Test
  void theNodesLimitHoldsExactly() {
    var slots = acquire("a", 3);
    acquire("b", 1);
    assertThat(limits.isFull()).isFalse();
    acquire("b", 1);
    assertThat(limits.isFull()).isTrue();
    assertThat(refusal("c").isServers()).as("the server has no capacity").isTrue();
    assertThat(limits.total()).isEqualTo(5);
    slots.getFirst().close();
    assertThat(limits.isFull()).isFalse();
    assertThatCode(() -> acquire("c", 1)).doesNotThrowAnyException();
  }

  @Test
  void aRejectionByTheNodesLimitTakesNoSlotOfTheAddress() {
    var slots = acquire("a", 3);
    acquire("b", 2);
    refusal("c");
    refusal("c");
    refusal("c");
    slots.forEach(Slot::close);
    acquire("c", 3);
  }

  @Test
  void aNodeThatIsShutAdmitsNoStream() {
    var slot = acquire("alice", "a");
    limits.shut();
    assertThat(limits.isShut()).isTrue();
    assertThat(refusal("a").isServers()).isTrue();
    slot.close();
    assertThat(limits.total()).isZero();
  }

  @Test
  void aUserHasExactlyItsShareOverAllKindsOfStreams() {
    acquire("alice", "a");
    acquire("alice", "b");
    var run = limits.acquire(Kind.RUN, "alice", "a");
    limits.acquire(Kind.RUN, "alice", "b");
    var refused = refusal(Kind.RUN, "alice", "c");
    assertThat(refused.isServers()).isFalse();
    assertThat(refused).hasMessage("more than 4 connections of one user");
    assertThatCode(() -> limits.acquire(Kind.RUN, "bob", "a")).doesNotThrowAnyException();
    run.close();
    assertThat(limits.runs("alice")).isEqualTo(1);
    assertThatCode(() -> limits.acquire(Kind.RUN, "alice", "c")).doesNotThrowAnyException();
  }

  @Test
  void aRejectionByTheUsersLimitTakesNoSlotOfTheAddressOrTheNode() {
    for (int i = 0; i < 4; i++) {
      limits.acquire(Kind.RUN, "alice", "a" + i);
    }
    refusal(Kind.RUN, "alice", "b");
    assertThat(limits.total()).isEqualTo(4);
    assertThatCode(() -> acquire("bob", "b")).doesNotThrowAnyException();
  }

  /** The manager of the streams closes another: here it is admitted. */
  @Test
  void aStreamOfEventsIsAdmittedOverTheLimitIfItCanReplaceAnother() {
    acquire("alice", "a");
    for (int i = 0; i < 3; i++) {
      limits.acquire(Kind.RUN, "alice", "b" + i);
    }
    var over = acquire("alice", "c");
    over.close();
    assertThat(limits.total()).isEqualTo(4);
  }

  @Test
  void aUserWithAllSlotsTakenByRunsHasNoneForEvents() {
    for (int i = 0; i < 4; i++) {
      limits.acquire(Kind.RUN, "alice", "a" + i);
    }
    assertThat(refusal(Kind.EVENTS, "alice", "b").isServers()).isFalse();
    assertThat(limits.total()).isEqualTo(4);
  }

  @Test
  void aSlotIsReleasedOnce() {
    var slot = acquire("alice", "a");
    acquire("bob", "a");
    slot.close();
    slot.close();
    assertThat(limits.total()).isEqualTo(1);
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
                                acquireAndRelease("a" + thread % 2, inside, most);
                              }
                            }))
            .toList();
    start.countDown();
    for (var thread : threads) {
      thread.join();
    }
    assertThat(most).hasValueBetween(1, 5);
    assertThat(limits.total()).isZero();
    acquire("a0", 3);
    acquire("a1", 2);
  }

  private void acquireAndRelease(String address, AtomicInteger inside, AtomicInteger most) {
    try (var slot = acquire(address, address)) {
      assertThat(slot).isNotNull();
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      inside.decrementAndGet();
    } catch (OverLimitException e) {
      // once for each missing slot
      assertThat(e.retryAfter()).isPositive();
    }
  }
}
