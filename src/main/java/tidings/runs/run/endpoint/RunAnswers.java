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

/** Answers requests with a run: frame by frame while it goes on, by polls, or whole at its end. */
public final class RunAnswers {

  /** Header that names the run: its client may choose the id of the run that it starts. */
  public static final String RUN_HEADER = "Tidings-Run";

  /** Header in which other protocols look for an id of their request. */
  public static final String REQUEST_HEADER = "x-request-id";

  private final Runs runs;
  private final RunWatchers watchers;

  public RunAnswers(Runs runs, RunWatchers watchers) {
    this.runs = runs;
    this.watchers = watchers;
  }

  /** Starts the run that is to have this id. */
  @FunctionalInterface
  public interface Starter {
    Run start(String id);
  }

  /**
   * Starts a run and answers with it: as a stream or a poll, or, when it is over, with its
   * trajectory. The id of a run that the caller has already starts nothing, and is answered with
   * that run: a client that did not see the answer may ask again.
   *
   * @param question messages that the trajectory begins with
   * @throws tidings.platform.limits.OverLimitException if there is no place for the connection
   */
  public void start(
      RunRequest request, boolean streams, List<ObjectNode> question, Starter starter) {
    watchers.admit(
        request,
        place -> {
          var run = journal(request, starter);
          if (streams) {
            watchers.follow(request, run, 0, place);
            return;
          }
          var whole =
              new WholeAnswer(
                  run,
                  done -> json(run.info(), done.json(run.info(), question)),
                  watchers.lookout(request));
          RunWatchers.late(request, place).start("whole-" + run.info().id(), whole);
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
   * As {@link #start(RunRequest, boolean, List, Starter)}, but as one exchange: a run that fails
   * before its first frame is refused with a status, also where a stream was asked for.
   */
  public void start(RunRequest request, boolean streams, Starter starter, Exchange exchange) {
    watchers.admit(
        request,
        place -> {
          var run = started(request, starter);
          var lookout = watchers.lookout(request, exchange.heartbeat(), () -> exchange.left(run));
          var whole = new WholeAnswer(run.journal(), done -> exchange.whole(run, done), lookout);
          if (streams) {
            watchers.followExchange(request, whole, Farewell.of(exchange), place);
          } else {
            RunWatchers.late(request, place).start("whole-" + run.id(), whole);
          }
        });
  }

  /**
   * Starts a run and answers when it has ended.
   *
   * @param whole makes the answer of all that the run did
   */
  public void startWhole(
      RunRequest request, Starter starter, BiFunction<Run, Trajectory, Response> whole) {
    watchers.admit(
        request,
        place -> {
          var run = started(request, starter);
          Function<Trajectory, Response> form = done -> whole.apply(run, done);
          var answer = new WholeAnswer(run.journal(), form, watchers.lookout(request));
          RunWatchers.late(request, place).start("whole-" + run.id(), answer);
        });
  }

  /** A run of its own kind of answer: no other is answered with in its place. */
  private Run started(RunRequest request, Starter starter) {
    var known = request.runId();
    if (known != null && runs.find(request.caller(), known).isPresent()) {
      throw Runs.idConflict(known);
    }
    return starter.start(known == null ? runs.newId() : known);
  }

  /**
   * Answers with the run's frames from behind the number on, to their end, or as one poll.
   *
   * @throws tidings.platform.limits.OverLimitException if there is no place for the connection
   */
  public void watch(RunRequest request, RunJournal run, long after) {
    watchers.admit(request, place -> watchers.follow(request, run, after, place));
  }

  /** The trajectory as JSON, with the run's id in the header. */
  public static Response json(RunInfo run, String json) {
    return Response.ok(json.getBytes(StandardCharsets.UTF_8), MediaType.APPLICATION_JSON_TYPE)
        .header(RUN_HEADER, run.id())
        .build();
  }
}
