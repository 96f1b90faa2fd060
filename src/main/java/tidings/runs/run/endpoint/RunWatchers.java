package tidings.runs.run.endpoint;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import tidings.platform.http.ClientConnections;
import tidings.platform.http.SseResponse;
import tidings.platform.limits.ConnectionLimits;
import tidings.platform.limits.ConnectionLimits.Kind;
import tidings.platform.limits.ConnectionLimits.Slot;
import tidings.platform.security.Revocations;
import tidings.platform.socket.DepartureSettings;
import tidings.platform.socket.Peer;
import tidings.runs.run.RunFrame;
import tidings.runs.run.RunJournal;
import tidings.runs.run.RunSettings;

/**
 * The connections on which runs are answered: admits them, follows a run on each, and detects
 * disconnected clients. Thread-safe.
 */
public final class RunWatchers {

  /** How long to wait for an early refusal; then the stream begins, and is kept alive. */
  private static final Duration FIRST_FRAME = Duration.ofSeconds(10);

  private final ConnectionLimits limits;
  private final RunSettings settings;
  private final DepartureSettings departures;
  private final Revocations revocations;
  private final Clock clock;
  private final ClientConnections connections = new ClientConnections();
  private final LongAdder watching = new LongAdder();

  public RunWatchers(
      ConnectionLimits limits,
      RunSettings settings,
      DepartureSettings departures,
      Revocations revocations,
      Clock clock) {
    this.limits = limits;
    this.settings = settings;
    this.departures = departures;
    this.revocations = revocations;
    this.clock = clock;
  }

  /** Starts the answer to a request, and takes ownership of its slot if it returns. */
  interface AnswerStarter {
    void begin(Slot slot);
  }

  /**
   * Acquires a slot among the streams of this node, before the run is started. The slot is released
   * if the answer cannot begin.
   *
   * @throws tidings.platform.limits.OverLimitException if there is none
   */
  void admit(RunRequest request, AnswerStarter answer) {
    var slot = limits.acquire(Kind.RUN, request.caller().user(), request.client().address());
    boolean started = false;
    try {
      answer.begin(slot);
      started = true;
    } finally {
      if (!started) {
        slot.close();
      }
    }
  }

  static LateAnswer late(RunRequest request, Slot slot) {
    return new LateAnswer(request, slot);
  }

  /** Watches the client of a run that continues without it. */
  ClientWatch clientWatch(RunRequest request) {
    return clientWatch(request, checkInterval(), () -> {});
  }

  ClientWatch clientWatch(RunRequest request, Duration every, Runnable onLeft) {
    return new ClientWatch(connections.client(request.client().ports())::hasLeft, every, onLeft);
  }

  /** The interval of the checks whether a client is still connected. */
  private Duration checkInterval() {
    var every = departures.every();
    return every.isPositive() ? every : settings.heartbeat();
  }

  /** Answers with the frames after a number, to their end, or as one poll. */
  void follow(RunRequest request, RunJournal run, long after, Slot slot) {
    var timeout = request.timeout();
    if (timeout != null) {
      var poll = new RunPoll(run, after, timeout, request.caller(), clientWatch(request), clock);
      late(request, slot).start("poll-" + run.info().id(), poll);
      return;
    }
    var client = connections.client(request.client().ports());
    var stream = openResponse(request.stream(), run, false);
    var sink =
        new RunFrameSink(
            stream,
            () -> client.advice(clock.instant(), departures.unacknowledged()),
            () -> {},
            request.client().ports().isAlone(),
            () -> release(slot));
    var pace = new Watch.Pace(settings.heartbeat(), checkInterval(), settings.pace());
    var watch = new Watch(run, after, sink, limit(request), pace, StreamEnd.OF_RUNS);
    Thread.ofVirtual().name("watch-" + run.info().id()).start(watch);
  }

  private Watch.Limit limit(RunRequest request) {
    return new Watch.Limit(request.caller(), revocations, clock);
  }

  /** Delays the head of the response until the first frame, up to a timeout. */
  void followExchange(RunRequest request, WholeAnswer whole, StreamEnd streamEnd, Slot slot) {
    var context = request.stream();
    var run = whole.run();
    var clientWatch = whole.clientWatch();
    Thread.ofVirtual()
        .name("watch-" + run.info().id())
        .start(
            () -> {
              try {
                if (failsAtOnce(run, clientWatch)) {
                  late(request, slot).complete(whole);
                  return;
                }
                var sink =
                    new RunFrameSink(
                        openResponse(context, run, true),
                        () ->
                            clientWatch.hasLeft().getAsBoolean()
                                ? Peer.Advice.CLOSE
                                : Peer.Advice.NOTHING,
                        clientWatch.onLeft(),
                        request.client().ports().isAlone(),
                        () -> release(slot));
                var pace =
                    new Watch.Pace(clientWatch.every(), clientWatch.every(), settings.pace());
                new Watch(run, 0, sink, limit(request), pace, streamEnd).run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (ClientWatch.ClientLeftException e) {
                request.answer().cancel();
              } catch (RuntimeException e) {
                request.answer().resume(e);
              } finally {
                slot.close();
              }
            });
  }

  private static boolean failsAtOnce(RunJournal run, ClientWatch clientWatch)
      throws InterruptedException {
    long end = System.nanoTime() + FIRST_FRAME.toNanos();
    while (System.nanoTime() < end) {
      var first = run.read(0, 1, clientWatch.every());
      if (!first.isEmpty()) {
        return first.getFirst().frame() instanceof RunFrame.Failure;
      }
      clientWatch.check();
    }
    return false;
  }

  private SseResponse openResponse(AsyncContext context, RunJournal run, boolean isExchange) {
    try {
      var head = (HttpServletResponse) context.getResponse();
      head.setHeader(RunAnswers.RUN_HEADER, run.info().id());
      if (isExchange) {
        head.setHeader(RunAnswers.REQUEST_HEADER, run.info().id());
      }
      var stream = SseResponse.beginLate(context);
      watching.increment();
      return stream;
    } catch (IOException | RuntimeException e) {
      throw new IllegalStateException("the response cannot be started", e);
    }
  }

  private void release(Slot slot) {
    slot.close();
    watching.decrement();
  }

  /** The number of open streams. */
  public long watching() {
    return watching.sum();
  }
}
