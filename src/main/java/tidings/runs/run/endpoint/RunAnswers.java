package tidings.runs.run.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import tidings.runs.run.Run;
import tidings.runs.run.RunInfo;
import tidings.runs.run.RunJournal;
import tidings.runs.run.Runs;
import tidings.runs.run.Trajectory;

/**
 * Answers requests with a run: frame by frame while it runs, by polls, or in one piece at its end.
 */
public final class RunAnswers {

  /** Header that names the run: a client may choose the id of the run that it starts. */
  public static final String RUN_HEADER = "Tidings-Run";

  /** Header in which clients of other protocols look for an id of their request. */
  public static final String REQUEST_HEADER = "x-request-id";

  private final Runs runs;
  private final RunWatchers watchers;

  public RunAnswers(Runs runs, RunWatchers watchers) {
    this.runs = runs;
    this.watchers = watchers;
  }

  /** Starts the run with this id. */
  @FunctionalInterface
  public interface Starter {
    Run start(String id);
  }

  /**
   * Starts a run and answers with it: as a stream or a poll, or, when it has ended, with its
   * trajectory. If the caller already has a run of this id, none is started, and the answer is that
   * run: a client that did not see the answer may repeat the request.
   *
   * @param question messages that the trajectory begins with
   * @throws tidings.platform.limits.OverLimitException if the limit of connections is reached
   */
  public void start(
      RunRequest request, boolean streams, List<ObjectNode> question, Starter starter) {
    watchers.admit(
        request,
        slot -> {
          var run = journal(request, starter);
          if (streams) {
            watchers.follow(request, run, 0, slot);
            return;
          }
          var whole =
              new WholeAnswer(
                  run,
                  done -> json(run.info(), done.json(run.info(), question)),
                  watchers.clientWatch(request));
          RunWatchers.late(request, slot).start("whole-" + run.info().id(), whole);
        });
  }

  private RunJournal journal(RunRequest request, Starter starter) {
    var known = request.runId();
    if (known == null) {
      return starter.start(runs.newId()).journal();
    }
    var before = runs.find(request.caller(), known);
    return before.isPresent() ? before.get() : starter.start(known).journal();
  }

  /**
   * Like {@link #start(RunRequest, boolean, List, Starter)}, but as one exchange: a run that fails
   * before its first frame is refused with a status, even if a stream was requested.
   */
  public void start(RunRequest request, boolean streams, Starter starter, Exchange exchange) {
    watchers.admit(
        request,
        slot -> {
          var run = start(request, starter);
          var clientWatch =
              watchers.clientWatch(request, exchange.heartbeat(), () -> exchange.onDisconnect(run));
          var whole =
              new WholeAnswer(run.journal(), done -> exchange.whole(run, done), clientWatch);
          if (streams) {
            watchers.followExchange(request, whole, StreamEnd.of(exchange), slot);
          } else {
            RunWatchers.late(request, slot).start("whole-" + run.id(), whole);
          }
        });
  }

  /**
   * Starts a run and answers when it has ended.
   *
   * @param whole creates the answer from the whole run
   */
  public void startBuffered(
      RunRequest request, Starter starter, BiFunction<Run, Trajectory, Response> whole) {
    watchers.admit(
        request,
        slot -> {
          var run = start(request, starter);
          Function<Trajectory, Response> form = done -> whole.apply(run, done);
          var answer = new WholeAnswer(run.journal(), form, watchers.clientWatch(request));
          RunWatchers.late(request, slot).start("whole-" + run.id(), answer);
        });
  }

  /** Starts a run for an answer of its own kind: an existing run is never the answer. */
  private Run start(RunRequest request, Starter starter) {
    var known = request.runId();
    if (known != null && runs.find(request.caller(), known).isPresent()) {
      throw Runs.idConflict(known);
    }
    return starter.start(known == null ? runs.newId() : known);
  }

  /**
   * Answers with the run's frames after the number, to their end, or as one poll.
   *
   * @throws tidings.platform.limits.OverLimitException if the limit of connections is reached
   */
  public void watch(RunRequest request, RunJournal run, long after) {
    watchers.admit(request, slot -> watchers.follow(request, run, after, slot));
  }

  /** The trajectory as JSON, with the run's id in the header. */
  public static Response json(RunInfo run, String json) {
    return Response.ok(json.getBytes(StandardCharsets.UTF_8), MediaType.APPLICATION_JSON_TYPE)
        .header(RUN_HEADER, run.id())
        .build();
  }
}
