package tidings.it.support;

import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/** Publishes numbered events until it is stopped, each repeatedly until it is acknowledged. */
public final class StubbornPublisher {

  private final Client client;
  private final String type;
  private final AtomicInteger next = new AtomicInteger();
  private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean stopped;

  public StubbornPublisher(Client client, String type) {
    this.client = client;
    this.type = type;
  }

  public void start(int threadCount) {
    for (int i = 0; i < threadCount; i++) {
      threads.execute(this::run);
    }
  }

  private void run() {
    while (!stopped) {
      int number = next.getAndIncrement();
      var event = Json.write(Map.of("type", type, "id", "n" + number, "data", number));
      while (client.post("/api/events", Client.JSON, event).status() != 202) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      }
      acknowledged.add(number);
    }
  }

  public void awaitAcknowledged(int count) {
    Awaitility.await(count + " acknowledged")
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> acknowledged.size() >= count);
  }

  /** Lets each thread finish its current event. */
  public void stop() {
    stopped = true;
    threads.close();
  }

  public SortedSet<Integer> acknowledged() {
    return new TreeSet<>(acknowledged);
  }
}
