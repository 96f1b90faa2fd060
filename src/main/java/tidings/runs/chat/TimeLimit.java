package tidings.runs.chat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How long something may take that a model is asked beside the conversation.
 *
 * @param atMost what takes longer is interrupted, and given up
 */
record TimeLimit(Duration atMost) {

  /**
   * Does the work on a thread of its own, and waits for it.
   *
   * @throws ExecutionException if it fails, with why as its cause
   * @throws TimeoutException if it takes too long
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
