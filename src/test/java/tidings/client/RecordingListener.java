package tidings.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records what a subscription delivers, each as a line. Thread-safe. */
final class RecordingListener implements SubscriptionListener {

  final List<String> events = new CopyOnWriteArrayList<>();
  final List<Gap> gaps = new CopyOnWriteArrayList<>();
  final List<String> cursors = new CopyOnWriteArrayList<>();
  final List<SubscriptionStatus> statuses = new CopyOnWriteArrayList<>();
  final List<Throwable> errors = new CopyOnWriteArrayList<>();
  final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final SubscriptionListener then;

  RecordingListener() {
    this(event -> {});
  }

  /**
   * @param then receives each event after it is recorded
   */
  RecordingListener(SubscriptionListener then) {
    this.then = then;
  }

  @Override
  public void onEvent(IncomingEvent event) throws Exception {
    threads.add(Thread.currentThread());
    events.add(event.type() + " " + event.id().orElse("-") + " " + event.text());
    then.onEvent(event);
  }

  @Override
  public void onGap(Gap gap) {
    threads.add(Thread.currentThread());
    gaps.add(gap);
  }

  @Override
  public void onCursor(String lastEventId) {
    cursors.add(lastEventId);
  }

  @Override
  public void onStatus(SubscriptionStatus status) {
    threads.add(Thread.currentThread());
    statuses.add(status);
  }

  @Override
  public void onError(Throwable error) {
    threads.add(Thread.currentThread());
    errors.add(error);
  }

  List<SubscriptionStatus.State> states() {
    return statuses.stream().map(SubscriptionStatus::state).distinct().toList();
  }
}
