package tidings.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import tidings.limits.ConnectionLimits;
import tidings.security.Caller;
import tidings.security.Revocations;
import tidings.wire.ClientAddress;
import tidings.wire.ClientConnections;
import tidings.wire.EventStream;
import tidings.wire.Identify;

/** Answers requests with a run: frame by frame while it goes on, or whole when it is over. */
public final class RunAnswers {

  /** Header in which the run's id is told. */
  public static final String RUN_HEADER = "Tidings-Run";

  /** Header in which other protocols look for an id of their request. */
  public static final String REQUEST_HEADER = "x-request-id";

  /** How long a refusal may take to be one; then the stream begins, and is kept alive. */
  private static final Duration FIRST_FRAME = Duration.ofSeconds(10);

  private static final int BATCH = 4096;

  private final ConnectionLimits limits;
  private final RunSettings settings;
  private final Revocations revocations;
  private final Clock clock;
  private final ClientConnections connections = new ClientConnections();
  private final LongAdder watching = new LongAdder();

  public RunAnswers(
      ConnectionLimits limits, RunSettings settings, Revocations revocations, Clock clock) {
    this.limits = limits;
    this.settings = settings;
    this.revocations = revocations;
    this.clock = clock;
  }

  /**
   * A request to be answered with a run.
   *
   * @param answer suspended: so that the response outlives the resource method
   */
  public record Asked(
      HttpServletRequest request,
      HttpServletResponse response,
      AsyncResponse answer,
      String address,
      ClientConnections.Ports ports) {
    public Asked(HttpServletRequest request, HttpServletResponse response, AsyncResponse answer) {
      this( // later there is no request
          request,
          response,
          answer,
          ClientAddress.of(request),
          ClientConnections.Ports.of(request));
    }
  }

  /**
   * A place among the connections of this node, to be taken before the run is started.
   *
   * @throws tidings.limits.OverLimitException if there is none
   */
  public void enter(Asked asked) {
    limits.enter(asked.address());
  }

  /**
   * Starts a run and answers with it: as a stream, or, when it is over, with its trajectory.
   *
   * @param question messages that the trajectory begins with
   * @throws tidings.limits.OverLimitException if there is no place for the connection
   */
  public void start(
      Asked asked, boolean streams, List<ObjectNode> question, Supplier<Run> starter) {
    var run = started(asked, starter);
    if (streams) {
      stream(asked, run.journal(), 0);
    } else {
      whole(
          asked,
          run.journal(),
          done -> json(run.info(), done.json(run.info(), question)),
          Lookout.NONE);
    }
  }

  /**
   * As {@link #start(Asked, boolean, List, Supplier)}, but as one exchange: a run that fails before
   * its first frame is refused with a status, also where a stream was asked for.
   */
  public void start(Asked asked, boolean streams, Supplier<Run> starter, Exchange exchange) {
    var run = started(asked, starter);
    var client = connections.client(asked.ports());
    var lookout = new Lookout(client::hasLeft, exchange.heartbeat(), () -> exchange.left(run));
    Function<Trajectory, Response> answer = done -> exchange.whole(run, done);
    if (streams) {
      streamOnceBegun(asked, run.journal(), answer, lookout, Farewell.of(exchange));
    } else {
      whole(asked, run.journal(), answer, lookout);
    }
  }

  /**
   * Starts a run and answers when it has ended.
   *
   * @param whole makes the answer of all that the run did
   */
  public void startWhole(
      Asked asked, Supplier<Run> starter, BiFunction<Run, Trajectory, Response> whole) {
    var run = started(asked, starter);
    whole(asked, run.journal(), done -> whole.apply(run, done), Lookout.NONE);
  }

  private Run started(Asked asked, Supplier<Run> starter) {
    enter(asked);
    try {
      return starter.get();
    } catch (RuntimeException e) {
      leave(asked);
      throw e;
    }
  }

  private void leave(Asked asked) {
    limits.leave(asked.address());
  }

  /**
   * Streams the run's frames from behind the number on to their end. The place taken by {@link
   * #enter} is given back then.
   */
  public void stream(Asked asked, RunJournal run, long after) {
    var watch =
        begun(asked, context(asked), caller(asked), run, after, Lookout.NONE, Farewell.OF_RUNS);
    Thread.ofVirtual().name("watch-" + run.info().id()).start(watch);
  }

  private static AsyncContext context(Asked asked) {
    Identify.forgetToken(asked.request());
    var context = asked.request().getAsyncContext();
    context.setTimeout(0);
    return context;
  }

  private static Caller caller(Asked asked) {
    return Identify.caller(asked.request());
  }

  /** Holds the head of the response back until there is a frame, for a while at least. */
  private void streamOnceBegun(
      Asked asked,
      RunJournal run,
      Function<Trajectory, Response> answer,
      Lookout lookout,
      Farewell farewell) {
    // Only the request's own thread reaches the request.
    var context = context(asked);
    var caller = caller(asked);
    Thread.ofVirtual()
        .name("watch-" + run.info().id())
        .start(
            () -> {
              try {
                if (failsAtOnce(run, lookout)) {
                  whole(asked, run, answer, lookout);
                } else {
                  begun(asked, context, caller, run, 0, lookout, farewell).run();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                leave(asked);
              } catch (RuntimeException e) {
                asked.answer().resume(e);
              }
            });
  }

  private static boolean failsAtOnce(RunJournal run, Lookout lookout) throws InterruptedException {
    long end = System.nanoTime() + FIRST_FRAME.toNanos();
    while (System.nanoTime() < end) {
      var first = run.read(0, 1, lookout.every());
      if (!first.isEmpty()) {
        return first.getFirst().frame() instanceof RunFrame.Failure;
      }
      lookout.look();
    }
    return false;
  }

  private Watch begun(
      Asked asked,
      AsyncContext context,
      Caller caller,
      RunJournal run,
      long after,
      Lookout lookout,
      Farewell farewell) {
    EventStream stream;
    try {
      var head = (HttpServletResponse) context.getResponse();
      head.setHeader(RUN_HEADER, run.info().id());
      if (!lookout.isIdle()) {
        head.setHeader(REQUEST_HEADER, run.info().id());
      }
      stream = EventStream.beginLate(context);
    } catch (IOException | RuntimeException e) {
      leave(asked);
      throw new IllegalStateException("the response cannot be begun", e);
    }
    watching.increment();
    var outlet =
        new Watch.Outlet() {
          @Override
          public void write(byte[] frames) throws IOException {
            stream.write(frames);
          }

          @Override
          public boolean isLost() {
            return lookout.hasLeft().getAsBoolean();
          }

          @Override
          public void lost() {
            lookout.onLeft().run();
          }

          @Override
          public void end() {
            stream.end();
            left();
          }

          @Override
          public void breakOff() {
            if (asked.ports().isKnown()) {
              stream.breakOff();
            } else {
              stream.endUnreadably();
            }
            left();
          }

          private void left() {
            leave(asked);
            watching.decrement();
          }
        };
    var heartbeat = lookout.isIdle() ? settings.heartbeat() : lookout.every();
    return new Watch(run, after, outlet, caller, revocations, heartbeat, clock, farewell);
  }

  /**
   * Answers when the run is over.
   *
   * @param answer makes the answer of all that the run did
   */
  private void whole(
      Asked asked, RunJournal run, Function<Trajectory, Response> answer, Lookout lookout) {
    Thread.ofVirtual()
        .name("whole-" + run.info().id())
        .start(
            () -> {
              try {
                asked.answer().resume(answer.apply(read(run, lookout)));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                asked.answer().cancel();
              } catch (RuntimeException e) {
                asked.answer().resume(e);
              } finally {
                leave(asked);
              }
            });
  }

  /** The trajectory as JSON, with the run's id in the header. */
  public static Response json(RunInfo run, String json) {
    return Response.ok(json.getBytes(StandardCharsets.UTF_8), MediaType.APPLICATION_JSON_TYPE)
        .header(RUN_HEADER, run.id())
        .build();
  }

  private static Trajectory read(RunJournal run, Lookout lookout) throws InterruptedException {
    var trajectory = new Trajectory();
    long last = 0;
    long lookedAt = System.nanoTime();
    while (true) {
      for (var frame : run.read(last, BATCH, lookout.every())) {
        trajectory.add(frame.frame());
        last = frame.number();
        if (frame.frame() instanceof RunFrame.Done) {
          return trajectory;
        }
      }
      if (System.nanoTime() - lookedAt >= lookout.every().toNanos()) {
        lookout.look();
        lookedAt = System.nanoTime();
      }
    }
  }

  /** Watchers at the moment. */
  public long watching() {
    return watching.sum();
  }
}
