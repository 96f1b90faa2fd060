package tidings.push.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tidings.sse.CloseReason;
import tidings.sse.EventStreamParser.Message;

/** The contract of {@code jakarta.ws.rs.sse.SseBroadcaster}, and one encoding for all. */
@Timeout(30)
class FrameBroadcasterTest {

  private final FakeTime time = new FakeTime();
  private final Connections connections = Fixtures.connections(time);
  private final FrameBroadcaster broadcaster = new FrameBroadcaster(Stream::of);
  private final List<SseEventSink> left = new CopyOnWriteArrayList<>();

  private Connection open(FakeFrameSink sink) {
    return connections.open(
        Fixtures.user("alice", time.instant().plusSeconds(60)), "10.0.0.1", sink);
  }

  /** A sink of another implementation. */
  private static final class ForeignSink implements SseEventSink {
    private final List<OutboundSseEvent> sent = new ArrayList<>();
    private final RuntimeException fault = new IllegalStateException("broken");
    private boolean closed;
    private boolean fails;
    private boolean throwsAtOnce;

    @Override
    public boolean isClosed() {
      return closed;
    }

    @Override
    public CompletionStage<?> send(OutboundSseEvent event) {
      if (throwsAtOnce) {
        throw fault;
      }
      if (fails) {
        return CompletableFuture.failedStage(fault);
      }
      sent.add(event);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void anEventIsEncodedOnceForAllStreams() {
    var outlets = List.of(new FakeFrameSink(), new FakeFrameSink(), new FakeFrameSink());
    outlets.forEach(sink -> broadcaster.register(open(sink)));
    broadcaster.broadcast(new FakeEvent("greeting", "hello"));
    var bytes = outlets.getFirst().awaitFrames(1).frames().getFirst().bytes();
    for (var sink : outlets) {
      assertThat(sink.awaitFrames(1).frames().getFirst().bytes()).isSameAs(bytes);
      assertThat(sink.messages()).containsExactly(new Message("greeting", "hello", ""));
    }
  }

  @Test
  void dataThatIsNotTextIsJsonAndNoneIsEmpty() {
    var sink = new FakeFrameSink();
    broadcaster.register(open(sink));
    broadcaster.broadcast(new FakeEvent("object", Map.of("total", 3)));
    broadcaster.broadcast(new FakeEvent(null, null));
    sink.awaitFrames(2);
    assertThat(sink.messages())
        .containsExactly(
            new Message("object", "{\"total\":3}", ""), new Message("message", "", ""));
  }

  @Test
  void aStreamRegisteredTwiceGetsAnEventOnce() {
    var sink = new FakeFrameSink();
    var connection = open(sink);
    broadcaster.register(connection);
    broadcaster.register(connection);
    broadcaster.onClose(left::add);
    broadcaster.broadcast(new FakeEvent("n", "1"));
    connection.close(CloseReason.REVOKED);
    sink.awaitEnd();
    assertThat(sink.messages()).hasSize(2);
    assertThat(left).containsExactly(connection);
  }

  @Test
  void removedSinkIsReportedOnceAndReceivesNothing() {
    var sink = new FakeFrameSink();
    var connection = open(sink);
    var other = new FakeFrameSink();
    broadcaster.onClose(left::add);
    broadcaster.register(connection);
    broadcaster.register(open(other));
    connection.close(CloseReason.REVOKED);
    broadcaster.broadcast(new FakeEvent("n", "1"));
    other.awaitFrames(1);
    assertThat(sink.awaitEnd().messages()).hasSize(1);
    broadcaster.close();
    assertThat(left).hasSize(2).startsWith(connection);
  }

  @Test
  void sinkClosedBeforeItsRegistrationIsReported() {
    var connection = open(new FakeFrameSink());
    connection.disconnect();
    broadcaster.onClose(left::add);
    broadcaster.register(connection);
    assertThat(left).containsExactly(connection);
  }

  @Test
  void closingEndsAllStreamsAndTellsOfEachOnce() {
    var sink = new FakeFrameSink();
    var connection = open(sink);
    var foreign = new ForeignSink();
    broadcaster.onClose(left::add);
    broadcaster.register(connection);
    broadcaster.register(foreign);
    broadcaster.close();
    broadcaster.close();
    sink.awaitEnd();
    assertThat(connection.isClosed()).isTrue();
    assertThat(foreign.isClosed()).isTrue();
    assertThat(left).containsExactlyInAnyOrder(connection, foreign);
  }

  @Test
  void closingWithoutCascadeLeavesTheStreamsOpenAndTellsOfNone() {
    var connection = open(new FakeFrameSink());
    broadcaster.onClose(left::add);
    broadcaster.register(connection);
    broadcaster.close(false);
    assertThat(connection.isClosed()).isFalse();
    assertThat(left).isEmpty();
  }

  @Test
  void aClosedBroadcasterTakesNothing() {
    broadcaster.close();
    var connection = open(new FakeFrameSink());
    assertThatThrownBy(() -> broadcaster.register(connection))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> broadcaster.broadcast(new FakeEvent("n", "")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFailedForeignSinkIsReportedAndTheOthersReceiveTheEvent() {
    var failing = new ForeignSink();
    failing.fails = true;
    var throwing = new ForeignSink();
    throwing.throwsAtOnce = true;
    var sound = new ForeignSink();
    var faults = new ArrayList<Object>();
    broadcaster.onError(
        (sink, fault) -> {
          faults.add(sink);
          assertThat(fault).hasMessage("broken");
        });
    List.of(failing, throwing, sound).forEach(broadcaster::register);
    broadcaster.broadcast(new FakeEvent("n", "1"));
    assertThat(sound.sent).hasSize(1);
    assertThat(faults).containsExactlyInAnyOrder(failing, throwing);
  }

  @Test
  void aForeignSinkThatClosedIsForgotten() {
    var sink = new ForeignSink();
    broadcaster.onClose(left::add);
    broadcaster.register(sink);
    sink.close();
    broadcaster.broadcast(new FakeEvent("n", "1"));
    broadcaster.broadcast(new FakeEvent("n", "2"));
    assertThat(sink.sent).isEmpty();
    assertThat(left).containsExactly(sink);
  }
}
