package tidings.runs.graph;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import tidings.platform.security.Caller;
import tidings.runs.conversation.store.Conversations;
import tidings.runs.definition.Node;
import tidings.runs.definition.Plan;
import tidings.runs.definition.Template;
import tidings.runs.loop.AgentLoop;
import tidings.runs.loop.Messages;
import tidings.runs.loop.RoundRecorder;
import tidings.runs.loop.RoundTranscript;
import tidings.runs.model.LanguageModel;
import tidings.runs.run.ErrorType;
import tidings.runs.run.Run;
import tidings.runs.run.RunException;
import tidings.runs.run.RunFrame;
import tidings.runs.run.Work;
import tidings.runs.tool.Tool;
import tidings.runs.tool.Toolbox;

/**
 * Executes a plan: the nodes of a level in parallel, level after level, with handoffs in between.
 */
final class GraphWork implements Work {

  private static final Logger LOG = Logger.getLogger(GraphWork.class.getName());
  private static final String COMPLETED = "completed";
  private static final String FAILED = "failed";
  private static final String SKIPPED = "skipped";

  /** The services that the work uses. */
  record Dependencies(
      Conversations conversations, LanguageModel model, Toolbox toolbox, GraphSettings settings) {}

  private final Dependencies dependencies;
  private final Caller caller;
  private final String conversation;
  private final GraphExecution execution;
  private final Plan plan;
  private final Progress progress;
  private final Prompts prompts;
  private final RoundTranscript transcript = new RoundTranscript();
  private volatile boolean finished;

  /** Failed nodes with their errors, and the nodes that were skipped because of them. */
  private final ConcurrentHashMap<String, RunException> broken = new ConcurrentHashMap<>();

  GraphWork(
      Dependencies dependencies,
      Caller caller,
      String conversation,
      GraphExecution execution,
      Plan plan) {
    this.dependencies = dependencies;
    this.caller = caller;
    this.conversation = conversation;
    this.execution = execution;
    this.plan = plan;
    this.progress = execution.progress();
    this.prompts = new Prompts(plan, progress, execution.input());
  }

  @Override
  public void run(Run run) throws InterruptedException {
    transcript.add(Messages.user(execution.input()));
    var kept =
        RoundRecorder.begin(
            dependencies.conversations(), run, conversation, transcript, this::detail);
    if (progress.turns() == 0) {
      run.emit(new RunFrame.NodeStarted(Node.START, 0));
      progress.begin(Node.START, 0);
      run.emit(new RunFrame.NodeEnded(Node.START, 0, COMPLETED));
    }
    boolean hasNext = true;
    while (hasNext) {
      hasNext = step(run, kept);
    }
    if (!broken.isEmpty()) {
      throw first();
    }
    finished = true;
    run.emit(new RunFrame.GraphCompleted(prompts.result(), progress.chain()));
  }

  private ObjectNode detail() {
    var detail = execution.json();
    detail.set("checkpoint", progress.json());
    detail.set("execution_chain", Messages.tree(progress.chain()));
    if (finished) {
      detail.put("final_result", prompts.result());
    }
    return detail;
  }

  private RunException first() {
    for (var node : plan.nodes()) {
      var failure = broken.get(node.name());
      if (failure != null && !(failure instanceof Skipped)) {
        return new RunException(
            failure.type(),
            "node '%s' failed: %s".formatted(node.name(), failure.message()),
            failure);
      }
    }
    throw new IllegalStateException("nodes were skipped, but none failed");
  }

  private static final class Skipped extends RunException {
    private static final long serialVersionUID = 1;

    Skipped() {
      super(ErrorType.EXECUTION_ERROR, "skipped");
    }
  }

  /** Runs the nodes of the current step; returns whether another step follows. */
  private boolean step(Run run, RoundRecorder kept) throws InterruptedException {
    int level = progress.level();
    var pending = progress.pending();
    if (pending.isEmpty() && level > plan.lastLevel()) {
      return false;
    }
    var group = pending.isEmpty() ? plan.atLevel(level) : pending.stream().map(plan::node).toList();
    runInParallel(run, kept, group);
    var handoffTargets = progress.handoffTargets();
    if (handoffTargets.contains(Node.END)) {
      return false;
    }
    if (handoffTargets.isEmpty()) {
      progress.next(level + 1, List.of());
    } else {
      int first = handoffTargets.stream().mapToInt(plan::level).min().orElse(level);
      progress.next(first, List.copyOf(handoffTargets));
    }
    return true;
  }

  /** Runs the nodes in parallel, and waits for all. */
  private void runInParallel(Run run, RoundRecorder kept, List<Node> group)
      throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var futures = new ArrayList<Future<?>>();
      for (var node : group) {
        if (!progress.isDone(node.name())) {
          futures.add(
              threads.submit(
                  () -> {
                    runNode(run, kept, node);
                    return null;
                  }));
        }
      }
      try {
        for (var future : futures) {
          future.get();
        }
      } catch (InterruptedException e) {
        threads.shutdownNow();
        throw e;
      } catch (ExecutionException e) {
        threads.shutdownNow();
        throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
      }
    }
  }

  /** One turn of a node. */
  private void runNode(Run run, RoundRecorder kept, Node node) throws InterruptedException {
    int level = plan.level(node.name());
    if (plan.sources(node).stream().anyMatch(broken::containsKey)) {
      broken.put(node.name(), new Skipped());
      run.emit(new RunFrame.NodeStarted(node.name(), level));
      run.emit(new RunFrame.NodeEnded(node.name(), level, SKIPPED));
      return;
    }
    if (progress.turns() > dependencies.settings().maxTurns()) {
      throw new RunException(
          ErrorType.EXECUTION_ERROR,
          "the graph took more than %d turns".formatted(dependencies.settings().maxTurns()));
    }
    progress.begin(node.name(), level);
    run.emit(new RunFrame.NodeStarted(node.name(), level));
    try {
      runTurn(run, node);
      kept.checkpoint();
      run.emit(new RunFrame.NodeEnded(node.name(), level, COMPLETED));
    } catch (RunException e) {
      LOG.log(Level.FINE, e, () -> "Node " + node.name() + " of " + run.id() + " failed");
      broken.put(node.name(), e);
      progress.fail();
      run.emit(new RunFrame.NodeEnded(node.name(), level, FAILED));
    }
  }

  private void runTurn(Run run, Node node) throws InterruptedException {
    var chosen = new AtomicReference<@Nullable String>();
    var tools = new ArrayList<Tool>(dependencies.toolbox().of(node.servers(), caller));
    if (progress.handoffs(node.name()) < node.handoffs()) {
      node.outputs().forEach(target -> tools.add(new Handoff(target, chosen)));
    }
    var options =
        new AgentLoop.Options(
            node.model(), tools, caller, dependencies.settings().maxCalls(), node.name());
    var turn = new AgentLoop(run, dependencies.model().onBehalfOf(caller), transcript, options);
    var text =
        switch (turn.runTurn(prompts.messages(node))) {
          case AgentLoop.Ending.Answered answered -> answered.text();
          case AgentLoop.Ending.CallLimitReached out -> out.text();
          case AgentLoop.Ending.Ended ended -> ended.text();
        };
    progress.end(
        node.name(),
        node.outputEnabled() ? text : String.join(Template.RULE, turn.toolTexts()),
        chosen.get());
  }
}
