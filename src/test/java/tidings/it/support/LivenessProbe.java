package tidings.it.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Calls {@code /health/live} twenty times a second, more often than an orchestrator. Each call is
 * independent: one that hangs delays no other, and counts for as long as it hangs.
 */
public final class LivenessProbe implements AutoCloseable {

  private final Client client;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final List<Future<Duration>> answers = new ArrayList<>();
  private final java.util.concurrent.ExecutorService threads =
      Executors.newVirtualThreadPerTaskExecutor();

  public LivenessProbe(LibertyServer server) {
    client = Client.anonymous(server);
    var _ = clock.scheduleAtFixedRate(this::probe, 0, 50, TimeUnit.MILLISECONDS);
  }

  private synchronized void probe() {
    answers.add(threads.submit(this::answer));
  }

  private Duration answer() {
    long start = System.nanoTime();
    assertEquals(200, client.get("/health/live").status());
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Stops the calls, and waits for every answer; one that failed fails the test. */
  public Duration slowest() {
    clock.shutdown();
    List<Future<Duration>> all;
    synchronized (this) {
      all = List.copyOf(answers);
    }
    var slowest = Duration.ZERO;
    for (var one : all) {
      try {
        var took = one.get(1, TimeUnit.MINUTES);
        slowest = took.compareTo(slowest) > 0 ? took : slowest;
      } catch (Exception e) {
        throw new AssertionError("/health/live did not answer", e);
      }
    }
    return slowest;
  }

  @Override
  public void close() {
    clock.shutdownNow();
    threads.shutdownNow();
  }
}
