package tidings.runs.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.platform.security.Caller;
import tidings.runs.conversation.Round;
import tidings.runs.conversation.store.Conversations;
import tidings.runs.conversation.store.Definitions;
import tidings.runs.loop.AgentLoop;
import tidings.runs.loop.History;
import tidings.runs.loop.Messages;
import tidings.runs.loop.RoundRecorder;
import tidings.runs.loop.RoundTranscript;
import tidings.runs.model.LanguageModel;
import tidings.runs.run.Run;
import tidings.runs.run.RunFrame;
import tidings.runs.run.Work;
import tidings.runs.tool.OwnTools;
import tidings.runs.tool.Tool;
import tidings.runs.tool.Toolbox;

/** The work of an agent on one requirement. */
final class AgentWork implements Work {

  private static final String TASK =
      "You are an agent. Work on what the user requires until it is done, using your tools as often"
          + " as you need. Do not ask back: decide yourself, and say what you decided. When it is"
          + " done, answer with the result.";
  private static final String TOOL =
      "You define tools: calls of HTTP services that models can make. Turn what the user requires"
          + " into one and submit it with submit_tool. If something is missing that you cannot"
          + " decide yourself, such as the service's address, answer what it is instead.";
  private static final String GRAPH =
      "You design graphs of agents. Turn what the user requires into a graph and submit it with"
          + " submit_graph. If something is missing that you cannot decide yourself, answer what it"
          + " is instead.";

  /** The services that the work uses. */
  record Dependencies(
      Conversations conversations,
      Definitions definitions,
      OwnTools ownTools,
      LanguageModel model,
      Toolbox toolbox,
      AgentSettings settings) {}

  /** The type of an agent. */
  enum Type {
    TASK,
    GRAPH,
    TOOL
  }

  /** The requirement. */
  record Request(
      Type type, String requirement, String model, List<String> servers, String conversation) {}

  private final Dependencies dependencies;
  private final Caller caller;
  private final Request request;

  AgentWork(Dependencies dependencies, Caller caller, Request request) {
    this.dependencies = dependencies;
    this.caller = caller;
    this.request = request;
  }

  @Override
  public void run(Run run) throws InterruptedException {
    var transcript = new RoundTranscript();
    transcript.add(Messages.user(request.requirement()));
    var history = new ArrayList<ObjectNode>();
    history.add(Messages.system(instructions()));
    history.addAll(before());
    history.add(Messages.user(request.requirement()));
    RoundRecorder.begin(
        dependencies.conversations(), run, request.conversation(), transcript, () -> null);
    var tools = new ArrayList<Tool>();
    var submission = submission();
    if (submission != null) {
      tools.add(submission);
    }
    tools.addAll(dependencies.toolbox().of(request.servers(), caller));
    var options =
        new AgentLoop.Options(
            request.model(), tools, caller, dependencies.settings().maxCalls(), null);
    var ending =
        new AgentLoop(run, dependencies.model().onBehalfOf(caller), transcript, options)
            .runTurn(history);
    run.emit(submission == null ? ofTask(ending) : ofSubmission(ending, submission));
  }

  private String instructions() {
    return switch (request.type()) {
      case TASK -> TASK;
      case GRAPH -> GRAPH;
      case TOOL -> TOOL;
    };
  }

  private @Nullable Submission submission() {
    return switch (request.type()) {
      case TASK -> null;
      case GRAPH -> new SubmitGraph(dependencies.definitions(), request.model());
      case TOOL -> new SubmitTool(dependencies.ownTools());
    };
  }

  private List<ObjectNode> before() {
    return History.of(
        dependencies.conversations().rounds(caller.user(), request.conversation()).stream()
            .map(Round::messages)
            .flatMap(List::stream)
            .toList(),
        request.model());
  }

  private RunFrame ofTask(AgentLoop.Ending ending) {
    return switch (ending) {
      case AgentLoop.Ending.Answered answered ->
          new RunFrame.Completion(answered.text(), null, null);
      case AgentLoop.Ending.CallLimitReached _ -> new RunFrame.Incomplete(stopped(), List.of());
      case AgentLoop.Ending.Ended ended ->
          throw new IllegalStateException("no tool ends a task: " + ended);
    };
  }

  private RunFrame ofSubmission(AgentLoop.Ending ending, Submission submission) {
    return switch (ending) {
      case AgentLoop.Ending.Ended ended -> submission.completion(ended.by().arguments());
      case AgentLoop.Ending.Answered answered ->
          new RunFrame.Incomplete(answered.text(), submission.missing());
      case AgentLoop.Ending.CallLimitReached _ ->
          new RunFrame.Incomplete(stopped(), submission.missing());
    };
  }

  private String stopped() {
    return "stopped after %d model calls".formatted(dependencies.settings().maxCalls());
  }
}
