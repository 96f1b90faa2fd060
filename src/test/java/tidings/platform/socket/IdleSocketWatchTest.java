package tidings.platform.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdleSocketWatchTest {

  private static final int PORT = 9080;
  private static final int CLIENT = 40_000;
  private static final long SOCKET = SocketTable.socket(PORT, CLIENT);
  private static final Duration LIMIT = Duration.ofSeconds(45);

  private final FakeHost host = new FakeHost();
  private final RequestsInProgress requests = new RequestsInProgress();
  private final IdleSocketWatch watch =
      new IdleSocketWatch(new IdleSocketWatch.Settings(Set.of(PORT), LIMIT), requests, host, host);

  /** A kernel with the sockets that a test gives it; the descriptor is the inode's number. */
  private static final class FakeHost implements IdleSocketWatch.OperatingSystem, SocketControl {
    private final List<TcpTable.Row> sockets = new ArrayList<>();
    private final Map<Integer, Long> sinceSent = new HashMap<>();
    private final List<Integer> ended = new ArrayList<>();
    private long nanos;

    @Override
    public List<TcpTable.Row> sockets() {
      return List.copyOf(sockets);
    }

    @Override
    public Map<String, Integer> descriptors() {
      var descriptors = new HashMap<String, Integer>();
      sockets.forEach(row -> descriptors.put(row.inode(), Integer.parseInt(row.inode())));
      return descriptors;
    }

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public long millisSinceSent(int descriptor) {
      return sinceSent.getOrDefault(descriptor, Duration.ofNanos(nanos).toMillis());
    }

    @Override
    public void end(int descriptor) {
      ended.add(descriptor);
    }

    void open(int localPort, int remotePort, String state, String inode) {
      sockets.add(new TcpTable.Row(localPort, remotePort, state, "0", inode));
    }
  }

  private void checkAfter(Duration time) {
    host.nanos += time.toNanos();
    watch.check();
  }

  @Test
  void aConnectionWithoutARequestIsEndedAfterTheLimitAndNotBefore() {
    host.open(PORT, CLIENT, "01", "7");
    checkAfter(Duration.ZERO);
    checkAfter(LIMIT);
    assertThat(host.ended).isEmpty();
    checkAfter(Duration.ofMillis(1));
    assertThat(host.ended).containsExactly(7);
    assertThat(watch.ended()).isEqualTo(1);
  }

  @Test
  void aStreamLivesHoweverSilentItIs() {
    host.open(PORT, CLIENT, "01", "7");
    var stream = requests.begin(SOCKET);
    for (int i = 0; i < 10; i++) {
      checkAfter(LIMIT);
    }
    assertThat(host.ended).isEmpty();
    stream.end();
    checkAfter(Duration.ZERO);
    assertThat(host.ended).as("the time begins with the end of the request").isEmpty();
    checkAfter(LIMIT.plusSeconds(1));
    assertThat(host.ended).containsExactly(7);
  }

  @Test
  void aConnectionOfHttp2LivesAsLongAsOneOfItsRequests() {
    host.open(PORT, CLIENT, "01", "7");
    var first = requests.begin(SOCKET);
    var second = requests.begin(SOCKET);
    first.end();
    first.end(); // a second end does not count
    checkAfter(LIMIT);
    checkAfter(LIMIT);
    assertThat(host.ended).isEmpty();
    second.end();
    checkAfter(Duration.ZERO);
    checkAfter(LIMIT.plusSeconds(1));
    assertThat(host.ended).containsExactly(7);
  }

  /** Health and metrics are answered without the application. */
  @Test
  void aConnectionOverWhichSomethingWasSentHasItsTimeFromThereOn() {
    host.open(PORT, CLIENT, "01", "7");
    checkAfter(Duration.ZERO);
    host.sinceSent.put(7, 10_000L);
    checkAfter(LIMIT.plusSeconds(1));
    assertThat(host.ended).isEmpty();
    host.sinceSent.put(7, LIMIT.toMillis());
    checkAfter(LIMIT.minusSeconds(10));
    assertThat(host.ended).as("35 s after it").isEmpty();
    checkAfter(Duration.ofMillis(1));
    assertThat(host.ended).containsExactly(7);
  }

  @Test
  void aConnectionWithTheSamePortsIsAnotherOne() {
    host.open(PORT, CLIENT, "01", "7");
    checkAfter(Duration.ZERO);
    host.sockets.clear();
    checkAfter(LIMIT);
    host.open(PORT, CLIENT, "01", "8");
    checkAfter(LIMIT);
    assertThat(host.ended).isEmpty();
  }

  /** A client on this host, a listener, one that is closing, one that was not accepted yet. */
  @ParameterizedTest
  @CsvSource({"40000, 9080, 01, 7", "9080, 0, 0A, 7", "9080, 40000, 06, 7", "9080, 40000, 01, 0"})
  void onlyOpenConnectionsOfTheServerAreClosed(int local, int remote, String state, String inode) {
    host.open(local, remote, state, inode);
    checkAfter(Duration.ZERO);
    checkAfter(LIMIT.multipliedBy(2));
    assertThat(host.ended).isEmpty();
  }

  @Test
  void aReusedDescriptorIsNotClosed() {
    host.open(PORT, CLIENT, "01", "7");
    checkAfter(Duration.ZERO);
    host.sinceSent.put(7, -1L);
    checkAfter(LIMIT.multipliedBy(2));
    assertThat(host.ended).isEmpty();
  }
}
