package tidings.push.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tidings.platform.security.Caller;
import tidings.platform.security.Grants;
import tidings.sse.CloseReason;
import tidings.sse.EventStreamParser.Message;

@Timeout(30)
class ConnectionsTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration MILLI = Duration.ofMillis(1);

  private final FakeTime time = new FakeTime();
  private final Connections connections = connections(Duration.ZERO);

  private Connections connections(Duration lifetime) {
    return connections(lifetime, _ -> 0);
  }

  private Connections connections(Duration lifetime, ToIntFunction<String> otherStreams) {
    return new Connections(
        new ConnectionSettings(
            Duration.ofSeconds(15), 100, 1 << 20, lifetime, 2, Duration.ofSeconds(3)),
        time.timer(),
        time,
        new ConnectionMetrics(),
        Fixtures.UNPACED,
        otherStreams);
  }

  private Caller caller(String user, Duration life) {
    return Fixtures.user(user, time.instant().plus(life));
  }

  private Connection open(Caller caller, FakeFrameSink sink) {
    var connection = connections.open(caller, "10.0.0.1", sink);
    connections.guard(connection);
    return connection;
  }

  private static ConditionFactory soon() {
    return await().pollDelay(Duration.ZERO).pollInterval(MILLI);
  }

  private static List<String> types(FakeFrameSink sink) {
    return sink.messages().stream().map(Message::type).toList();
  }

  @Test
  void everyStreamHasAnUnguessableIdUnderWhichItIsFoundUntilItEnds() {
    var ids = new HashSet<String>();
    for (int i = 0; i < 100; i++) {
      var sink = new FakeFrameSink();
      var connection = open(caller("user" + i, MINUTE), sink);
      assertThat(connection.id()).matches("c-[A-Za-z0-9_-]{22}");
      assertThat(connections.find(connection.id())).hasValue(connection);
      assertThat(connections.count()).isEqualTo(1);
      ids.add(connection.id());
      connection.close(CloseReason.REVOKED);
      sink.awaitEnd();
      soon().until(() -> connections.find(connection.id()).isEmpty());
    }
    assertThat(ids).hasSize(100);
    assertThat(connections.all()).isEmpty();
  }

  @Test
  void overAUsersShareHisOldestStreamIsReplaced() {
    var first = new FakeFrameSink();
    var second = new FakeFrameSink();
    var third = new FakeFrameSink();
    open(caller("bob", MINUTE), new FakeFrameSink());
    open(caller("alice", MINUTE), first);
    open(caller("alice", MINUTE), second);
    var newest = open(caller("alice", MINUTE), third);
    assertThat(first.isEnded()).isFalse(); // disconnected clients are looked for first
    answered();

    assertThat(first.awaitEnd().messages())
        .last()
        .extracting(Message::data)
        .isEqualTo("{\"code\":1004,\"reason\":\"replaced\",\"reconnect\":false,\"after\":0}");
    assertThat(newest.isClosed()).isFalse();
    assertThat(second.isEnded()).isFalse();
    soon().until(() -> connections.all().stream().noneMatch(Connection::isClosed));
  }

  @Test
  void streamsOfRunsCountForTheShareAndOneStreamOfEventsIsLeft() {
    var runs = new AtomicInteger(1);
    var sharing = connections(Duration.ZERO, user -> user.equals("alice") ? runs.get() : 0);
    var first = new FakeFrameSink();
    var second = new FakeFrameSink();
    var third = new FakeFrameSink();
    sharing.open(caller("alice", MINUTE), "10.0.0.1", first);
    sharing.open(caller("bob", MINUTE), "10.0.0.1", new FakeFrameSink());
    sharing.open(caller("bob", MINUTE), "10.0.0.1", new FakeFrameSink());
    sharing.open(caller("alice", MINUTE), "10.0.0.1", second);
    answered(sharing);
    assertThat(first.awaitEnd().messages())
        .last()
        .extracting(Message::data)
        .asString()
        .contains("1004");
    assertThat(second.isEnded()).isFalse();
    runs.set(50);
    sharing.open(caller("alice", MINUTE), "10.0.0.1", third);
    answered(sharing);
    second.awaitEnd();
    assertThat(third.isEnded()).isFalse();
    assertThat(sharing.all()).filteredOn(it -> it.caller().user().equals("bob")).hasSize(2);
  }

  /** Lets a probe finish: half a second passes, and its writes are made. */
  private void answered() {
    answered(connections);
  }

  private void answered(Connections of) {
    time.pass(Probe.ANSWER.minus(MILLI));
    soon().until(() -> of.all().stream().noneMatch(Connection::isUnacknowledged));
    time.pass(MILLI);
  }

  @Test
  void overTheLimitDisconnectedStreamsEndAndNoneIsReplaced() {
    var healthy = new FakeFrameSink();
    var left = new FakeFrameSink();
    open(caller("alice", MINUTE), healthy);
    open(caller("alice", MINUTE), left);
    left.failWith(new IOException("gone"));
    var newest = new FakeFrameSink();
    open(caller("alice", MINUTE), newest);

    time.pass(Probe.ANSWER.minus(MILLI));
    left.awaitEnd();
    answered();

    soon().until(() -> connections.count() == 2);
    assertThat(connections.all()).noneMatch(Connection::isClosed);
    assertThat(types(healthy)).doesNotContain("tidings.close");
    assertThat(types(newest)).doesNotContain("tidings.close");
  }

  @Test
  void overAUsersShareTheOldestThatTakesNothingGoesBeforeTheOldest() {
    var oldest = new FakeFrameSink();
    var silent = new FakeFrameSink();
    open(caller("alice", MINUTE), oldest);
    var stuck = open(caller("alice", MINUTE), silent);
    silent.stopReading();
    var newest = open(caller("alice", MINUTE), new FakeFrameSink());

    time.pass(Probe.ANSWER.minus(MILLI));
    soon()
        .until(
            () ->
                connections.all().stream()
                    .filter(Connection::isUnacknowledged)
                    .toList()
                    .equals(List.of(stuck)));
    time.pass(MILLI);

    soon().until(stuck::isClosed);
    assertThat(newest.isClosed()).isFalse();
    assertThat(oldest.isEnded()).isFalse();
    silent.resumeReading();
  }

  @Test
  void userWhoOpensFasterThanAProbeIsLimitedToTwiceTheirShare() {
    var outlets = new ArrayList<FakeFrameSink>();
    for (int i = 0; i < 5; i++) {
      outlets.add(new FakeFrameSink());
      open(caller("alice", MINUTE), outlets.get(i));
    }
    // The first three are probed; of the later ones, the oldest is closed.
    assertThat(types(outlets.get(3).awaitEnd())).contains("tidings.close");
    soon().until(() -> connections.count() == 4);
    assertThat(outlets.getFirst().isEnded()).isFalse();
  }

  @Test
  void aStreamThatEndedNoLongerCountsForItsUser() {
    var first = open(caller("alice", MINUTE), new FakeFrameSink());
    var second = open(caller("alice", MINUTE), new FakeFrameSink());
    first.disconnect();
    var third = open(caller("alice", MINUTE), new FakeFrameSink());
    assertThat(second.isClosed()).isFalse();
    assertThat(third.isClosed()).isFalse();
  }

  @Test
  void aClientIsWarnedAMinuteBeforeItsTokenEndsAndClosedWithIt() {
    var sink = new FakeFrameSink();
    var connection = open(caller("alice", MINUTE.multipliedBy(10)), sink);

    time.pass(MINUTE.multipliedBy(9).minus(MILLI));
    assertThat(sink.frames()).isEmpty();
    time.pass(MILLI);
    assertThat(new String(sink.awaitFrames(1).bytes(), UTF_8))
        .isEqualTo("event: tidings.reauth\ndata: {\"expires\":\"2026-01-31T12:10:00Z\"}\n\n");
    time.pass(MINUTE.minus(MILLI));
    assertThat(connection.isClosed()).isFalse();
    time.pass(MILLI);
    assertThat(connection.isClosed()).isTrue();
    assertThat(sink.awaitEnd().messages().getLast().data())
        .isEqualTo("{\"code\":1001,\"reason\":\"token-expired\",\"reconnect\":true,\"after\":0}");
    assertThat(time.waiting()).isZero();
  }

  @Test
  void aTokenThatEndsSoonIsWarnedOfAtHalfItsLife() {
    var sink = new FakeFrameSink();
    var connection = open(caller("alice", Duration.ofSeconds(6)), sink);
    time.pass(Duration.ofSeconds(3).minus(MILLI));
    assertThat(sink.frames()).isEmpty();
    time.pass(MILLI);
    sink.awaitFrames(1);
    time.pass(Duration.ofSeconds(3));
    assertThat(connection.isClosed()).isTrue();
    assertThat(types(sink.awaitEnd())).containsExactly("tidings.reauth", "tidings.close");
  }

  @Test
  void theSameTokenSentAgainAndAgainIsWarnedOfOnce() {
    var sink = new FakeFrameSink();
    var connection = open(caller("alice", MINUTE.multipliedBy(2)), sink);
    time.pass(MINUTE);
    sink.awaitFrames(1);
    var same = connection.caller();
    for (int i = 0; i < 100; i++) {
      assertThat(connections.renew(connection, same)).isFalse();
      time.pass(MILLI);
    }
    time.pass(MINUTE);
    assertThat(connection.isClosed()).isTrue();
    assertThat(types(sink.awaitEnd())).containsExactly("tidings.reauth", "tidings.close");
  }

  @Test
  void aTokenWithTheSameEndChangesWhatIsGrantedAndNotTheEnd() {
    var connection = open(caller("alice", MINUTE), new FakeFrameSink());
    var expires = connection.caller().expires();
    var inOps = new Caller("alice", Set.of("ops"), Grants.NONE, "t-2", expires);
    assertThat(connections.renew(connection, inOps)).isFalse();
    assertThat(connection.caller()).isEqualTo(inOps);
    time.pass(MINUTE);
    assertThat(connection.isClosed()).isTrue();
  }

  @Test
  void aFreshTokenExtendsTheStreamWithoutABreak() {
    var sink = new FakeFrameSink();
    var connection = open(caller("alice", MINUTE.multipliedBy(2)), sink);
    time.pass(MINUTE);
    sink.awaitFrames(1);
    connections.renew(connection, caller("alice", MINUTE.multipliedBy(5)));

    time.pass(MINUTE.multipliedBy(3));
    assertThat(connection.isClosed()).as("past the end of the first token").isFalse();
    time.pass(MINUTE);
    sink.awaitFrames(2);
    time.pass(MINUTE);
    assertThat(types(sink.awaitEnd()))
        .containsExactly("tidings.reauth", "tidings.reauth", "tidings.close");
  }

  @Test
  void aTokenThatEndsSoonerChangesNothing() {
    var connection = open(caller("alice", MINUTE.multipliedBy(3)), new FakeFrameSink());
    var former = connection.caller();
    var shorter =
        new Caller("alice", Set.of("ops"), Grants.NONE, "t-2", former.expires().minus(MINUTE));
    assertThat(connections.renew(connection, shorter)).isFalse();
    assertThat(connection.caller()).isEqualTo(former);
    time.pass(MINUTE.multipliedBy(3).minus(MILLI));
    assertThat(connection.isClosed()).isFalse();
    time.pass(MILLI);
    assertThat(connection.isClosed()).isTrue();
  }

  @Test
  void aTokenOfAnotherUserExtendsNothing() {
    var connection = open(caller("alice", MINUTE), new FakeFrameSink());
    var bobs = caller("bob", MINUTE.multipliedBy(9));
    assertThatThrownBy(() -> connections.renew(connection, bobs))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(connection.caller().user()).isEqualTo("alice");
    time.pass(MINUTE);
    assertThat(connection.isClosed()).isTrue();
  }

  /**
   * A renewal on a thread of its own, which has advanced as far as possible when the task is set.
   */
  private Thread renewedBeforeNextTask(Connection connection) {
    var renewal =
        Thread.ofPlatform()
            .unstarted(
                () -> connections.renew(connection, caller("alice", MINUTE.multipliedBy(9))));
    time.beforeNextTask(
        () -> {
          renewal.start();
          soon()
              .until(
                  () ->
                      Set.of(Thread.State.BLOCKED, Thread.State.WAITING, Thread.State.TERMINATED)
                          .contains(renewal.getState()));
        });
    return renewal;
  }

  /** The warning sets a timer for the old token: it must not replace the timer of the fresh one. */
  @Test
  void aRenewalInTheMidstOfTheWarningIsNotForgotten() throws InterruptedException {
    var connection = open(caller("alice", MINUTE.multipliedBy(2)), new FakeFrameSink());
    var renewal = renewedBeforeNextTask(connection);

    time.pass(MINUTE);
    renewal.join();
    time.pass(MINUTE.multipliedBy(8));
    assertThat(connection.isClosed()).as("before the fresh token ends").isFalse();
    time.pass(MINUTE);
    assertThat(connection.isClosed()).as("no stream outlives its token").isTrue();
  }

  /**
   * A client may have its stream's id, and a fresh token, before the guard of its stream starts.
   */
  @Test
  void aRenewalInTheMidstOfTheGuardingIsNotForgotten() throws InterruptedException {
    var connection =
        connections.open(caller("alice", MINUTE.multipliedBy(2)), "10.0.0.1", new FakeFrameSink());
    var renewal = renewedBeforeNextTask(connection);

    connections.guard(connection);
    renewal.join();
    time.pass(MINUTE.multipliedBy(8));
    time.pass(MINUTE.dividedBy(2));
    assertThat(connection.isClosed()).as("before the fresh token ends").isFalse();
    time.pass(MINUTE);
    assertThat(connection.isClosed()).as("no stream outlives its token").isTrue();
  }

  @Test
  void aStreamThatEndsTakesItsTimersWithIt() {
    var limited = connections(MINUTE.multipliedBy(5));
    var connection =
        limited.open(caller("alice", MINUTE.multipliedBy(9)), "10.0.0.1", new FakeFrameSink());
    limited.guard(connection);
    assertThat(time.waiting()).isEqualTo(2);
    connection.disconnect();
    assertThat(time.waiting()).isZero();

    var gone = limited.open(caller("alice", MINUTE), "10.0.0.1", new FakeFrameSink());
    gone.disconnect();
    limited.guard(gone);
    assertThat(time.waiting()).as("guarded too late").isZero();
  }

  @Test
  void aStreamLivesForItsLifetimeGiveOrTakeATenth() {
    var limited = connections(MINUTE.multipliedBy(10));
    var sink = new FakeFrameSink();
    var connection = limited.open(caller("alice", Duration.ofDays(1)), "10.0.0.1", sink);
    limited.guard(connection);
    time.pass(MINUTE.multipliedBy(9).minus(MILLI));
    assertThat(connection.isClosed()).isFalse();
    time.pass(MINUTE.multipliedBy(2).plus(MILLI));
    assertThat(connection.isClosed()).isTrue();
    assertThat(sink.awaitEnd().messages().getLast().data()).contains("1005");
  }

  @Test
  void withoutALifetimeAStreamLastsAsLongAsItsToken() {
    var connection = open(caller("alice", Duration.ofDays(365)), new FakeFrameSink());
    time.pass(Duration.ofDays(364));
    assertThat(connection.isClosed()).isFalse();
  }

  @Test
  void aNodeThatShutsDownSpreadsTheReturnOfItsClients() {
    var outlets = new ArrayList<FakeFrameSink>();
    for (int i = 0; i < 50; i++) {
      outlets.add(new FakeFrameSink());
      open(caller("user" + i, Duration.ofHours(1)), outlets.getLast());
    }
    connections.shutDown(MINUTE);
    var delays = new HashSet<Long>();
    for (var sink : outlets) {
      var data = sink.awaitEnd().messages().getLast().data();
      assertThat(data).contains("\"code\":1000");
      delays.add(Long.parseLong(data.replaceAll(".*\"after\":(\\d+)}", "$1")));
    }
    assertThat(delays).as("not all at once").hasSizeGreaterThan(10);
    assertThat(delays).allMatch(delay -> delay >= 0 && delay < MINUTE.toMillis());
  }
}
