package tidings.platform.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RefreshesTest {

  private final Refreshes refreshes = new Refreshes();
  private final AtomicInteger calls = new AtomicInteger();

  private SignIn.SignedIn refresh() {
    int call = calls.incrementAndGet();
    var facts = new Session.Facts("s", null, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH);
    var session = new Session("alice", null, Set.of(), Map.of(), null, facts, false);
    return new SignIn.SignedIn("session-" + call, "tokens-" + call, session);
  }

  @Test
  void twoAtOnceCauseOneAtTheProvider() throws Exception {
    var begun = new CountDownLatch(1);
    var may = new CountDownLatch(1);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var first =
          executor.submit(
              () ->
                  refreshes.once(
                      "token",
                      () -> {
                        begun.countDown();
                        await(may);
                        return refresh();
                      }));
      begun.await();
      var others = new ArrayList<Future<SignIn.SignedIn>>();
      for (int i = 0; i < 10; i++) {
        others.add(executor.submit(() -> refreshes.once("token", this::refresh)));
      }
      may.countDown();
      for (var other : others) {
        assertThat(other.get()).isSameAs(first.get());
      }
    }
    assertThat(calls).hasValue(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aLateOneGetsTheSameResultAndAnotherTokenItsOwn() {
    var first = refreshes.once("token", this::refresh);
    assertThat(refreshes.once("token", this::refresh)).isSameAs(first);
    assertThat(refreshes.once("another", this::refresh)).isNotSameAs(first);
    assertThat(calls).hasValue(2);
  }

  @Test
  void aFailureIsNotKept() {
    assertThatThrownBy(
            () ->
                refreshes.once(
                    "token",
                    () -> {
                      throw new ProviderUnavailableException("unreachable");
                    }))
        .isInstanceOf(ProviderUnavailableException.class);
    assertThat(refreshes.once("token", this::refresh).session()).isEqualTo("session-1");
  }
}
