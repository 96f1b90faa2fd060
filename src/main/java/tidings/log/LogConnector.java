package tidings.log;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.eclipse.microprofile.reactive.messaging.spi.IncomingConnectorFactory;
import org.eclipse.microprofile.reactive.streams.operators.PublisherBuilder;
import org.eclipse.microprofile.reactive.streams.operators.ReactiveStreams;
import org.reactivestreams.FlowAdapters;

/**
 * The log as a Reactive Messaging connector: each entry is a message whose payload is {@link
 * TailEntry}.
 *
 * <p>A consumer group would not do: every node reads every entry, from a position that it chooses.
 * Entries flow on one thread that starts only when the application has started.
 */
@ApplicationScoped
@Connector(LogConnector.NAME)
public class LogConnector implements IncomingConnectorFactory {

  public static final String NAME = "tidings-log";

  /** The channel that carries the log. */
  public static final String CHANNEL = "events";

  private final CountDownLatch started = new CountDownLatch(1);
  private final EventLog log;

  @Inject
  public LogConnector(EventLog log) {
    this.log = log;
  }

  void start(@Observes Startup startup) {
    started.countDown();
  }

  @Override
  public PublisherBuilder<? extends Message<?>> getPublisherBuilder(Config config) {
    Flow.Publisher<Message<TailEntry>> entries = this::tail;
    return ReactiveStreams.fromPublisher(FlowAdapters.toPublisher(entries));
  }

  private void tail(Flow.Subscriber<? super Message<TailEntry>> subscriber) {
    // The same-thread executor makes submit() deliver in order, and block while there is no demand.
    var entries =
        new SubmissionPublisher<Message<TailEntry>>(Runnable::run, Flow.defaultBufferSize());
    entries.subscribe(subscriber);
    Thread.ofPlatform()
        .name("tidings-log")
        .daemon()
        .start(
            () -> {
              try {
                started.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
              }
              log.tail(entry -> entries.submit(Message.of(entry)));
            });
  }
}
