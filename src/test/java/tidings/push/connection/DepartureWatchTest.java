package tidings.push.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.platform.socket.DepartureSettings;
import tidings.platform.socket.SocketTable;
import tidings.sse.Frame;

class DisconnectWatchTest {

  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final String OPEN = "01";
  private static final String HALF_CLOSED = "08";

  private final FakeTime time = new FakeTime();
  private final Connections connections =
      new Connections(
          new ConnectionSettings(
              Duration.ofSeconds(15), 100, 1 << 20, Duration.ZERO, 2, Duration.ofSeconds(3)),
          time.timer(),
          time,
          new ConnectionMetrics(),
          Fixtures.UNPACED,
          _ -> 0);
  private final FakeFrameSink sink = new FakeFrameSink(SocketTable.socket(9080, 0x8D0A));

  @TempDir private Path folder;
  private DisconnectWatch watch = watch(Path.of("none"));

  private DisconnectWatch watch(Path table) {
    return new DisconnectWatch(
        connections,
        new SocketTable(List.of(table)),
        new DepartureSettings(Duration.ofSeconds(2), BOUND),
        time.timer(),
        time);
  }

  @BeforeEach
  void open() throws IOException {
    watch = watch(folder.resolve("tcp"));
    connections.open(Fixtures.user("alice", time.instant().plusSeconds(3600)), "10.0.0.1", sink);
    table(OPEN, "00000000");
    assertThat(watch.check()).isTrue();
  }

  private void table(String state, String retransmits) throws IOException {
    Files.writeString(
        folder.resolve("tcp"),
        "head\n 1: 0100007F:2378 0100007F:8D0A %s 00000001:00000000 01:00000014 %s 0 0 1\n"
            .formatted(state, retransmits));
  }

  @Test
  void aClientThatHasLeftIsFoundByTheWriteThatFollowsItsSignal() throws IOException {
    sink.failWith(new IOException("gone"));
    table(HALF_CLOSED, "00000000");

    watch.check();
    time.pass(Probe.ANSWER);

    sink.awaitEnd();
    Awaitility.await().until(() -> connections.count() == 0);
  }

  @Test
  void aClientThatOnlyClosedItsSendingSideStays() throws IOException {
    table(HALF_CLOSED, "00000000");
    for (int i = 0; i < 5; i++) {
      watch.check();
      time.pass(Probe.ANSWER);
    }

    assertThat(sink.awaitFrames(1).frames()).contains(Frame.PROBE);
    assertThat(connections.count()).isEqualTo(1);
    assertThat(sink.isEnded()).isFalse();
  }

  @Test
  void aStreamWhoseSocketIsMistakenForOneThatIsGoneStays() throws IOException {
    Files.writeString(folder.resolve("tcp"), "head\n");

    watch.check();
    time.pass(Probe.ANSWER);

    sink.awaitFrames(1);
    assertThat(connections.count()).isEqualTo(1);
  }

  @Test
  void aClientWithoutAcknowledgementsIsClosedAtTheLimit() throws IOException {
    table(OPEN, "00000004");
    watch.check();
    time.pass(BOUND.minusMillis(1));
    watch.check();
    assertThat(connections.count()).isEqualTo(1);
    time.pass(Duration.ofMillis(1));
    watch.check();
    assertThat(connections.count()).isZero();
  }

  @Test
  void tableThatCannotBeReadOnceIsReadAgain() throws IOException {
    var table = folder.resolve("tcp");
    Files.delete(table);
    Files.createDirectory(table);
    assertThat(watch.check()).isTrue();
    Files.delete(table);
    table(HALF_CLOSED, "00000000");
    sink.failWith(new IOException("gone"));

    watch.check();
    time.pass(Probe.ANSWER);

    sink.awaitEnd();
  }

  @Test
  void withoutATableItStopsLooking() {
    assertThat(watch(folder.resolve("none")).check()).isFalse();
  }
}
