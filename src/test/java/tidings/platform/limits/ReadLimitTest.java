package tidings.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadLimitTest {

  private static final int PER_USER = 3;
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(50);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger running = new AtomicInteger();

  @AfterEach
  void stop() {
    gate.countDown();
    threads.close();
  }

  private static ReadLimit limit(int perNode, Duration wait) {
    return new ReadLimit(new ReadLimit.Size("searches", 1, PER_USER, perNode), wait);
  }

  /** A search that runs until the gate is opened. */
  private Future<String> held(ReadLimit limit, String user) {
    Callable<String> search =
        () ->
            limit.read(
                user,
                () -> {
                  running.incrementAndGet();
                  awaitGate();
                  running.decrementAndGet();
                  return user;
                });
    return threads.submit(search);
  }

  private void awaitGate() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitRunning(int count) {
    Awaitility.await().until(() -> running.get() == count);
  }

  private static OverLimitException refusal(ReadLimit limit, String user) {
    var refusal =
        catchThrowableOfType(OverLimitException.class, () -> limit.read(user, () -> "found"));
    assertThat(refusal).as("a refusal").isNotNull();
    return refusal;
  }

  @Test
  void searchesOfOneUserTakeTurns() throws Exception {
    var limit = limit(10, LONG);
    var most = new AtomicInteger();
    Supplier<Integer> search =
        () -> {
          int now = running.incrementAndGet();
          most.accumulateAndGet(now, Math::max);
          LockSupport.parkNanos(1_000);
          return running.decrementAndGet();
        };
    for (int i = 0; i < 50; i++) {
      var some =
          List.<Callable<Integer>>of(
              () -> limit.read("alice", search),
              () -> limit.read("alice", search),
              () -> limit.read("alice", search));
      for (var done : threads.invokeAll(some)) {
        done.get();
      }
    }
    assertThat(most).hasValue(1);
    assertThat(limit.users()).as("no user is remembered").isZero();
  }

  @Test
  void fourthSearchOfAUserIsRejectedAtOnceAndAnotherUsersIsNot() throws Exception {
    var limit = limit(10, LONG);
    var first = held(limit, "alice");
    awaitRunning(1);
    var second = held(limit, "alice");
    var third = held(limit, "alice");
    Awaitility.await().until(() -> limit.reads("alice") == PER_USER);

    var refusal = refusal(limit, "alice");
    assertThat(refusal.isServers()).isFalse();
    assertThat(refusal.retryAfter()).isPositive();
    assertThat(limit.read("bob", () -> "found")).isEqualTo("found");

    gate.countDown();
    assertThat(List.of(first.get(), second.get(), third.get())).containsOnly("alice");
    assertThat(limit.read("alice", () -> "found")).isEqualTo("found");
  }

  @Test
  void searchThatWaitsForTooLongIsRejected() {
    var limit = limit(10, SHORT);
    var _ = held(limit, "alice");
    awaitRunning(1);
    assertThat(refusal(limit, "alice").isServers()).isFalse();
  }

  @Test
  void searchOverTheNodesLimitIsRejectedByTheServer() {
    var limit = limit(2, SHORT);
    var _ = held(limit, "alice");
    var _ = held(limit, "bob");
    awaitRunning(2);
    assertThat(refusal(limit, "carol").isServers()).isTrue();
  }

  @Test
  void twoOfAUserRunWhereTwoMay() {
    var limit = new ReadLimit(new ReadLimit.Size("reads", 2, 10, 10), SHORT);
    var _ = held(limit, "alice");
    var _ = held(limit, "alice");
    awaitRunning(2);
    assertThat(refusal(limit, "alice")).hasMessageStartingWith("your 2 reads");
  }

  @Test
  void failedSearchReleasesItsPermit() {
    var limit = limit(1, SHORT);
    var failure =
        catchThrowableOfType(
            IllegalStateException.class,
            () ->
                limit.read(
                    "alice",
                    () -> {
                      throw new IllegalStateException("broken");
                    }));
    assertThat(failure).hasMessage("broken");
    assertThat(limit.read("alice", () -> "found")).isEqualTo("found");
  }
}
