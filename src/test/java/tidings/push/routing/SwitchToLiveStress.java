package tidings.push.routing;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import tidings.event.EventId;
import tidings.event.PublisherId;
import tidings.event.TestEvent;
import tidings.log.Cursor;
import tidings.log.LogEntry;
import tidings.log.Offset;
import tidings.log.TailEntry;
import tidings.push.bus.BusEvent;
import tidings.push.connection.Connection;
import tidings.push.connection.FakeFrameSink;
import tidings.push.connection.HandDriven;
import tidings.sse.Format;
import tidings.sse.Frame;
import tidings.sse.HeartbeatForm;
import tidings.sse.SseEncoder;

/**
 * The switch from a replay to the live tail, and the cursor of a heartbeat, while the log's thread
 * routes. Every outcome that is not listed is forbidden. Run by {@code mvn clean test-compile
 * exec:exec@jcstress -Pstress}.
 */
public final class SwitchToLiveStress {

  private static final Filter ALL =
      new Filter(Set.of(Filter.ALL_TYPES), Set.of(), null, Format.DATA);

  /** Three events of the first partition, one of the second, in this node's order. */
  private static final BusEvent ONE = published("1", new Offset(0, 0), 1, 0);

  private static final BusEvent TWO = published("2", new Offset(0, 1), 2, 0);
  private static final BusEvent THREE = published("3", new Offset(0, 2), 3, 0);
  private static final BusEvent AHEAD = published("ahead", new Offset(1, 0), 1, 1);
  private static final BusEvent BEHIND = published("2", new Offset(0, 1), 2, 1);

  private SwitchToLiveStress() {}

  private static BusEvent published(String id, Offset place, long... behind) {
    var event =
        TestEvent.of("tick", new EventId(PublisherId.user("test"), "stress", id)).json(id).event();
    return new BusEvent(new TailEntry(new LogEntry(event, place, 0), at(behind), true));
  }

  private static Cursor at(long... next) {
    var positions = new ArrayList<Long>();
    for (long position : next) {
      positions.add(position);
    }
    return Cursor.of(SharedLog.EPOCH, positions);
  }

  /** The log has all events; a node reads them as the test says. */
  private static SharedLog log() {
    var log = new SharedLog(2, true);
    for (var published : List.of(ONE, TWO, THREE, AHEAD)) {
      log.append(published.entry().offset().partition(), published.event());
    }
    return log;
  }

  /** A node, and a reconnecting client of it. */
  private static final class Node {
    private final SharedLog.Reader log = log().new Reader();
    private final Router router = new Router(log, FakeLog.settings(100), Clock.systemUTC());
    private final HandDriven driven = new HandDriven();
    private final StringBuilder written = new StringBuilder();
    private @Nullable Replay replay;

    Node() {
      log.reach();
    }

    /** Routes like the log's thread: the cursor advances after the event was routed. */
    void route(BusEvent published) {
      router.route(published);
      log.passed(new TailEntry(published.entry(), published.cursor(), true));
    }

    void reconnect(Cursor asked) {
      router.subscribe(
          driven.connection(),
          ALL,
          asked.toString(),
          (_, _, _) -> SwitchToLiveStress.frame("open"));
      replay = router.subscription(driven.connection()).map(Subscription::replay).orElseThrow();
      step(); // the first frame
      step(); // the events so far, so that the actors meet at the switch
    }

    /** Runs like the drain until its replay is over. */
    void replayAll() {
      while (step()) {
        write(driven.take());
      }
      written.append(" |");
    }

    /** One chunk of the replay; false if it is over. */
    private boolean step() {
      var source = replay;
      if (source == null) {
        throw new IllegalStateException("no client reconnected");
      }
      LockSupport.unpark(Thread.currentThread()); // a replay that pauses continues immediately
      var frames = source.next();
      write(frames);
      return frames != null;
    }

    private void write(@Nullable List<Frame> frames) {
      if (frames != null) {
        frames.forEach(frame -> written.append(' ').append(HandDriven.name(frame)));
      }
    }

    String written() {
      write(driven.take());
      return written.substring(1);
    }
  }

  private static Frame frame(String text) {
    return Frame.control(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Each event once and in order, whether it comes from the replay or from the queue after the
   * switch.
   */
  @JCStressTest
  @Outcome(id = "open 1 \\| 2 3", expect = ACCEPTABLE, desc = "live before both")
  @Outcome(id = "open 1 2 \\| 3", expect = ACCEPTABLE, desc = "live between them")
  @Outcome(id = "open 1 2 3 \\|", expect = ACCEPTABLE, desc = "live after both")
  @State
  public static class AReplayAndTwoEvents {
    private final Node node = new Node();

    public AReplayAndTwoEvents() {
      node.route(ONE);
      node.reconnect(at(0, 0));
    }

    @Actor
    public void log() {
      node.route(TWO);
      node.route(THREE);
    }

    @Actor
    public void replay() {
      node.replayAll();
    }

    @Arbiter
    public void arbiter(L_Result result) {
      result.r1 = node.written();
    }
  }

  /** A client from a node that was ahead in one partition has the events of that partition. */
  @JCStressTest
  @Outcome(id = "open 1 \\| 2", expect = ACCEPTABLE, desc = "live as soon as this node caught up")
  @Outcome(id = "open 1 2 \\|", expect = ACCEPTABLE, desc = "brought by the replay")
  @State
  public static class AClientAheadOfThisNode {
    private final Node node = new Node();

    public AClientAheadOfThisNode() {
      node.route(ONE);
      node.reconnect(at(0, 1));
    }

    @Actor
    public void log() {
      node.route(AHEAD);
      node.route(BEHIND);
    }

    @Actor
    public void replay() {
      node.replayAll();
    }

    @Arbiter
    public void arbiter(L_Result result) {
      result.r1 = node.written();
    }
  }

  /** The cursor of a heartbeat covers no event that was not offered before it. */
  @JCStressTest
  @Outcome(id = "open 1", expect = ACCEPTABLE, desc = "no heartbeat: there was something to write")
  @Outcome(id = "open 0 1", expect = ACCEPTABLE, desc = "before the event, claiming nothing")
  @Outcome(id = "open 1 1", expect = ACCEPTABLE, desc = "behind the event, claiming it")
  @State
  public static class AHeartbeatAndAnEvent {
    private final Node node = new Node();
    private final FakeFrameSink sink = new FakeFrameSink();
    private final Connection connection = HandDriven.real(sink);

    public AHeartbeatAndAnEvent() {
      node.router.subscribe(connection, ALL, null, (_, _, _) -> frame("open"));
    }

    @Actor
    public void log() {
      node.route(ONE);
    }

    @Actor
    public void heartbeat() {
      node.router.sendHeartbeat(connection, HeartbeatForm.ID);
    }

    @Arbiter
    public void arbiter(L_Result result) {
      connection.close();
      sink.awaitEnd();
      var text = new StringBuilder();
      var frames = sink.frames();
      for (var frame : frames.subList(0, frames.size() - 1)) { // without its close
        text.append(text.isEmpty() ? "" : " ").append(frameName(frame));
      }
      result.r1 = text.toString();
    }

    private static String frameName(Frame frame) {
      for (int events = 0; events <= 1; events++) {
        var beat = SseEncoder.beat(HeartbeatForm.ID, at(events, 0).toString());
        if (Arrays.equals(beat, frame.bytes())) {
          return "" + events;
        }
      }
      return HandDriven.name(frame);
    }
  }
}
