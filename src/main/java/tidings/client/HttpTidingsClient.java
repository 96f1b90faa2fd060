package tidings.client;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** The client over {@code java.net.http}. */
final class HttpTidingsClient implements TidingsClient {

  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final HttpCalls calls;
  private final EventSender.Options options;
  private final ThreadFactory threads;
  private final EventSender sender;
  private final ScheduledThreadPoolExecutor timer;
  private final Set<StreamSubscription> subscriptions = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  HttpTidingsClient(HttpCalls calls, EventSender.Options options, ThreadFactory threads) {
    this.calls = calls;
    this.options = options;
    this.threads = threads;
    sender = new EventSender(calls, options, threads);
    timer = new ScheduledThreadPoolExecutor(1, threads);
    timer.setRemoveOnCancelPolicy(true);
  }

  /**
   * HTTP/1.1: each stream has a connection of its own, which an idle timeout closes. A stream of
   * HTTP/2 that fell silent would leave the next one on the same dead connection.
   */
  static HttpClient defaultHttpClient() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT)
        .build();
  }

  static ThreadFactory daemonThreads() {
    var number = new AtomicInteger();
    return work -> {
      var thread = new Thread(work, "tidings-client-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public PublishReceipt publish(List<OutgoingEvent> events) {
    return sender.send(events);
  }

  @Override
  public CompletionStage<PublishReceipt> publishAsync(List<OutgoingEvent> events) {
    return sender.sendLater(events);
  }

  @Override
  public EventSubscription subscribe(SubscribeOptions subscribe, SubscriptionListener listener) {
    var subscription =
        new StreamSubscription(
            new StreamSubscription.Options(
                calls,
                subscribe,
                options.retry(),
                options.requestTimeout(),
                options.mapper(),
                timer,
                threads),
            listener);
    subscriptions.add(subscription);
    if (closed) { // a close before this line has not seen the subscription
      subscriptions.remove(subscription);
      throw new IllegalStateException("the client is closed");
    }
    subscription.completion().thenRun(() -> subscriptions.remove(subscription));
    subscription.start();
    return subscription;
  }

  @Override
  public void close() {
    closed = true;
    sender.close();
    subscriptions.forEach(StreamSubscription::close);
    timer.shutdownNow();
  }
}
