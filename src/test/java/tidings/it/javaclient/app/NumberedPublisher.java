package tidings.it.javaclient.app;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import tidings.client.OutgoingEvent;
import tidings.client.TidingsClient;

/**
 * Publishes numbered events, each with an id of its number: a service that is started again, and
 * publishes again, publishes no event twice.
 *
 * @param type prefix of the types, each of which keeps its order
 */
public record NumberedPublisher(TidingsClient client, String type, int count) implements Runnable {

  /** Types, each a partition key. */
  private static final int TYPES = 4;

  private static final int BETWEEN_PAUSES = 60;
  private static final Duration PAUSE = Duration.ofMillis(700);

  @Override
  public void run() {
    int accepted = 0;
    for (int number = 0; number < count; number++) {
      var event =
          OutgoingEvent.builder(type + "." + number % TYPES)
              .id(type + "-" + number)
              .json(String.valueOf(number))
              .build();
      accepted += client.publish(event).accepted();
      if (number % BETWEEN_PAUSES == 0) {
        LockSupport.parkNanos(PAUSE.toNanos()); // a proxy cuts what is idle
      }
    }
    System.out.println("published " + count + ", accepted " + accepted);
  }
}
