package tidings.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tidings.conversation.Conversations;
import tidings.conversation.Round;
import tidings.conversation.RoundState;
import tidings.model.LanguageModel;
import tidings.turn.Messages;
import tidings.turn.Question;
import tidings.wire.Bodies;
import tidings.wire.Identify;

/** {@code POST /api/conversations/{id}/compact}: a summary in the place of what was said. */
@Path("conversations/{id}/compact")
@Singleton
public class CompactResource {

  private static final int CONFLICT = 409;
  private static final String ASK =
      "Summarise the conversation so far for whoever goes on with it: facts, decisions, open"
          + " questions, names and numbers. Answer with the summary alone, in its language.";

  private final Conversations conversations;
  private final LanguageModel model;
  private final Bodies bodies;

  @Inject
  public CompactResource(Conversations conversations, LanguageModel model, Bodies bodies) {
    this.conversations = conversations;
    this.model = model;
    this.bodies = bodies;
  }

  /**
   * Has the model summarise all rounds, and puts the summary in their place. What models are sent
   * of this conversation from now on is the summary and what follows it.
   */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public void compact(
      @Context HttpServletRequest request,
      @Suspended AsyncResponse answer,
      @PathParam("id") String id)
      throws IOException {
    var owner = Identify.caller(request).user();
    var question = Question.of(bodies.read(request));
    var modelName = question.required("model_name");
    question.check();
    var whole =
        conversations
            .read(owner, id)
            .orElseThrow(() -> new NotFoundException("no conversation " + id));
    if (whole.rounds().isEmpty()) {
      throw new ClientErrorException("there is nothing to summarise", CONFLICT);
    }
    if (whole.rounds().stream().anyMatch(round -> round.state() == RoundState.RUNNING)) {
      throw new ClientErrorException("a run of this conversation has not ended", CONFLICT);
    }
    Thread.ofVirtual()
        .name("compact-" + id)
        .start(() -> answer(answer, owner, id, modelName, whole.rounds()));
  }

  private void answer(
      AsyncResponse answer, String owner, String id, String modelName, List<Round> rounds) {
    try {
      var summary = summary(modelName, rounds);
      var compacted =
          conversations
              .compact(owner, id, rounds.getLast().number(), Messages.assistant(summary))
              .orElseThrow(
                  () ->
                      new ClientErrorException("the conversation has changed meanwhile", CONFLICT));
      var json = Messages.object().put("conversation_id", id).put("summary", summary);
      json.put("round", compacted.number());
      answer.resume(json.toString().getBytes(StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.cancel();
    } catch (RuntimeException e) {
      answer.resume(e);
    }
  }

  private String summary(String modelName, List<Round> rounds) throws InterruptedException {
    var said = new StringBuilder();
    for (var round : rounds) {
      for (var message : round.messages()) {
        if (!message.path("role").asText().equals("system")) {
          said.append(message.path("role").asText()).append(": ").append(text(message));
          said.append("\n\n");
        }
      }
    }
    var request = Messages.object().put("model", modelName);
    request.putArray("messages").add(Messages.system(ASK)).add(Messages.user(said.toString()));
    var summary = new StringBuilder();
    model.stream(
        request,
        chunk ->
            summary.append(chunk.path("choices").path(0).path("delta").path("content").asText("")));
    return summary.toString();
  }

  private static String text(ObjectNode message) {
    var calls = message.path("tool_calls");
    return message.path("content").asText("") + (calls.isEmpty() ? "" : " " + calls);
  }
}
