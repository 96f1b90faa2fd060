package tidings.runs.chat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The time limit of a model call beside the conversation.
 *
 * @param atMost work that takes longer is interrupted, and fails
 */
record TimeLimit(Duration atMost) {

  /**
   * Does the work on a thread of its own, and waits for it.
   *
   * @throws ExecutionException if the work fails; the failure is its cause
   * @throws TimeoutException if the work takes too long
   */
  <T> T await(Callable<T> work) throws InterruptedException, ExecutionException, TimeoutException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        return threads.submit(work).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      } finally {
        threads.shutdownNow();
      }
    }
  }
}
