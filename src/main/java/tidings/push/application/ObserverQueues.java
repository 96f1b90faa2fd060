package tidings.push.application;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.EventContext;
import jakarta.enterprise.inject.spi.EventMetadata;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.api.Published;
import tidings.push.bus.BusEvent;
import tidings.push.bus.Observers;

/** The observers of the application, each behind a queue of its own. Thread-safe. */
@Singleton
public class ObserverQueues implements Observers {

  private final List<ObserverQueue> queues;

  @Inject
  public ObserverQueues(
      ObserverMethods methods,
      Instance<RequestContextController> requests,
      ObserverSettings settings) {
    this(
        methods.found().stream()
            .map(
                one ->
                    new ObserverQueue(
                        one.name(), notifying(one.method(), requests.get()), settings))
            .toList());
  }

  public ObserverQueues(List<ObserverQueue> queues) {
    this.queues = List.copyOf(queues);
  }

  /** Calls the method in a request context of its own, as an asynchronous observer is called. */
  private static Consumer<Published> notifying(
      ObserverMethod<Published> method, RequestContextController request) {
    return published -> {
      boolean activated = request.activate();
      try {
        method.notify(new Notification(published));
      } finally {
        if (activated) {
          request.deactivate();
        }
      }
    };
  }

  @Override
  public void offer(BusEvent event) {
    if (queues.isEmpty()) {
      return;
    }
    var observed = new ObservedEvent(event);
    for (var queue : queues) {
      queue.offer(observed);
    }
  }

  /** One queue for each observer method. */
  public List<ObserverQueue> queues() {
    return queues;
  }

  @PreDestroy
  void close() {
    queues.forEach(ObserverQueue::close);
  }

  private record Notification(Published getEvent)
      implements EventContext<Published>, EventMetadata {

    @Override
    public EventMetadata getMetadata() {
      return this;
    }

    @Override
    public Set<Annotation> getQualifiers() {
      return Set.of(Any.Literal.INSTANCE);
    }

    @Override
    public @Nullable InjectionPoint getInjectionPoint() {
      return null;
    }

    @Override
    public Type getType() {
      return Published.class;
    }
  }
}
