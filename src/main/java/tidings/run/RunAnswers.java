package tidings.run;

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
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import tidings.connection.CloseReason;
import tidings.limits.ConnectionLimits;
import tidings.security.Caller;
import tidings.security.Revocations;
import tidings.sse.SseEncoder;
import tidings.wire.ClientAddress;
import tidings.wire.EventStream;
import tidings.wire.Identify;

/** Answers requests with a run: frame by frame while it goes on, or whole when it is over. */
public final class RunAnswers {

  /** Header in which the run's id is told. */
  public static final String RUN_HEADER = "Tidings-Run";

  /** How long a refusal may take to be one; then the stream begins, and is kept alive. */
  private static final Duration FIRST_FRAME = Duration.ofSeconds(10);

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int BATCH = 4096;

  private final ConnectionLimits limits;
  private final RunSettings settings;
  private final Revocations revocations;
  private final Clock clock;
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
      String address) {
    public Asked(HttpServletRequest request, HttpServletResponse response, AsyncResponse answer) {
      this(request, response, answer, ClientAddress.of(request)); // later there is no request
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
   * @throws tidings.limits.OverLimitException if there is no place for the connection
   */
  public void start(Asked asked, boolean streams, Supplier<Run> starter) {
    var run = started(asked, starter);
    if (streams) {
      stream(asked, run.journal(), 0);
    } else {
      whole(asked, run.journal(), done -> json(run.info(), done.json(run.info())));
    }
  }

  /**
   * As {@link #start(Asked, boolean, Supplier)}, but a run that fails before its first frame is
   * refused with a status, also where a stream was asked for; and a stream that ends before its run
   * says so by an error that its client knows.
   *
   * @param whole makes the answer of all that the run did
   * @param error data of the frame with that error
   */
  public void startStrictly(
      Asked asked,
      boolean streams,
      Supplier<Run> starter,
      BiFunction<Run, Trajectory, Response> whole,
      Function<CloseReason, String> error) {
    var run = started(asked, starter);
    Function<Trajectory, Response> answer = done -> whole.apply(run, done);
    if (streams) {
      streamOnceBegun(
          asked,
          run.journal(),
          answer,
          reason -> SseEncoder.event(null, null, error.apply(reason)));
    } else {
      whole(asked, run.journal(), answer);
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
    whole(asked, run.journal(), done -> whole.apply(run, done));
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
    var watch = begun(asked, context(asked), caller(asked), run, after, RunAnswers::closed);
    Thread.ofVirtual().name("watch-" + run.info().id()).start(watch);
  }

  private static byte[] closed(CloseReason reason) {
    return SseEncoder.event("tidings.close", null, reason.data(0));
  }

  private static AsyncContext context(Asked asked) {
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
      Function<CloseReason, byte[]> farewell) {
    // Only the request's own thread reaches the request.
    var context = context(asked);
    var caller = caller(asked);
    Thread.ofVirtual()
        .name("watch-" + run.info().id())
        .start(
            () -> {
              try {
                var first = run.read(0, 1, FIRST_FRAME);
                if (!first.isEmpty() && first.getFirst().frame() instanceof RunFrame.Failure) {
                  whole(asked, run, answer);
                } else {
                  begun(asked, context, caller, run, 0, farewell).run();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                leave(asked);
              } catch (RuntimeException e) {
                asked.answer().resume(e);
              }
            });
  }

  private Watch begun(
      Asked asked,
      AsyncContext context,
      Caller caller,
      RunJournal run,
      long after,
      Function<CloseReason, byte[]> farewell) {
    EventStream stream;
    try {
      ((HttpServletResponse) context.getResponse()).setHeader(RUN_HEADER, run.info().id());
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
          public void end() {
            stream.end();
            leave(asked);
            watching.decrement();
          }
        };
    return new Watch(
        run, after, outlet, caller, revocations, settings.heartbeat(), clock, farewell);
  }

  /**
   * Answers when the run is over. Nobody waits for it meanwhile, and it goes on if the caller
   * leaves.
   *
   * @param answer makes the answer of all that the run did
   */
  private void whole(Asked asked, RunJournal run, Function<Trajectory, Response> answer) {
    Thread.ofVirtual()
        .name("whole-" + run.info().id())
        .start(
            () -> {
              try {
                asked.answer().resume(answer.apply(read(run)));
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

  private static Trajectory read(RunJournal run) throws InterruptedException {
    var trajectory = new Trajectory();
    long last = 0;
    while (true) {
      for (var frame : run.read(last, BATCH, LONG)) {
        trajectory.add(frame.frame());
        last = frame.number();
        if (frame.frame() instanceof RunFrame.Done) {
          return trajectory;
        }
      }
    }
  }

  /** Watchers at the moment. */
  public long watching() {
    return watching.sum();
  }
}
