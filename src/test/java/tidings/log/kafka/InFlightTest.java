package tidings.log.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import tidings.event.EventId;
import tidings.event.PublisherId;

class InFlightTest {

  private static final EventId ID = new EventId(PublisherId.user("test"), "s", "1");

  private final InFlight inFlight = new InFlight(100, Duration.ofMinutes(10));
  private final CompletableFuture<RecordMetadata> first = new CompletableFuture<>();
  private final CompletableFuture<RecordMetadata> second = new CompletableFuture<>();

  @Test
  void theSecondSenderGetsTheFirstWrite() {
    assertThat(inFlight.add(ID, first)).isEmpty();
    assertThat(inFlight.add(ID, second)).containsSame(first);
  }

  @Test
  void aWrittenEventIsHeldUntilItIsRead() {
    inFlight.add(ID, first);
    first.complete(new RecordMetadata(new TopicPartition("t", 0), 0, 0, 0, 0, 0));
    assertThat(inFlight.add(ID, second)).containsSame(first);
    inFlight.read(ID);
    assertThat(inFlight.add(ID, second)).isEmpty();
  }

  @Test
  void anEventThatWasNotWrittenMayBeSentAgain() {
    inFlight.add(ID, first);
    first.completeExceptionally(new IllegalStateException());
    assertThat(inFlight.add(ID, second)).isEmpty();
    inFlight.remove(ID, first);
    assertThat(inFlight.add(ID, first)).as("another write's entry stays").containsSame(second);
  }
}
