package tidings.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import tidings.conversation.Conversations;
import tidings.conversation.GraphDefinitions;
import tidings.conversation.Round;
import tidings.model.LanguageModel;
import tidings.run.Run;
import tidings.run.RunFrame;
import tidings.run.Work;
import tidings.security.Caller;
import tidings.tool.Tool;
import tidings.tool.Toolbox;
import tidings.turn.History;
import tidings.turn.KeptRound;
import tidings.turn.Messages;
import tidings.turn.Transcript;
import tidings.turn.Turn;

/** An agent at work on one requirement. */
final class AgentWork implements Work {

  private static final String TASK =
      "You are an agent. Work on what the user requires until it is done, using your tools as often"
          + " as you need. Do not ask back: decide yourself, and say what you decided. When it is"
          + " done, answer with the result.";
  private static final String GRAPH =
      "You design graphs of agents. Turn what the user requires into a graph and hand it in with"
          + " submit_graph. If something is missing that you cannot decide yourself, answer what it"
          + " is instead.";

  /** What the work needs. */
  record Means(
      Conversations conversations,
      GraphDefinitions definitions,
      LanguageModel model,
      Toolbox toolbox,
      AgentSettings settings) {}

  /** What kind of agent. */
  enum Type {
    TASK,
    GRAPH
  }

  /** What is required. */
  record Asked(
      Type type, String requirement, String model, List<String> servers, String conversation) {}

  private final Means means;
  private final Caller caller;
  private final Asked asked;

  AgentWork(Means means, Caller caller, Asked asked) {
    this.means = means;
    this.caller = caller;
    this.asked = asked;
  }

  @Override
  public void run(Run run) throws InterruptedException {
    var transcript = new Transcript();
    transcript.add(Messages.user(asked.requirement()));
    var history = new ArrayList<ObjectNode>();
    history.add(Messages.system(asked.type() == Type.TASK ? TASK : GRAPH));
    history.addAll(before());
    history.add(Messages.user(asked.requirement()));
    KeptRound.begin(means.conversations(), run, asked.conversation(), transcript, () -> null);
    var tools = new ArrayList<Tool>();
    var submit = new SubmitGraph(means.definitions(), asked.model());
    if (asked.type() == Type.GRAPH) {
      tools.add(submit);
    }
    tools.addAll(means.toolbox().of(asked.servers()));
    var setup = new Turn.Setup(asked.model(), tools, caller, means.settings().maxCalls(), null);
    var ending = new Turn(run, means.model(), transcript, setup).take(history);
    run.emit(asked.type() == Type.TASK ? ofTask(ending) : ofGraph(ending, submit));
  }

  private List<ObjectNode> before() {
    return History.of(
        means.conversations().rounds(caller.user(), asked.conversation()).stream()
            .map(Round::messages)
            .flatMap(List::stream)
            .toList());
  }

  private RunFrame ofTask(Turn.Ending ending) {
    return switch (ending) {
      case Turn.Ending.Answered answered -> new RunFrame.Completion(answered.text(), null, null);
      case Turn.Ending.OutOfCalls _ -> new RunFrame.Incomplete(stopped(), List.of());
      case Turn.Ending.Ended ended ->
          throw new IllegalStateException("no tool ends a task: " + ended);
    };
  }

  private RunFrame ofGraph(Turn.Ending ending, SubmitGraph submit) {
    return switch (ending) {
      case Turn.Ending.Ended ended -> {
        var name = ended.by().arguments().path("graph_name").asText();
        yield new RunFrame.Completion("The graph '" + name + "' is saved", name, null);
      }
      case Turn.Ending.Answered answered ->
          new RunFrame.Incomplete(answered.text(), submit.missing());
      case Turn.Ending.OutOfCalls _ -> new RunFrame.Incomplete(stopped(), submit.missing());
    };
  }

  private String stopped() {
    return "stopped after %d model calls".formatted(means.settings().maxCalls());
  }
}
