package tidings.runs.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.event.codec.Fault;
import tidings.event.codec.Faults;
import tidings.event.codec.RequestJson;
import tidings.platform.http.BadRequestException;
import tidings.platform.http.authentication.AuthenticationFilter;
import tidings.platform.http.body.Bodies;
import tidings.runs.model.LanguageModel;
import tidings.runs.model.ModelException;
import tidings.runs.run.Run;
import tidings.runs.run.RunFrame;
import tidings.runs.run.RunKind;
import tidings.runs.run.Runs;
import tidings.runs.run.Trajectory;
import tidings.runs.run.endpoint.Exchange;
import tidings.runs.run.endpoint.RunAnswers;
import tidings.runs.run.endpoint.RunParameters;
import tidings.runs.run.endpoint.RunRequest;
import tidings.runs.run.endpoint.StartsRun;
import tidings.sse.CloseReason;

/**
 * {@code POST /v1/chat/completions}: each call is a run, whose id is in a header, so that a client
 * can continue to watch it at {@code /api/runs/{id}/events} if the connection breaks.
 */
@Path("chat/completions")
@Singleton
public class CompletionsResource {

  /** Header that lets a run continue when its client disconnects. */
  private static final String BACKGROUND_HEADER = "Tidings-Background";

  /** Header that names the fields of a request that were not passed to the model's server. */
  private static final String IGNORED_HEADER = "Tidings-Ignored-Fields";

  private final LanguageModel model;
  private final Runs runs;
  private final RunAnswers answers;
  private final Bodies bodies;
  private final CompletionSettings settings;
  private final CompletionLimits limits;

  @Inject
  public CompletionsResource(
      LanguageModel model,
      Runs runs,
      RunAnswers answers,
      Bodies bodies,
      CompletionSettings settings,
      CompletionLimits limits) {
    this.model = model;
    this.runs = runs;
    this.answers = answers;
    this.bodies = bodies;
    this.settings = settings;
    this.limits = limits;
  }

  /**
   * Completes a chat; the run ends with the connection unless the client asks for it to continue.
   */
  @POST
  @StartsRun
  @Consumes(MediaType.APPLICATION_JSON)
  public void complete(
      @Context HttpServletRequest request,
      @Context HttpServletResponse response,
      @Suspended AsyncResponse answer,
      @HeaderParam(RunAnswers.RUN_HEADER) @Nullable String runId,
      @HeaderParam(BACKGROUND_HEADER) @Nullable String background)
      throws IOException {
    var caller = AuthenticationFilter.caller(request);
    var asked = read(bodies.read(request));
    var upstream = upstream(asked);
    if (!upstream.ignored().isEmpty()) {
      response.setHeader(IGNORED_HEADER, String.join(", ", upstream.ignored()));
    }
    boolean streams = asked.path("stream").asBoolean(false);
    boolean wantsUsage = asked.path("stream_options").path("include_usage").asBoolean(false);
    boolean inBackground = "true".equalsIgnoreCase(background) || isBackground(asked);
    var call = new Call(model.onBehalfOf(caller), !streams || wantsUsage, inBackground);
    answers.start(
        RunRequest.of(request, response, answer, RunParameters.ofRun(runId)),
        streams,
        id ->
            runs.start(
                id,
                caller,
                RunKind.COMPLETION,
                () -> null,
                asked.path("model").asText(),
                run -> call.execute(run, upstream.body())),
        call);
  }

  private CompletionBody.Upstream upstream(ObjectNode asked) {
    if (!model.offers(asked.path("model").asText())) {
      throw ModelsResource.unknown(asked.path("model").asText());
    }
    var faults = new Faults();
    var upstream = CompletionBody.of(asked, limits, faults);
    if (!faults.isEmpty()) {
      throw new BadRequestException(faults.list());
    }
    return upstream;
  }

  /** Whether the body asks for the run to continue when its client disconnects. */
  private static boolean isBackground(ObjectNode asked) {
    return asked.path("background").asBoolean(false) || asked.path("store").asBoolean(false);
  }

  private static ObjectNode read(byte[] body) {
    ObjectNode asked;
    try {
      if (!(RequestJson.read(body) instanceof ObjectNode object)) {
        throw new BadRequestException(List.of(new Fault("", "the body must be a JSON object")));
      }
      asked = object;
    } catch (JsonProcessingException e) {
      throw new BadRequestException(
          List.of(new Fault("", "the body is not valid JSON: " + e.getOriginalMessage())));
    }
    var faults = new Faults();
    if (!asked.path("model").isTextual() || asked.path("model").asText().isBlank()) {
      faults.add("model", "must name a model");
    } else if (asked.path("model").asText().length() > LanguageModel.MAX_NAME) {
      faults.add("model", "must have at most " + LanguageModel.MAX_NAME + " characters");
    }
    if (!asked.path("messages").isArray() || asked.path("messages").isEmpty()) {
      faults.add("messages", "must be an array of at least one message");
    }
    if (!faults.isEmpty()) {
      throw new BadRequestException(faults.list());
    }
    return asked;
  }

  /** One call of the model; stores its failure, which does not fit into the journal. */
  private final class Call implements Exchange {
    private final LanguageModel model;
    private final boolean wantsUsage;
    private final boolean inBackground;
    private volatile @Nullable ModelException failure;

    Call(LanguageModel model, boolean wantsUsage, boolean inBackground) {
      this.model = model;
      this.wantsUsage = wantsUsage;
      this.inBackground = inBackground;
    }

    void execute(Run run, ObjectNode asked) throws InterruptedException {
      try {
        model.stream(asked, chunk -> pass(run, chunk));
      } catch (ModelException e) {
        failure = e;
        throw e;
      }
    }

    /**
     * Usage that the client did not ask for is not passed on: some clients assume that each chunk
     * has a choice.
     */
    private void pass(Run run, ObjectNode chunk) {
      if (!wantsUsage && chunk.path("choices").isEmpty() && chunk.has("usage")) {
        return;
      }
      run.emit(new RunFrame.UpstreamChunk(chunk.toString()));
    }

    @Override
    public Response whole(Run run, Trajectory done) {
      return done.failure()
          .map(
              failed ->
                  CompletionFailure.of(failed, failure)
                      .response()
                      .header(RunAnswers.RUN_HEADER, run.id())
                      .build())
          .orElseGet(() -> RunAnswers.json(run.info(), Completion.of(done.chunks()).toString()));
    }

    @Override
    public String failed(RunFrame.Failure failed) {
      return CompletionFailure.of(failed, failure).json();
    }

    /**
     * OpenAI's clients treat an event of any name as a chunk, and the end of a stream as success:
     * an error is the only failure that they recognise.
     */
    @Override
    public String closed(CloseReason reason) {
      return OpenAiError.json(
          "invalid_request_error",
          "the stream ends with its token (" + reason.reason() + "), and the run continues",
          null,
          reason.reason().replace('-', '_'));
    }

    @Override
    public void onDisconnect(Run run) {
      if (!inBackground) {
        runs.cancel(run.journal());
      }
    }

    @Override
    public Duration heartbeat() {
      return settings.heartbeat();
    }
  }
}
