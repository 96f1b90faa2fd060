package tidings.push.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.platform.limits.ConnectionLimits;
import tidings.platform.limits.ConnectionLimits.Kind;
import tidings.platform.limits.LimitSettings;
import tidings.platform.limits.OverLimitException;

@Timeout(30)
class DrainTest {

  private final FakeTime time = new FakeTime();
  private final Connections connections = Fixtures.connections(time);
  private final ConnectionLimits limits =
      new ConnectionLimits(new LimitSettings(1000, 1000, 1000, 10));

  private Drain drain(Duration atLeast, int acceptRate) {
    return drain(Duration.ZERO, atLeast, acceptRate);
  }

  private Drain drain(Duration notice, Duration atLeast, int acceptRate) {
    var settings = new DrainSettings(notice, atLeast, acceptRate);
    return new Drain(connections, limits, settings, time.timer());
  }

  private FakeFrameSink open() {
    var sink = new FakeFrameSink();
    var caller = Fixtures.user("alice", time.instant().plus(Duration.ofHours(1)));
    connections.open(caller, "10.0.0.1", sink);
    return sink;
  }

  private List<FakeFrameSink> open(int count) {
    var outlets = new ArrayList<FakeFrameSink>();
    for (int i = 0; i < count; i++) {
      outlets.add(open());
    }
    return outlets;
  }

  private static long after(FakeFrameSink sink) {
    var data = sink.awaitEnd().messages().getLast().data();
    assertThat(data).contains("\"code\":1000", "\"reconnect\":true");
    return Long.parseLong(data.replaceAll(".*\"after\":(\\d+)}", "$1"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 3000, 500, 3000",
    "1500, 3000, 500, 3000",
    "1501, 3000, 500, 3002",
    "15000, 3000, 500, 30000",
    "15000, 3000, 1, 15000000",
    "10, 0, 500, 20",
    "0, 0, 500, 0"
  })
  void theSpreadIsWhatTheOtherNodesCanTakeAndNeverLessThanConfigured(
      int open, long atLeast, int acceptRate, long spread) {
    var settings = new DrainSettings(Duration.ZERO, Duration.ofMillis(atLeast), acceptRate);
    assertThat(settings.spread(open)).isEqualTo(Duration.ofMillis(spread));
  }

  @Test
  void reconnectRateOfZeroIsInvalid() {
    assertThatThrownBy(() -> new DrainSettings(Duration.ZERO, Duration.ZERO, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tidings.drain.reconnect-rate");
  }

  @Test
  void eachClientHasItsOwnReconnectDelayWithinTheSpread() {
    var outlets = open(200);

    assertThat(drain(Duration.ofMillis(100), 20).start()).isEqualTo(200);

    var delays = outlets.stream().map(DrainTest::after).toList();
    assertThat(delays).allMatch(delay -> delay >= 0 && delay < 10_000);
    assertThat(delays.stream().distinct().count()).as("not all at once").isGreaterThan(100);
    assertThat(delays).as("the whole spread is used").anyMatch(delay -> delay > 5_000);
  }

  @Test
  void withoutASpreadClientsReconnectAtOnce() {
    var sink = open();
    drain(Duration.ZERO, 5000).start();
    assertThat(after(sink)).isZero();
  }

  @Test
  void aDrainedNodeAdmitsNoClientAndCountsItsOpenStreams() {
    var slow = open();
    slow.stopReading();
    var quick = open();
    var drain = drain(Duration.ZERO, 500);
    assertThat(drain.isDraining()).isFalse();

    assertThat(drain.start()).isEqualTo(2);

    assertThat(drain.isDraining()).isTrue();
    assertThatThrownBy(() -> limits.acquire(Kind.EVENTS, "alice", "10.0.0.1"))
        .isInstanceOf(OverLimitException.class);
    quick.awaitEnd();
    slow.awaitStuck();
    assertThat(drain.start()).as("again").isBetween(1, 2);
    slow.resumeReading();
    assertThat(slow.awaitEnd().messages()).as("closed once").hasSize(1);
  }

  @Test
  void drainedNodeIsNotReadyAndServesOnUntilLoadBalancersHaveNoticed() {
    var early = open();
    var drain = drain(Duration.ofSeconds(15), Duration.ZERO, 500);

    assertThat(drain.start()).isEqualTo(1);

    assertThat(drain.isDraining()).isTrue();
    time.pass(Duration.ofMillis(14_999));
    limits.acquire(Kind.EVENTS, "alice", "10.0.0.1");
    var late = open();
    assertThat(connections.all()).noneMatch(Connection::isClosed);
    assertThat(drain.start()).as("again, which starts no second notice").isEqualTo(2);

    time.pass(Duration.ofMillis(1));
    assertThatThrownBy(() -> limits.acquire(Kind.EVENTS, "alice", "10.0.0.1"))
        .isInstanceOf(OverLimitException.class);
    after(early);
    after(late);
  }

  @Test
  void serverThatStopsDuringTheNoticeDoesNotWaitForItsEnd() {
    var sink = open();
    var drain = drain(Duration.ofHours(1), Duration.ZERO, 500);
    drain.start();
    drain.run(Duration.ofSeconds(20));
    assertThat(sink.isEnded()).isTrue();
  }

  @Test
  void streamAdmittedJustBeforeIsClosedASecondLater() {
    drain(Duration.ZERO, 500).start();
    var late = open();
    time.pass(Duration.ofMillis(999));
    assertThat(connections.all()).noneMatch(Connection::isClosed);
    time.pass(Duration.ofMillis(1));
    assertThat(late.awaitEnd().messages()).hasSize(1);
  }

  @Test
  void aDrainThatWaitsReturnsWhenAllAreGone() {
    var sink = open();
    drain(Duration.ZERO, 500).run(Duration.ofSeconds(20));
    assertThat(sink.isEnded()).isTrue();
    assertThatThrownBy(() -> limits.acquire(Kind.EVENTS, "alice", "10.0.0.1"))
        .isInstanceOf(OverLimitException.class);
  }

  @Test
  void aDrainDoesNotWaitForeverForABrowserThatDoesNotRead() {
    var slow = open();
    slow.stopReading();
    drain(Duration.ZERO, 500).run(Duration.ofMillis(50));
    assertThat(slow.isEnded()).isFalse();
    slow.resumeReading();
    slow.awaitEnd();
  }
}
