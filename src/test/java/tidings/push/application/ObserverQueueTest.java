package tidings.push.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tidings.api.Published;
import tidings.push.bus.Entries;

class ObserverQueueTest {

  private static final ObserverSettings SETTINGS = new ObserverSettings(10, 1 << 20);

  private final String name = "com.acme.Alerts" + UUID.randomUUID() + ".on";
  private final Logger logger = Logger.getLogger(ObserverQueue.class.getName());
  private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
  private final AtomicLong nanos = new AtomicLong();
  private final List<ObserverQueue> open = new ArrayList<>();
  private final CountDownLatch never = new CountDownLatch(1);
  private final Handler recorder =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          if (record.getMessage().contains(name)) { // other tests log at the same time
            lines.add(record.getMessage());
          }
        }

        @Override
        public void flush() {
          // Nothing is buffered.
        }

        @Override
        public void close() {
          // Nothing is open.
        }
      };

  @BeforeEach
  void record() {
    logger.addHandler(recorder);
  }

  @AfterEach
  void close() {
    logger.removeHandler(recorder);
    open.forEach(ObserverQueue::close);
  }

  private static ObservedEvent event(String id) {
    return new ObservedEvent(Entries.published(id));
  }

  private ObserverQueue queue(Consumer<Published> observer, ObserverSettings settings) {
    var queue = new ObserverQueue(name, observer, settings, nanos::get);
    open.add(queue);
    return queue;
  }

  private ObserverQueue stuck(CountDownLatch arrived, ObserverSettings settings) {
    return queue(
        _ -> {
          arrived.countDown();
          waitFor(never);
        },
        settings);
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void eventsArriveInOrderOnAThreadOfTheObserversOwn() {
    var seen = new ConcurrentLinkedQueue<String>();
    var threads = new ConcurrentLinkedQueue<Thread>();
    var queue =
        queue(
            published -> {
              threads.add(Thread.currentThread());
              seen.add(published.event().id());
            },
            new ObserverSettings(1000, 1 << 20));
    var all = IntStream.range(0, 1000).mapToObj(String::valueOf).toList();
    all.forEach(id -> queue.offer(event(id)));
    await().until(() -> seen.size() == 1000);
    assertThat(seen).containsExactlyElementsOf(all);
    assertThat(threads).doesNotContain(Thread.currentThread());
    assertThat(threads.stream().distinct()).hasSize(1);
    assertThat(queue.dropped()).isZero();
  }

  @Test
  void anObserverThatThrowsIsNamedOnceAMinuteAndReceivesTheNext() {
    var seen = new ConcurrentLinkedQueue<String>();
    var queue =
        queue(
            published -> {
              seen.add(published.event().id());
              throw new IllegalStateException("boom");
            },
            SETTINGS);
    for (int i = 0; i < 5; i++) {
      queue.offer(event("" + i));
    }
    await().until(() -> queue.failed() == 5 && !lines.isEmpty());
    assertThat(seen).containsExactly("0", "1", "2", "3", "4");
    assertThat(lines).singleElement().asString().contains("boom");
    nanos.addAndGet(LogThrottle.PAUSE.toNanos());
    queue.offer(event("5"));
    await().until(() -> lines.size() == 2);
    assertThat(lines).last().asString().contains("(6 failures");
  }

  @Test
  void anErrorSuchAsAMissingClassEndsNothing() {
    var queue =
        queue(
            _ -> {
              throw new NoClassDefFoundError("com/acme/Gone");
            },
            SETTINGS);
    queue.offer(event("0"));
    queue.offer(event("1"));
    await().until(() -> queue.failed() == 2);
  }

  @Test
  void anObserverThatInterruptsItsOwnThreadReceivesTheNext() {
    var seen = new ConcurrentLinkedQueue<String>();
    var queue =
        queue(
            published -> {
              seen.add(published.event().id());
              Thread.currentThread().interrupt();
            },
            SETTINGS);
    queue.offer(event("0"));
    queue.offer(event("1"));
    await().until(() -> seen.size() == 2);
  }

  @Test
  void aSlowObserverMissesWhatItsQueueCannotHoldAndIsNamedOnce() {
    var arrived = new CountDownLatch(1);
    var queue = stuck(arrived, SETTINGS);
    queue.offer(event("first"));
    waitFor(arrived);
    for (int i = 0; i < 10; i++) {
      queue.offer(event("" + i));
    }
    assertThat(queue.dropped()).isZero();
    assertThat(queue.depth()).isEqualTo(10);
    queue.offer(event("one too many"));
    queue.offer(event("another"));
    assertThat(queue.dropped()).isEqualTo(2);
    assertThat(queue.depth()).isEqualTo(10);
    assertThat(lines).singleElement().asString().contains(name + " is too slow");
  }

  @Test
  void theQueueIsBoundedInBytesToo() {
    int length = event("x").length();
    var arrived = new CountDownLatch(1);
    var queue = stuck(arrived, new ObserverSettings(1000, 3L * length));
    queue.offer(event("x"));
    waitFor(arrived);
    await().until(() -> queue.depth() == 0);
    for (int i = 0; i < 3; i++) {
      queue.offer(event("" + i));
    }
    assertThat(queue.dropped()).isZero();
    queue.offer(event("3"));
    assertThat(queue.dropped()).isEqualTo(1);
  }

  @Test
  void anEventLargerThanTheQueueIsTakenWhereNothingElseWaits() {
    var seen = new ConcurrentLinkedQueue<String>();
    var queue = queue(published -> seen.add(published.event().id()), new ObserverSettings(10, 1));
    queue.offer(event("large"));
    await().until(() -> seen.size() == 1);
  }

  @Test
  void aClosedQueueInterruptsItsObserver() {
    var arrived = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    var queue =
        queue(
            _ -> {
              arrived.countDown();
              try {
                never.await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
            },
            SETTINGS);
    queue.offer(event("0"));
    waitFor(arrived);
    queue.close();
    waitFor(interrupted);
    assertThat(lines).isEmpty();
  }

  private Thread thread() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("tidings-observer-" + name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void queuedEventsAtTheStopAreCountedAndLoggedAndTheThreadEnds() {
    var arrived = new CountDownLatch(1);
    var queue = stuck(arrived, SETTINGS);
    queue.offer(event("first"));
    waitFor(arrived);
    var thread = thread();
    queue.offer(event("1"));
    queue.offer(event("2"));

    queue.close();
    queue.close();
    await().until(() -> !thread.isAlive());
    assertThat(queue.depth()).isZero();
    assertThat(queue.dropped()).isEqualTo(2);
    assertThat(lines).singleElement().asString().contains("does not receive 2 events");
    queue.offer(event("late"));
    assertThat(queue.depth()).isZero();
    assertThat(queue.dropped()).isEqualTo(3);
    assertThat(lines).hasSize(1);
  }

  @Test
  void anObserverThatOverflowsTheStackReceivesTheNext() {
    var queue =
        queue(
            published -> {
              throw new StackOverflowError(published.event().id());
            },
            SETTINGS);
    queue.offer(event("0"));
    queue.offer(event("1"));
    await().until(() -> queue.failed() == 2);
  }

  /** The observer publishes each event once more: the queue limits the result. */
  @Test
  void anObserverThatPublishesAgainFillsItsOwnQueueAtMost() {
    var self = new AtomicReference<ObserverQueue>();
    var calls = new AtomicLong();
    var queue =
        queue(
            _ -> {
              calls.incrementAndGet();
              for (int i = 0; i < 3; i++) {
                self.get().offer(event("again"));
              }
            },
            SETTINGS);
    self.set(queue);
    queue.offer(event("0"));
    await().until(() -> calls.get() > 100 && queue.dropped() > 0);
    assertThat(queue.depth()).isLessThanOrEqualTo(10);
  }

  @Test
  void aLimitBelowOneIsRefusedByItsKey() {
    assertThatThrownBy(() -> new ObserverSettings(0, 1))
        .hasMessageContaining("tidings.observers.queue-events");
    assertThatThrownBy(() -> new ObserverSettings(1, 0))
        .hasMessageContaining("tidings.observers.queue-bytes");
  }
}
