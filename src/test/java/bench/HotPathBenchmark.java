package bench;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import tidings.event.Audience;
import tidings.event.Data;
import tidings.event.Event;
import tidings.event.EventId;
import tidings.event.PublisherId;
import tidings.log.Cursor;
import tidings.log.LogEntry;
import tidings.log.Offset;
import tidings.log.TailEntry;
import tidings.log.memory.MemoryLog;
import tidings.platform.security.Caller;
import tidings.platform.security.Grants;
import tidings.push.bus.BusEvent;
import tidings.push.connection.ConnectionMetrics;
import tidings.push.connection.ConnectionSettings;
import tidings.push.connection.Connections;
import tidings.push.connection.Fixtures;
import tidings.push.connection.FrameSink;
import tidings.push.routing.Filter;
import tidings.push.routing.Router;
import tidings.sse.Format;
import tidings.sse.Frame;
import tidings.sse.HeartbeatForm;
import tidings.sse.SseEncoder;

/** What one event costs on its way: encoding, and routing to few and to all of many connections. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class HotPathBenchmark {

  private static final FrameSink NOWHERE =
      new FrameSink() {
        @Override
        public void write(List<Frame> frames) {
          // Costs nothing, so that what is measured is the way to it.
        }

        @Override
        public void end() {
          // Nothing to end.
        }
      };

  /** Open connections, each of a user of its own. */
  @Param({"1000", "10000"})
  private int connections;

  private final Cursor cursor = Cursor.of(1, List.of(1L, 2L, 3L));
  private ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private Router router =
      new Router(new MemoryLog(BenchSettings.LOG), BenchSettings.LOG, Clock.systemUTC());

  @Setup
  public void open() {
    timer = Executors.newSingleThreadScheduledExecutor();
    router = new Router(new MemoryLog(BenchSettings.LOG), BenchSettings.LOG, Clock.systemUTC());
    var settings =
        new ConnectionSettings(
            Duration.ofHours(1), 1000, 1 << 20, Duration.ZERO, 1, Duration.ofSeconds(3));
    var manager =
        new Connections(
            settings, timer, Clock.systemUTC(), new ConnectionMetrics(), Fixtures.UNPACED, _ -> 0);
    var filter = new Filter(Set.of(Filter.ALL_TYPES), Set.of(), null, Format.DATA);
    for (int i = 0; i < connections; i++) {
      var caller = new Caller("user-" + i, Set.of("g"), Grants.NONE, null, Instant.MAX);
      var connection = manager.open(caller, "127.0.0.1", NOWHERE);
      router.subscribe(
          connection,
          filter,
          null,
          (place, _, _) -> Frame.control(SseEncoder.beat(HeartbeatForm.ID, "x")));
    }
  }

  @TearDown
  public void close() {
    timer.shutdownNow();
  }

  private BusEvent event(Audience audience) {
    var event =
        new Event(
            new EventId(PublisherId.user("test"), "bench", "1"),
            "task.progress",
            Event.Description.NONE,
            new Data.Json("{\"task\":\"123\",\"progress\":50,\"message\":\"Processing\"}"),
            audience,
            Event.DeliveryOptions.NORMAL,
            Map.of());
    return new BusEvent(
        new TailEntry(
            new LogEntry(event, new Offset(0, cursor.next(0) - 1), System.nanoTime()),
            cursor,
            true));
  }

  @Benchmark
  public Frame encode() {
    return event(Audience.EVERYONE).frame(Format.DATA);
  }

  @Benchmark
  public void routeToOneUser() {
    router.route(event(new Audience(Set.of("user-7"), null, Set.of(), null)));
  }

  @Benchmark
  public void routeToAll() {
    router.route(event(Audience.EVERYONE));
  }
}
