package tidings.completion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tidings.codec.Fault;
import tidings.connection.CloseReason;
import tidings.model.LanguageModel;
import tidings.model.ModelException;
import tidings.run.ErrorType;
import tidings.run.Run;
import tidings.run.RunAnswers;
import tidings.run.RunFrame;
import tidings.run.RunInfo;
import tidings.run.RunKind;
import tidings.run.Runs;
import tidings.run.Trajectory;
import tidings.wire.BadRequestException;
import tidings.wire.Bodies;
import tidings.wire.Identify;

/**
 * {@code POST /v1/chat/completions}: each call is a run, whose id is in a header, so that it can be
 * watched on at {@code /api/runs/{id}/events} when the connection breaks.
 */
@Path("chat/completions")
@Singleton
public class CompletionsResource {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int BAD_GATEWAY = 502;
  private static final int GATEWAY_TIMEOUT = 504;

  private final LanguageModel model;
  private final Runs runs;
  private final RunAnswers answers;
  private final Bodies bodies;

  @Inject
  public CompletionsResource(LanguageModel model, Runs runs, RunAnswers answers, Bodies bodies) {
    this.model = model;
    this.runs = runs;
    this.answers = answers;
    this.bodies = bodies;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public void complete(
      @Context HttpServletRequest request,
      @Context HttpServletResponse response,
      @Suspended AsyncResponse answer)
      throws IOException {
    var caller = Identify.caller(request);
    var asked = read(bodies.read(request));
    boolean streams = asked.path("stream").asBoolean(false);
    boolean wantsUsage = asked.path("stream_options").path("include_usage").asBoolean(false);
    var call = new Call(!streams || wantsUsage);
    answers.startStrictly(
        new RunAnswers.Asked(request, response, answer),
        streams,
        () ->
            runs.start(
                caller,
                RunKind.COMPLETION,
                () -> null,
                asked.path("model").asText(),
                run -> call.make(run, asked)),
        (run, done) -> whole(run.info(), done, call),
        CompletionsResource::cutOff);
  }

  /**
   * To OpenAI's clients an event of another name is a chunk like any other, and a stream that ends
   * has ended well: an error is all that they take for one.
   */
  private static String cutOff(CloseReason reason) {
    return OpenAiError.json(
        "invalid_request_error",
        "the stream ends with its token (" + reason.reason() + "), and the run goes on",
        null,
        reason.reason().replace('-', '_'));
  }

  private static ObjectNode read(byte[] body) {
    ObjectNode asked;
    try {
      if (!(JSON.readTree(new String(body, StandardCharsets.UTF_8)) instanceof ObjectNode object)) {
        throw new BadRequestException(List.of(new Fault("", "the body must be a JSON object")));
      }
      asked = object;
    } catch (JsonProcessingException e) {
      throw new BadRequestException(
          List.of(new Fault("", "the body is no JSON: " + e.getOriginalMessage())));
    }
    var faults = new ArrayList<Fault>();
    if (!asked.path("model").isTextual() || asked.path("model").asText().isBlank()) {
      faults.add(new Fault("model", "must name a model"));
    }
    if (!asked.path("messages").isArray() || asked.path("messages").isEmpty()) {
      faults.add(new Fault("messages", "must be an array of at least one message"));
    }
    if (!faults.isEmpty()) {
      throw new BadRequestException(faults);
    }
    return asked;
  }

  /** One call of the model; remembers how it was refused. */
  private final class Call {
    private final boolean wantsUsage;
    private volatile int refusal;

    Call(boolean wantsUsage) {
      this.wantsUsage = wantsUsage;
    }

    void make(Run run, ObjectNode asked) throws InterruptedException {
      try {
        model.stream(asked, chunk -> pass(run, chunk));
      } catch (ModelException e) {
        refusal = e.status().orElse(0);
        throw e;
      }
    }

    /** Usage that was not asked for is not passed on: some clients take any choice for granted. */
    private void pass(Run run, ObjectNode chunk) {
      if (!wantsUsage && chunk.path("choices").isEmpty() && chunk.has("usage")) {
        return;
      }
      run.emit(new RunFrame.Passed(chunk.toString()));
    }
  }

  private static Response whole(RunInfo run, Trajectory done, Call call) {
    return done.failure()
        .map(failure -> failed(failure, call.refusal))
        .orElseGet(() -> RunAnswers.json(run, Completion.of(done.passed()).toString()));
  }

  private static Response failed(RunFrame.Failure failure, int refusal) {
    int status =
        switch (failure.type()) {
          case MODEL_ERROR -> refusal >= 400 && refusal < 500 ? refusal : BAD_GATEWAY;
          case TIMEOUT_ERROR -> GATEWAY_TIMEOUT;
          case CANCELLED -> 499;
          case TOOL_ERROR, EXECUTION_ERROR, VALIDATION_ERROR, DATABASE_ERROR -> 500;
        };
    // Our own credentials were refused, not the caller's.
    int told = status == 401 || status == 403 ? BAD_GATEWAY : status;
    var type =
        told < 500 && failure.type() == ErrorType.MODEL_ERROR
            ? "invalid_request_error"
            : failure.type().wire();
    return OpenAiError.of(told, type, failure.message(), null, null).build();
  }
}
