package tidings.runs.run.endpoint;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.platform.http.LastEventId;
import tidings.platform.http.StreamHeaders;
import tidings.platform.http.authentication.AuthenticationFilter;
import tidings.runs.run.RunInfo;
import tidings.runs.run.RunJournal;
import tidings.runs.run.RunState;
import tidings.runs.run.Runs;

/**
 * {@code /api/runs}: watch and stop runs (protocol, section 3). Another user's run is answered with
 * 404, like one that never existed.
 */
@Path("runs")
@Singleton
public class RunsResource {

  private final Runs runs;
  private final RunAnswers answers;

  @Inject
  public RunsResource(Runs runs, RunAnswers answers) {
    this.runs = runs;
    this.answers = answers;
  }

  /** Lists the caller's runs that have not ended, on any node. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Map<String, List<Map<String, @Nullable String>>> running(
      @Context HttpServletRequest request) {
    var caller = AuthenticationFilter.caller(request);
    return Map.of(
        "runs", runs.running(caller).stream().map(info -> view(info, RunState.RUNNING)).toList());
  }

  /** The state of a run. */
  @GET
  @Path("{id}")
  @Produces(MediaType.APPLICATION_JSON)
  public Map<String, @Nullable String> run(
      @Context HttpServletRequest request, @PathParam("id") String id) {
    var run = find(request, id);
    return view(run.info(), run.state());
  }

  /**
   * The run's frames, from the one after {@code Last-Event-ID}, or from the start, to its end. The
   * answer is 204 if the run has ended and the client has the last frame: an EventSource reconnects
   * after every end of a stream, and only 204 makes it stop. With {@code timeout} the request is a
   * poll: the answer ends after the first frames, or after that time.
   */
  @GET
  @Path("{id}/events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void watch(
      @Context HttpServletRequest request,
      @Context HttpServletResponse response,
      @Suspended AsyncResponse answer,
      @PathParam("id") String id,
      @QueryParam("timeout") @Nullable String timeout,
      @QueryParam("lastEventId") List<String> lastEventIds,
      @HeaderParam("Last-Event-ID") @Nullable String lastEventIdHeader)
      throws InterruptedException {
    var asked = RunRequest.of(request, response, answer, RunParameters.ofPoll(timeout));
    var run = find(request, id);
    long known = number(id, LastEventId.of(lastEventIdHeader, lastEventIds));
    boolean isKnown = has(run, known);
    if (isKnown && known > 0 && run.state() != RunState.RUNNING && !has(run, known + 1)) {
      answer.resume(Response.noContent().header(RunAnswers.RUN_HEADER, id).build());
      return;
    }
    answers.watch(asked, run, isKnown ? known : 0);
  }

  /** Answers as {@code GET} would, without opening a stream. */
  @HEAD
  @Path("{id}/events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public Response head(
      @Context HttpServletRequest request,
      @PathParam("id") String id,
      @QueryParam("timeout") @Nullable String timeout) {
    RunParameters.ofPoll(timeout).timeout(); // a fault is rejected
    find(request, id);
    return StreamHeaders.head();
  }

  private static boolean has(RunJournal run, long number) throws InterruptedException {
    return number == 0 || !run.read(number - 1, 1, Duration.ZERO).isEmpty();
  }

  /**
   * An id that does not belong to this run is answered from the start: frames carry their numbers.
   */
  private static long number(String run, @Nullable String lastEventId) {
    var prefix = run + ":";
    if (lastEventId == null || !lastEventId.startsWith(prefix)) {
      return 0;
    }
    var number = lastEventId.substring(prefix.length());
    return number.matches("[0-9]{1,9}") ? Long.parseLong(number) : 0;
  }

  /** Stops a run: 202, and its last frames report the cancellation, unless it has ended before. */
  @POST
  @Path("{id}/cancel")
  @Produces(MediaType.APPLICATION_JSON)
  public Response cancel(@Context HttpServletRequest request, @PathParam("id") String id) {
    var run = find(request, id);
    runs.cancel(run);
    return Response.accepted(view(run.info(), run.state())).build();
  }

  private RunJournal find(HttpServletRequest request, String id) {
    return runs.find(AuthenticationFilter.caller(request), id)
        .orElseThrow(() -> new NotFoundException("no run " + id));
  }

  private static Map<String, @Nullable String> view(RunInfo info, RunState state) {
    var json = new java.util.LinkedHashMap<String, @Nullable String>();
    json.put("run_id", info.id());
    json.put("kind", info.kind().wire());
    json.put("state", state.wire());
    json.put("model", info.model());
    json.put("conversation_id", info.conversation());
    json.put("node", info.node());
    json.put("created", info.created().toString());
    return json;
  }
}
