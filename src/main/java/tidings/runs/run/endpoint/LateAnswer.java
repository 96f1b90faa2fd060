package tidings.runs.run.endpoint;

import jakarta.ws.rs.core.Response;
import tidings.platform.limits.ConnectionLimits.Slot;
import tidings.runs.run.Work;

/**
 * An answer that a thread of its own gives later, unless the client disconnects before.
 *
 * @param slot released after the answer
 */
record LateAnswer(RunRequest request, Slot slot) {

  /** Computes the answer; may wait. */
  interface Work {

    /**
     * @throws ClientWatch.ClientLeftException if the client has disconnected
     */
    Response answer() throws InterruptedException;
  }

  void start(String thread, Work work) {
    Thread.ofVirtual().name(thread).start(() -> complete(work));
  }

  void complete(Work work) {
    try {
      request.answer().resume(work.answer());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      request.answer().cancel();
    } catch (ClientWatch.ClientLeftException e) {
      request.answer().cancel();
    } catch (RuntimeException e) {
      request.answer().resume(e);
    } finally {
      slot.close();
    }
  }
}
