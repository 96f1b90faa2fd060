package tidings.push.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import tidings.event.Audience;
import tidings.event.EventId;
import tidings.event.PublisherId;
import tidings.event.TestEvent;
import tidings.log.LogSettings;
import tidings.log.memory.MemoryLog;
import tidings.push.bus.BusEvent;
import tidings.push.connection.Connections;
import tidings.push.connection.FakeFrameSink;
import tidings.push.connection.FakeTime;
import tidings.push.connection.Fixtures;
import tidings.sse.CloseReason;
import tidings.sse.EventStreamParser.Message;
import tidings.sse.Format;
import tidings.sse.Frame;
import tidings.sse.SseEncoder;

/**
 * One publisher floods a node whose log is in memory, and clients of other publishers reconnect.
 */
class PublisherShareTest {

  private static final int RETAINED = 50;
  private static final int FLOOD = 500;
  private static final Filter ALL =
      new Filter(Set.of(Filter.ALL_TYPES), Set.of(), null, Format.DATA);

  private final FakeTime time = new FakeTime();
  private final Connections connections = Fixtures.connections(time);
  private final LogSettings settings = FakeLog.settings(RETAINED);
  private final MemoryLog log = new MemoryLog(settings);
  private final Router router = new Router(log, settings, time);

  @BeforeEach
  void begin() {
    Thread.ofVirtual().start(() -> log.tail(logged -> router.route(new BusEvent(logged))));
  }

  @AfterEach
  void end() {
    log.close();
  }

  /** The cursor behind the event. */
  private String publish(String publisher, String user, String id) {
    var event =
        TestEvent.of("news", new EventId(PublisherId.user(publisher), "test", id))
            .audience(new Audience(Set.of(user), null, Set.of(), null))
            .event();
    return log.append(List.of(event)).toCompletableFuture().join().cursor().toString();
  }

  /** The events of a user who reconnects with this id, after the replay. */
  private List<String> received(String user, String lastId) {
    // Before: an event during the replay would leave out one more, which is one more gap.
    var last = publish("operator", user, "last for " + user + lastId);
    await().until(() -> log.position().toString().equals(last));
    var sink = new FakeFrameSink();
    var caller = Fixtures.user(user, time.instant().plusSeconds(3600));
    var connection = connections.open(caller, "10.0.0.1", sink);
    router.subscribe(
        connection,
        ALL,
        lastId,
        (place, _, _) -> Frame.opening(SseEncoder.open(3000, String.valueOf(place), "{}")));
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> sink.messages().stream().anyMatch(it -> it.lastEventId().equals(last)));
    connection.close(CloseReason.LIFETIME);
    return sink.awaitEnd().messages().stream().map(Message::type).toList();
  }

  @RepeatedTest(5)
  void noOtherMissesAnEventAndReadersOfTheFloodReceiveAGap() {
    var before = log.position().toString();
    for (int i = 0; i < 3; i++) {
      var _ = publish("billing", "alice", "invoice " + i);
    }
    for (int i = 0; i < FLOOD; i++) {
      var _ = publish("flood", "bob", "flood " + i);
    }
    await().until(() -> log.events() == FLOOD + 3);

    assertThat(received("alice", before))
        .as("all of her events, and no gap, because the missing ones were not hers")
        .containsExactly("tidings.open", "news", "news", "news", "news", "tidings.close");
    var flood = received("bob", before);
    assertThat(flood).startsWith("tidings.open", "tidings.gap", "news").endsWith("tidings.close");
    assertThat(flood).filteredOn("tidings.gap"::equals).hasSize(1);
    assertThat(flood).filteredOn("news"::equals).hasSizeBetween(RETAINED / 2, RETAINED);
  }
}
