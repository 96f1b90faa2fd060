package tidings.runs.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import tidings.platform.security.Caller;
import tidings.runs.conversation.Round;
import tidings.runs.loop.AgentLoop;
import tidings.runs.loop.Messages;
import tidings.runs.loop.RoundTranscript;
import tidings.runs.model.LanguageModel;
import tidings.runs.run.ErrorType;
import tidings.runs.run.Run;
import tidings.runs.run.RunException;
import tidings.runs.run.Work;

/** A model's summary of a conversation. It is the output of its run, if the run ends well. */
final class Summary implements Work {

  private static final String ASK =
      "Summarise the conversation so far for the person who continues it: facts, decisions, open"
          + " questions, names and numbers. Answer with the summary alone, in its language.";

  private final LanguageModel model;
  private final AgentLoop.Options options;
  private final TimeLimit timeLimit;
  private final List<Round> rounds;

  Summary(
      LanguageModel model,
      String modelName,
      Caller caller,
      TimeLimit timeLimit,
      List<Round> rounds) {
    this.model = model;
    this.options = new AgentLoop.Options(modelName, List.of(), caller, 1, null);
    this.timeLimit = timeLimit;
    this.rounds = List.copyOf(rounds);
  }

  @Override
  public void run(Run run) throws InterruptedException {
    var turn = new AgentLoop(run, model, new RoundTranscript(), options);
    var asked = List.of(Messages.system(ASK), Messages.user(transcript()));
    try {
      if (!(timeLimit.await(() -> turn.runTurn(asked))
              instanceof AgentLoop.Ending.Answered(var text))
          || text.isBlank()) {
        throw new RunException(ErrorType.MODEL_ERROR, "the model gave no summary");
      }
    } catch (TimeoutException e) {
      throw new RunException(
          ErrorType.TIMEOUT_ERROR,
          "the model gave no summary within " + timeLimit.atMost().toMillis() + " ms",
          e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
  }

  private String transcript() {
    var text = new StringBuilder();
    for (var round : rounds) {
      for (var message : round.messages()) {
        if (!message.path("role").asText().equals("system")) {
          text.append(message.path("role").asText()).append(": ").append(text(message));
          text.append("\n\n");
        }
      }
    }
    return text.toString();
  }

  private static String text(ObjectNode message) {
    var calls = message.path("tool_calls");
    return message.path("content").asText("") + (calls.isEmpty() ? "" : " " + calls);
  }
}
