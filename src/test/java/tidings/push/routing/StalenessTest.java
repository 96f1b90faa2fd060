package tidings.push.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.log.Cursor;
import tidings.push.connection.Connection;
import tidings.push.connection.Connections;
import tidings.push.connection.DrainSettings;
import tidings.push.connection.FakeFrameSink;
import tidings.push.connection.FakeTime;
import tidings.push.connection.Fixtures;
import tidings.push.connection.Relocation;
import tidings.sse.CloseReason;
import tidings.sse.EventStreamParser.Message;
import tidings.sse.Format;
import tidings.sse.Frame;
import tidings.sse.SseEncoder;

@Timeout(30)
class StalenessTest {

  private static final Duration AFTER = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Filter ALL =
      new Filter(Set.of(Filter.ALL_TYPES), Set.of(), null, Format.DATA);

  private final FakeTime time = new FakeTime();
  private final Connections connections = Fixtures.connections(time);
  private final FakeLog log = new FakeLog();

  /** How long nothing of this node ran. */
  private Duration stoodStill = Duration.ZERO;

  private final Router router = new Router(log, FakeLog.SETTINGS, time);

  private Staleness staleness(Duration after) {
    var drain = new DrainSettings(Duration.ofSeconds(15), Duration.ofSeconds(3), 500);
    var relocation = new Relocation(connections, drain, Duration.ofSeconds(3));
    return new Staleness(
        log,
        router,
        relocation,
        new Staleness.Settings(after),
        time.timer(),
        () -> time.instant().plus(stoodStill));
  }

  private Connection subscribe(FakeFrameSink sink, @Nullable Cursor from) {
    var caller = Fixtures.user("alice", time.instant().plusSeconds(3600));
    var connection = connections.open(caller, "10.0.0.1", sink);
    router.subscribe(
        connection,
        ALL,
        from == null ? null : from.toString(),
        (place, _, _) -> Frame.opening(SseEncoder.open(3000, String.valueOf(place), "{}")));
    return connection;
  }

  /** Lets time pass without an answer of the log. */
  private void passWithoutProof(Duration length) {
    var end = time.instant().plus(length);
    while (time.instant().isBefore(end)) {
      log.setTimeSinceProof(log.timeSinceProof().plus(LOOK));
      time.pass(LOOK);
    }
  }

  private static List<String> types(FakeFrameSink sink) {
    return sink.messages().stream().map(Message::type).toList();
  }

  @Test
  void everyStreamReceivesTheReportOnceAndAsTheSameFrame() {
    staleness(AFTER).start();
    // More than are moved at first, so that some stay.
    var outlets =
        List.of(new FakeFrameSink(), new FakeFrameSink(), new FakeFrameSink(), new FakeFrameSink());
    outlets.forEach(sink -> subscribe(sink, null));
    var began = time.instant();
    passWithoutProof(AFTER.minus(LOOK));
    outlets.forEach(sink -> assertThat(types(sink)).doesNotContain("tidings.stale"));
    passWithoutProof(LOOK.multipliedBy(4));

    var frames =
        outlets.stream().map(sink -> sink.awaitFrames(2).frames().get(1)).distinct().toList();
    assertThat(frames).as("one frame of a node").hasSize(1);
    var message = outlets.getFirst().messages().get(1);
    assertThat(message.type()).isEqualTo("tidings.stale");
    assertThat(message.lastEventId()).isEqualTo(FakeLog.BEGIN.toString());
    assertThat(message.data()).isEqualTo("{\"since\":\"" + began + "\"}");
    assertThat(router.staleSince()).contains(began);
  }

  @Test
  void streamsReceiveTheEndOfTheOutageBeforeLaterEvents() {
    staleness(AFTER).start();
    var outlets =
        List.of(new FakeFrameSink(), new FakeFrameSink(), new FakeFrameSink(), new FakeFrameSink());
    outlets.forEach(sink -> subscribe(sink, null));
    passWithoutProof(AFTER.plusSeconds(1));
    log.setTimeSinceProof(Duration.ZERO);
    time.pass(LOOK);

    assertThat(router.staleSince()).isEmpty();
    var stays = outlets.stream().filter(sink -> !sink.isEnded()).toList();
    assertThat(stays).isNotEmpty();
    stays.forEach(
        sink -> assertThat(types(sink.awaitFrames(3))).startsWith("tidings.open", "tidings.stale"));
    assertThat(outlets)
        .anySatisfy(
            sink ->
                assertThat(types(sink))
                    .containsExactly("tidings.open", "tidings.stale", "tidings.fresh"));
  }

  @Test
  void aStreamThatOpensOnAStaleNodeReceivesTheReportAfterItsFirstFrame() {
    staleness(AFTER).start();
    passWithoutProof(AFTER.plusSeconds(1));
    var live = new FakeFrameSink();
    subscribe(live, null);
    assertThat(types(live.awaitFrames(2))).containsExactly("tidings.open", "tidings.stale");

    // From a node that was ahead of this one: its missed events are not here, and the log does not
    // answer.
    var ahead = Cursor.of(7, List.of(9L));
    var resumed = new FakeFrameSink();
    var connection = subscribe(resumed, ahead);
    var messages = resumed.awaitFrames(2).messages();
    assertThat(messages).extracting(Message::type).containsExactly("tidings.open", "tidings.stale");
    assertThat(messages)
        .as("it stays where it was")
        .extracting(Message::lastEventId)
        .containsOnly(ahead.toString());
    connection.close(CloseReason.LIFETIME);
  }

  @Test
  void aReplayingStreamReceivesTheReportAtItsOwnCursor() {
    staleness(AFTER).start();
    var ahead = Cursor.of(7, List.of(9L));
    var sink = new FakeFrameSink();
    var connection = subscribe(sink, ahead);
    sink.awaitFrames(1);
    router.setStale(time.instant());
    var message = sink.awaitFrames(2).messages().get(1);
    assertThat(message.type()).isEqualTo("tidings.stale");
    assertThat(message.lastEventId()).isEqualTo(ahead.toString());
    connection.close(CloseReason.LIFETIME);
  }

  @Test
  void aNodeThatStoodStillItselfIsNotStale() {
    staleness(AFTER).start();
    var sink = new FakeFrameSink();
    subscribe(sink, null);
    sink.awaitFrames(1);
    time.pass(LOOK.multipliedBy(4));
    stoodStill = Duration.ofMinutes(3); // a laptop that slept, a machine that was moved
    log.setTimeSinceProof(stoodStill);
    time.pass(LOOK);
    assertThat(router.staleSince()).isEmpty();
    log.setTimeSinceProof(Duration.ofSeconds(1));
    time.pass(Duration.ofSeconds(2));
    assertThat(types(sink)).containsExactly("tidings.open");
  }

  @Test
  void aShortOutageIsNotReported() {
    staleness(AFTER).start();
    var sink = new FakeFrameSink();
    subscribe(sink, null);
    sink.awaitFrames(1);
    for (int i = 0; i < 10; i++) {
      passWithoutProof(AFTER.minus(LOOK));
      log.setTimeSinceProof(Duration.ZERO);
      time.pass(LOOK);
    }
    assertThat(types(sink)).containsExactly("tidings.open");
  }

  @Test
  void zeroIsNever() {
    staleness(Duration.ZERO).start();
    passWithoutProof(Duration.ofMinutes(1));
    assertThat(router.staleSince()).isEmpty();
    assertThat(time.waiting()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1, 2999})
  void aTimeInWhichALogThatAnswersMayBeSilentIsNoConfiguration(long millis) {
    assertThatThrownBy(() -> new Staleness.Settings(Duration.ofMillis(millis)))
        .hasMessageContaining("tidings.log.stale-after");
    assertThatCode(() -> new Staleness.Settings(Duration.ofSeconds(3))).doesNotThrowAnyException();
  }
}
