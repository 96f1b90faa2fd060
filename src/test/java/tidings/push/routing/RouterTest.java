package tidings.push.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import tidings.event.Event;
import tidings.event.Pattern;
import tidings.event.TestEvent;
import tidings.log.Cursor;
import tidings.log.LogEntry;
import tidings.log.Offset;
import tidings.log.Origin;
import tidings.log.TailEntry;
import tidings.platform.limits.OverLimitException;
import tidings.platform.limits.PatternLimit;
import tidings.push.bus.BusEvent;
import tidings.push.connection.Connection;
import tidings.push.connection.ConnectionMetrics;
import tidings.push.connection.ConnectionSettings;
import tidings.push.connection.Connections;
import tidings.push.connection.FakeFrameSink;
import tidings.push.connection.FakeTime;
import tidings.push.connection.Fixtures;
import tidings.sse.CloseReason;
import tidings.sse.EventStreamParser.Message;
import tidings.sse.Format;
import tidings.sse.Frame;
import tidings.sse.HeartbeatForm;
import tidings.sse.SseEncoder;

class RouterTest {

  private static final int QUEUE = 4;
  private static final Filter ALL =
      new Filter(Set.of(Filter.ALL_TYPES), Set.of(), null, Format.DATA);

  private final FakeTime time = new FakeTime();
  private final Connections connections =
      new Connections(
          new ConnectionSettings(
              Duration.ofSeconds(15), QUEUE, 1 << 20, Duration.ZERO, 100, Duration.ofSeconds(3)),
          time.timer(),
          time,
          new ConnectionMetrics(),
          Fixtures.UNPACED,
          _ -> 0);
  private final FakeLog log = new FakeLog();
  private final Router router = new Router(log, FakeLog.SETTINGS, time);
  private Cursor end = FakeLog.BEGIN;

  private Connection subscribe(String user, FakeFrameSink sink) {
    var caller = Fixtures.user(user, time.instant().plusSeconds(3600));
    var connection = connections.open(caller, "10.0.0.1", sink);
    router.subscribe(
        connection,
        ALL,
        null,
        (place, _, _) -> Frame.opening(SseEncoder.open(3000, String.valueOf(place), "{}")));
    return connection;
  }

  private void route(TailEntry logged) {
    router.route(new BusEvent(logged));
  }

  private static LogEntry entry(long position) {
    return new LogEntry(event(position), new Offset(0, position), 0);
  }

  private void publish(int count) {
    for (int i = 0; i < count; i++) {
      long position = end.next(0);
      end = end.after(0, position);
      route(new TailEntry(entry(position), end, true));
    }
  }

  private static Event event(long position) {
    return TestEvent.of("tick", String.valueOf(position)).event();
  }

  private static ConditionFactory soon() {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
  }

  private static List<String> types(FakeFrameSink sink) {
    return sink.messages().stream().map(Message::type).toList();
  }

  private static Filter types(String... patterns) {
    var types = Stream.of(patterns).map(Pattern::ofType).collect(Collectors.toSet());
    return new Filter(types, Set.of(), null, Format.DATA);
  }

  @Test
  void aChangeIsMadeOfWhatTheSubscriptionIsAtThatMoment() {
    var connection = subscribe("alice", new FakeFrameSink());
    var asked = new ArrayList<Filter>();
    var changed =
        router.change(
            connection,
            current -> {
              asked.add(current);
              if (asked.size() == 1) { // another event comes between
                router.change(connection, _ -> types("other"));
              }
              return types("next");
            });
    assertThat(asked).containsExactly(ALL, types("other"));
    assertThat(changed).hasValue(types("next"));
    assertThat(router.filter(connection)).hasValue(types("next"));
  }

  @Test
  void eventsAreRoutedWhileAChangeIsThoughtAbout() {
    var sink = new FakeFrameSink();
    var connection = subscribe("alice", sink);
    router.change(
        connection,
        current -> {
          var other = Thread.ofVirtual().start(() -> publish(1));
          assertThatCode(other::join).doesNotThrowAnyException();
          return current;
        });
    soon().until(() -> types(sink).contains("tick"));
  }

  @Test
  void aChangeToMorePatternsThanTheUserMayHaveLeavesTheSubscriptionAsItWas() {
    var limit = new PatternLimit(3);
    var connection = subscribe("alice", new FakeFrameSink());
    connection.patterns(limit.acquire("alice", 1));
    router.change(connection, _ -> types("a", "b", "c"));
    assertThat(limit.count("alice")).isEqualTo(3);
    assertThatThrownBy(() -> router.change(connection, _ -> types("a", "b", "c", "d")))
        .isInstanceOf(OverLimitException.class);
    assertThat(router.filter(connection)).hasValue(types("a", "b", "c"));
    connection.close(CloseReason.REVOKED);
    soon().until(() -> limit.count("alice") == 0);
  }

  @Test
  void stalledReaderIsClosedAndNoOtherMissesAnEvent() {
    var slow = new FakeFrameSink();
    slow.stopReading();
    var connection = subscribe("slow", slow);
    slow.awaitStuck();
    var others = new ArrayList<FakeFrameSink>();
    for (int i = 0; i < 3; i++) {
      others.add(new FakeFrameSink());
      subscribe("quick" + i, others.getLast());
    }

    for (int i = 0; i < QUEUE + 2; i++) {
      publish(1);
      int written = 2 + i;
      others.forEach(other -> other.awaitFrames(written));
    }

    assertThat(connection.isClosed()).isTrue();
    soon().untilAsserted(() -> assertThat(router.filter(connection)).isEmpty());
    slow.resumeReading();
    assertThat(types(slow.awaitEnd())).containsExactly("tidings.open", "tidings.close");
    assertThat(slow.messages().getLast().data()).contains("\"code\":1003");
  }

  @Test
  void theFirstFrameCarriesThePlaceAtWhichTheStreamBegins() {
    var early = new FakeFrameSink();
    subscribe("early", early);
    publish(2);
    var late = new FakeFrameSink();
    var connection = subscribe("late", late);
    publish(1);
    connection.close(CloseReason.LIFETIME);

    assertThat(late.awaitEnd().messages())
        .extracting(Message::lastEventId)
        .containsExactly(
            Cursor.of(7, List.of(2L)).toString(), // open frame: behind the two it was too late for
            Cursor.of(7, List.of(3L)).toString(),
            Cursor.of(7, List.of(3L)).toString());
  }

  @Test
  void aBeatCarriesThePlaceUpToWhichEverythingWasOffered() {
    var sink = new FakeFrameSink();
    var connection = subscribe("alice", sink);
    sink.awaitFrames(1);
    awaitBeat(connection, sink, FakeLog.BEGIN);
    publish(1);
    awaitBeat(connection, sink, end);
    publish(2);
    awaitBeat(connection, sink, end);
  }

  /** Sends heartbeats until the drain has ended its last write: until then they are left out. */
  private void awaitBeat(Connection connection, FakeFrameSink sink, Cursor place) {
    var expected = SseEncoder.beat(HeartbeatForm.ID, String.valueOf(place));
    soon()
        .untilAsserted(
            () -> {
              router.sendHeartbeat(connection, HeartbeatForm.ID);
              assertThat(sink.frames().getLast().bytes()).isEqualTo(expected);
            });
  }

  @Test
  void heartbeatsGoOnUntilTheStreamCloses() {
    var heartbeat = new Heartbeat(router, time.timer(), Duration.ofSeconds(15));
    var sink = new FakeFrameSink();
    var connection = subscribe("alice", sink);
    sink.awaitFrames(1);
    heartbeat.start(connection, HeartbeatForm.ID);

    time.pass(Duration.ofMillis(13_499));
    assertThat(sink.writes()).as("before the jitter of a tenth").isEqualTo(1);
    // A heartbeat during a running drain is left out, so this may take longer.
    soon()
        .until(
            () -> {
              time.pass(Duration.ofMillis(16_500));
              return sink.frames().size() >= 4;
            });
    assertThat(time.instant()).isAfterOrEqualTo(new FakeTime().instant().plusMillis(3 * 13_500));

    connection.close(CloseReason.REVOKED);
    time.pass(Duration.ofMinutes(1));
    assertThat(time.waiting()).isZero();
    assertThat(types(sink.awaitEnd())).containsExactly("tidings.open", "tidings.close");
  }

  @Test
  void entriesLostBeforeTheyWereReadAreAGapForAll() {
    var sink = new FakeFrameSink();
    subscribe("alice", sink);
    publish(1);
    var former = end;
    var behind = end.after(0, 9); // nine have disconnected
    log.begins(new Origin(behind, behind, false));
    end = behind.after(0, 10);
    route(new TailEntry(entry(10), end, true));

    var messages = sink.awaitFrames(4).messages();
    assertThat(messages.get(2).type()).isEqualTo("tidings.gap");
    assertThat(messages.get(2).data())
        .contains("\"expired\"", "\"from\":\"" + former + "\"")
        .contains("\"to\":\"" + behind + "\"");
    assertThat(messages.get(3).type()).isEqualTo("tick");
  }

  @Test
  void lostEndOrNewEpochIsAGapForAll() {
    var sink = new FakeFrameSink();
    subscribe("alice", sink);
    publish(2);
    sink.awaitFrames(3);
    log.begins(new Origin(FakeLog.BEGIN, FakeLog.BEGIN, true));
    route(new TailEntry(entry(0), Cursor.of(7, List.of(1L)), true));
    sink.awaitFrames(5);
    var another = Cursor.of(8, List.of(0L));
    log.begins(new Origin(another, another, true));
    route(new TailEntry(entry(0), Cursor.of(8, List.of(1L)), true));

    var types = types(sink.awaitFrames(7));
    assertThat(types.subList(3, 7)).containsExactly("tidings.gap", "tick", "tidings.gap", "tick");
  }

  @Test
  void liveSubscriberReceivesAGapForTheStartOfANewEpoch() {
    var sink = new FakeFrameSink();
    var connection = subscribe("alice", sink);
    sink.awaitFrames(1);
    var fresh = Cursor.of(8, List.of(2L));
    log.begins(new Origin(Cursor.of(8, List.of(0L)), fresh, true));

    // A quiet log has nothing to route: the heartbeat must not cover events that were not offered.
    router.sendHeartbeat(connection, HeartbeatForm.ID);
    sink.awaitFrames(2);
    router.retain(new BusEvent(new TailEntry(entry(0), at(8, 1), false)));
    log.passed(at(8, 1));
    awaitBeat(connection, sink, fresh);
    router.retain(new BusEvent(new TailEntry(entry(1), fresh, false)));
    log.passed(fresh);
    route(new TailEntry(entry(2), at(8, 3), true));

    soon()
        .untilAsserted(
            () -> assertThat(types(sink)).containsExactly("tidings.open", "tidings.gap", "tick"));
    var messages = sink.messages();
    assertThat(messages.get(1).data()).contains("\"epoch\"", "\"to\":\"" + fresh + "\"");
    assertThat(messages.get(1).lastEventId()).isEqualTo(fresh.toString());
  }

  @Test
  void subscriberDuringABackfillStartsAtItsEnd() {
    var fresh = at(8, 5);
    log.begins(new Origin(at(8, 0), fresh, true));
    var sink = new FakeFrameSink();
    subscribe("alice", sink);
    assertThat(sink.awaitFrames(1).messages().getFirst().lastEventId()).isEqualTo(fresh.toString());
  }

  @Test
  void noReplaySwitchesToTheLiveTailDuringABackfill() {
    log.begins(new Origin(at(8, 0), at(8, 2), true));
    var connection =
        connections.open(
            Fixtures.user("bob", time.instant().plusSeconds(60)), "10.0.0.1", new FakeFrameSink());
    router.subscribe(
        connection,
        ALL,
        at(8, 0).toString(),
        (place, _, _) -> Frame.control(SseEncoder.beat(HeartbeatForm.ID, String.valueOf(place))));
    router.retain(new BusEvent(new TailEntry(entry(0), at(8, 1), false)));
    log.passed(at(8, 1));
    assertThat(router.switchToLive(connection, router.replayBuffer().end(), at(8, 1))).isFalse();
    router.retain(new BusEvent(new TailEntry(entry(1), at(8, 2), false)));
    log.passed(at(8, 2));
    assertThat(router.switchToLive(connection, router.replayBuffer().end(), at(8, 2))).isTrue();
  }

  @Test
  void aReplayThatHadComeToTheEndIsNotHandedOverALoss() {
    publish(3);
    log.passed(end);
    long number = router.replayBuffer().end();
    log.begins(new Origin(at(7, 9), at(7, 9), false));
    assertThat(router.replayBuffer().end()).isGreaterThan(number);
    assertThat(router.replayBuffer().read(number, 10))
        .as("it must check what happened to it")
        .isNull();
  }

  private static Cursor at(long epoch, long position) {
    return Cursor.of(epoch, List.of(position));
  }

  @Test
  void aStreamThatHasClosedCannotBeChanged() {
    var connection = subscribe("alice", new FakeFrameSink());
    connection.close(CloseReason.REVOKED);
    assertThat(router.change(connection, filter -> filter)).isEmpty();
  }

  @Test
  void aStreamThatClosedBeforeItSubscribedIsNotKept() {
    var caller = Fixtures.user("alice", time.instant().plusSeconds(3600));
    var connection = connections.open(caller, "10.0.0.1", new FakeFrameSink());
    connection.disconnect();
    router.subscribe(
        connection,
        ALL,
        null,
        (place, _, _) -> Frame.control(SseEncoder.beat(HeartbeatForm.ID, String.valueOf(place))));
    assertThat(router.filter(connection)).isEmpty();
  }

  @Test
  void deliveriesCountWhatWasTaken() {
    subscribe("alice", new FakeFrameSink());
    subscribe("bob", new FakeFrameSink()).close(CloseReason.REVOKED);
    publish(3);
    assertThat(router.deliveries()).isEqualTo(3);
  }
}
