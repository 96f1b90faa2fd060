package tidings.platform.socket;

import jakarta.inject.Singleton;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The sockets with a request in progress, including streams, by their {@linkplain
 * SocketTable#socket keys}. Over HTTP/2 a socket has several. Thread-safe.
 */
@Singleton
public class RequestsInProgress {

  private final ConcurrentMap<Long, Integer> requests = new ConcurrentHashMap<>();

  /** A request in progress. */
  public final class Request {
    private final long socket;
    private final AtomicBoolean isInProgress = new AtomicBoolean(true);

    private Request(long socket) {
      this.socket = socket;
    }

    /** Ends the request; a second call does nothing. */
    public void end() {
      if (isInProgress.compareAndSet(true, false)) {
        requests.computeIfPresent(socket, (_, count) -> count == 1 ? null : count - 1);
      }
    }
  }

  /** Starts a request. */
  public Request begin(long socket) {
    requests.merge(socket, 1, Integer::sum);
    return new Request(socket);
  }

  boolean has(long socket) {
    return requests.containsKey(socket);
  }
}
