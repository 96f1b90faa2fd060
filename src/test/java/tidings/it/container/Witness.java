package tidings.it.container;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tidings.api.Published;

/** A bean of an application that observes the bus. */
@ApplicationScoped
public class Witness {

  private final BlockingQueue<Published> seen = new LinkedBlockingQueue<>();

  void see(@Observes Published published) {
    seen.add(published);
  }

  /** Waits for the next event; null if there is none. */
  public @Nullable Published next() throws InterruptedException {
    return seen.poll(10, TimeUnit.SECONDS);
  }
}
