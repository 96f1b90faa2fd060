package tidings.runs.chat;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import tidings.platform.http.authentication.AuthenticationFilter;
import tidings.platform.http.body.Bodies;
import tidings.runs.conversation.RoundState;
import tidings.runs.conversation.store.Conversations;
import tidings.runs.loop.Messages;
import tidings.runs.loop.RunStartRequest;
import tidings.runs.model.LanguageModel;
import tidings.runs.run.ErrorType;
import tidings.runs.run.RunException;
import tidings.runs.run.RunFrame;
import tidings.runs.run.RunInfo;
import tidings.runs.run.RunKind;
import tidings.runs.run.Runs;
import tidings.runs.run.Trajectory;
import tidings.runs.run.endpoint.RunAnswers;
import tidings.runs.run.endpoint.RunRequest;
import tidings.runs.run.endpoint.StartsRun;

/** {@code POST /api/conversations/{id}/compact}: replaces messages by a summary. */
@Path("conversations/{id}/compact")
@Singleton
public class CompactResource {

  private static final int CONFLICT = 409;

  private final Conversations conversations;
  private final LanguageModel model;
  private final TimeLimit timeLimit;
  private final Runs runs;
  private final RunAnswers answers;
  private final Bodies bodies;

  @Inject
  public CompactResource(
      Conversations conversations,
      LanguageModel model,
      ChatSettings settings,
      Runs runs,
      RunAnswers answers,
      Bodies bodies) {
    this.conversations = conversations;
    this.model = model;
    this.timeLimit = new TimeLimit(settings.summaryTimeout());
    this.runs = runs;
    this.answers = answers;
    this.bodies = bodies;
  }

  /**
   * Asks the model to summarise all rounds, and replaces them by the summary: from then on models
   * are sent the summary and the messages after it. The model's work is a run, like that of a chat
   * that is not stored. Unless it ends well and with a summary, the conversation is unchanged.
   */
  @POST
  @StartsRun
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public void compact(
      @Context HttpServletRequest request,
      @Context HttpServletResponse response,
      @Suspended AsyncResponse answer,
      @PathParam("id") String id)
      throws IOException {
    var caller = AuthenticationFilter.caller(request);
    var question = RunStartRequest.of(bodies.read(request));
    var modelName = question.required("model_name");
    question.requireOffered(model, "model_name");
    question.check();
    var whole =
        conversations
            .read(caller.user(), id)
            .orElseThrow(() -> new NotFoundException("no conversation " + id));
    if (whole.rounds().isEmpty()) {
      throw new ClientErrorException("the conversation has no round to summarise", CONFLICT);
    }
    if (whole.rounds().stream().anyMatch(round -> round.state() == RoundState.RUNNING)) {
      throw new ClientErrorException("a run of this conversation has not ended", CONFLICT);
    }
    int last = whole.rounds().getLast().number();
    var summary =
        new Summary(model.onBehalfOf(caller), modelName, caller, timeLimit, whole.rounds());
    answers.startBuffered(
        RunRequest.of(request, response, answer),
        run -> runs.start(run, caller, RunKind.CHAT, () -> null, modelName, summary),
        (run, done) -> compacted(run.info(), done, id, last));
  }

  private Response compacted(RunInfo run, Trajectory done, String id, int last) {
    var failure = done.failure();
    if (failure.isPresent()) {
      throw failed(failure.get());
    }
    var summary = done.output();
    var compacted =
        conversations
            .compact(run.owner(), id, last, Messages.assistant(summary))
            .orElseThrow(
                () -> new ClientErrorException("the conversation has changed meanwhile", CONFLICT));
    var json = Messages.object().put("conversation_id", id).put("summary", summary);
    return RunAnswers.json(run, json.put("round", compacted.number()).toString());
  }

  private static RuntimeException failed(RunFrame.Failure failure) {
    return failure.type() == ErrorType.CANCELLED
        ? new ClientErrorException(failure.message(), CONFLICT)
        : new RunException(failure.type(), failure.message());
  }
}
