package tidings.push.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tidings.push.application.ObserverQueue;
import tidings.push.application.ObserverQueues;
import tidings.push.application.ObserverSettings;

class EventBusTest {

  private static final ObserverSettings SETTINGS = new ObserverSettings(100, 1 << 20);

  private final List<String> delivered = new ArrayList<>();
  private final List<ObserverQueue> open = new ArrayList<>();

  /** Records its calls, and fails where the test says so. */
  private final class Noting implements Delivery {
    private final String fails;

    Noting(String fails) {
      this.fails = fails;
    }

    @Override
    public void route(BusEvent published) {
      note("route", published);
    }

    @Override
    public void retain(BusEvent published) {
      note("retain", published);
    }

    private void note(String how, BusEvent published) {
      var id = published.event().id().id();
      delivered.add(how + " " + id);
      if (id.equals(fails)) {
        throw new StackOverflowError("the delivery failed");
      }
    }
  }

  @AfterEach
  void close() {
    open.forEach(ObserverQueue::close);
  }

  private EventBus bus(Delivery delivery, ObserverQueue... queues) {
    open.addAll(List.of(queues));
    return new EventBus(delivery, new ObserverQueues(List.of(queues)));
  }

  @Test
  void observersThatThrowAndThatHangTakeNothingFromDeliveryOrFromEachOther() {
    var never = new CountDownLatch(1);
    var seen = new ConcurrentLinkedQueue<String>();
    var throwing =
        new ObserverQueue(
            "throws",
            _ -> {
              throw new IllegalStateException("boom");
            },
            SETTINGS);
    var hanging =
        new ObserverQueue(
            "hangs",
            _ -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            SETTINGS);
    var well = new ObserverQueue("well", one -> seen.add(one.event().id()), SETTINGS);
    var bus = bus(new Noting("none"), throwing, hanging, well);
    for (int i = 0; i < 50; i++) {
      bus.publish(Entries.logged("" + i, true));
    }
    assertThat(delivered).hasSize(50);
    await().until(() -> seen.size() == 50);
    await().until(() -> throwing.failed() == 50);
    assertThat(hanging.depth()).isEqualTo(49);
  }

  @Test
  void earlierEventsOfTheLogAreRetainedAndReachNoObserver() {
    var seen = new ConcurrentLinkedQueue<String>();
    var queue = new ObserverQueue("q", one -> seen.add(one.event().id()), SETTINGS);
    var bus = bus(new Noting("none"), queue);
    bus.publish(Entries.logged("old", false));
    bus.publish(Entries.logged("new", true));
    await().until(() -> !seen.isEmpty());
    assertThat(seen).containsExactly("new");
    assertThat(delivered).containsExactly("retain old", "route new");
  }

  @Test
  void anErrorOfTheDeliveryLeavesTheBusRunningAndReachesTheObservers() {
    var seen = new ConcurrentLinkedQueue<String>();
    var queue = new ObserverQueue("q", one -> seen.add(one.event().id()), SETTINGS);
    var bus = bus(new Noting("1"), queue);
    bus.publish(Entries.logged("1", true));
    bus.publish(Entries.logged("2", true));
    await().until(() -> seen.size() == 2);
    assertThat(delivered).containsExactly("route 1", "route 2");
  }
}
