package tidings.it.container;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import java.util.concurrent.CountDownLatch;
import tidings.api.Published;

/** A bean of an application, with faulty observers. */
@ApplicationScoped
public class BadObservers {

  private final CountDownLatch never = new CountDownLatch(1);

  void throwing(@Observes Published published) {
    throw new IllegalStateException("an observer's own fault");
  }

  void failing(@Observes Published published) {
    throw new NoClassDefFoundError("com/acme/Missing");
  }

  void hanging(@Observes Published published) throws InterruptedException {
    never.await();
  }

  void asynchronous(@ObservesAsync Published published) {
    throw new IllegalStateException("an asynchronous observer's own fault");
  }
}
