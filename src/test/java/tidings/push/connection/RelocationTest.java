package tidings.push.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RelocationTest {

  private static final int ACCEPT_RATE = 20;
  private static final Duration NOTICE = Duration.ofSeconds(15);

  /** The delay of a reconnect, which is 3 s, and the duration of the reconnect itself. */
  private static final Duration RECONNECT = Duration.ofSeconds(5);

  private final FakeTime time = new FakeTime();
  private final Connections connections = Fixtures.connections(time);
  private final Relocation relocation =
      new Relocation(
          connections,
          new DrainSettings(NOTICE, Duration.ofSeconds(3), ACCEPT_RATE),
          Duration.ofSeconds(3));
  private final List<Stream> streams = new ArrayList<>();

  private record Stream(Connection connection, FakeFrameSink sink) {}

  private Stream open() {
    var sink = new FakeFrameSink();
    var caller = Fixtures.user("alice", time.instant().plus(Duration.ofHours(1)));
    var stream = new Stream(connections.open(caller, "10.0.0.1", sink), sink);
    streams.add(stream);
    return stream;
  }

  private void open(int count) {
    for (int i = 0; i < count; i++) {
      open();
    }
  }

  /** Starts to move the streams that are already open. */
  private void begin(Relocation one) {
    one.begin(time.instant().plusMillis(1), time.instant());
    time.pass(Duration.ofMillis(1));
  }

  private long closed() {
    return streams.stream().filter(stream -> stream.connection().isClosed()).count();
  }

  /** Number of closed streams in each second. */
  private List<Long> secondBySecond(Duration length) {
    var counts = new ArrayList<Long>();
    for (long second = 0; second < length.toSeconds(); second++) {
      long before = closed();
      for (int i = 0; i < 4; i++) {
        relocation.step(time.instant());
        time.pass(Duration.ofMillis(250));
      }
      counts.add(closed() - before);
    }
    return counts;
  }

  private void pass(Duration length) {
    var _ = secondBySecond(length);
  }

  @Test
  void fourTimesAsManyFollowIfNoneReconnectedWithinTheReconnectRate() {
    open(100);
    begin(relocation);
    assertThat(secondBySecond(Duration.ofSeconds(6))).containsExactly(3L, 0L, 0L, 0L, 0L, 0L);
    assertThat(secondBySecond(RECONNECT.plusSeconds(1))).startsWith(12L, 0L).endsWith(0L);
    assertThat(secondBySecond(Duration.ofSeconds(8))).startsWith(20L, 20L, 8L, 0L);
    pass(RECONNECT);
    assertThat(closed()).isEqualTo(100);
  }

  @Test
  void eachStreamHasItsOwnReconnectDelay() {
    open(3);
    begin(relocation);
    relocation.step(time.instant());
    for (var stream : streams) {
      assertThat(stream.sink().awaitEnd().messages().getLast().data())
          .matches("\\{\"code\":1007,\"reason\":\"stale\",\"reconnect\":true,\"after\":\\d{1,3}}");
    }
  }

  @Test
  void noMoreStreamsAreMovedWhenAStreamOpensHere() {
    open(50);
    begin(relocation);
    pass(Duration.ofSeconds(1));
    assertThat(closed()).isEqualTo(3);
    open();
    pass(NOTICE);
    assertThat(closed()).as("as long as load balancers may need").isEqualTo(3);
    pass(Duration.ofSeconds(1));
    assertThat(closed()).as("then a few are tried again").isEqualTo(6);
  }

  @Test
  void furtherStreamsThatOpenDoNotShortenThePause() {
    open(50);
    begin(relocation);
    pass(Duration.ofSeconds(1));
    open();
    pass(Duration.ofSeconds(1));
    open();
    pass(NOTICE.minusSeconds(2));
    assertThat(closed()).isEqualTo(3);
  }

  @Test
  void streamsThatOpenedSinceTheLogFellSilentStay() {
    open(1);
    time.pass(Duration.ofSeconds(2));
    var silent = time.instant();
    open(1); // moved by a node that noticed earlier
    time.pass(Duration.ofSeconds(1));
    relocation.begin(silent, time.instant());
    pass(Duration.ofMinutes(5));
    assertThat(streams)
        .extracting(stream -> stream.connection().isClosed())
        .containsExactly(true, false);
  }

  @Test
  void aStreamThatOpensInTheMidstOfALargeGroupEndsIt() {
    open(100);
    begin(relocation);
    pass(Duration.ofSeconds(13)); // 3, 12, and the first 20 of 48
    assertThat(closed()).isEqualTo(35);
    open();
    pass(NOTICE);
    assertThat(closed()).isEqualTo(35);
  }

  @Test
  void streamsThatOpenedMeanwhileAreNeverSentOn() {
    open(2);
    begin(relocation);
    for (int i = 0; i < 20; i++) { // a load balancer with no other node
      pass(NOTICE);
      open();
    }
    pass(Duration.ofHours(1));
    assertThat(closed()).isEqualTo(2);
  }

  @Test
  void allNodesThatAreCutOffMoveEachClientOnceAtMostAndMostOfThemNever() {
    var otherConnections = Fixtures.connections(time);
    var other =
        new Relocation(
            otherConnections,
            new DrainSettings(NOTICE, Duration.ofSeconds(3), ACCEPT_RATE),
            Duration.ofSeconds(3));
    open(200);
    begin(relocation);
    begin(other);
    long moved = 0;
    for (int second = 0; second < 120; second++) {
      relocation.step(time.instant());
      other.step(time.instant());
      time.pass(Duration.ofSeconds(1));
      for (; moved < closed(); moved++) { // the two nodes exchange a client each
        var caller = Fixtures.user("bob", time.instant().plus(Duration.ofHours(1)));
        otherConnections.open(caller, "10.0.0.1", new FakeFrameSink());
        connections.open(caller, "10.0.0.1", new FakeFrameSink());
      }
    }
    assertThat(moved).as("three each notice").isBetween(3L, 24L);
    assertThat(otherConnections.count()).as("the moved ones stay").isEqualTo((int) moved);
  }

  @Test
  void whileClientsStillComeNoneAreTriedUntilItIsQuiet() {
    open(50);
    begin(relocation);
    open();
    pass(RECONNECT);
    assertThat(closed()).isZero();
    pass(Duration.ofSeconds(1));
    assertThat(closed()).isEqualTo(3);
  }

  @Test
  void theRestStaysOnceTheLogIsReadAgain() {
    open(50);
    begin(relocation);
    pass(Duration.ofSeconds(1));
    relocation.end();
    pass(Duration.ofMinutes(5));
    assertThat(closed()).isEqualTo(3);
  }
}
