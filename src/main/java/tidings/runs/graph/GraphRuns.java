package tidings.runs.graph;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotFoundException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import tidings.event.codec.Fault;
import tidings.event.codec.Faults;
import tidings.platform.http.BadRequestException;
import tidings.platform.security.Caller;
import tidings.runs.conversation.Definition;
import tidings.runs.conversation.Kind;
import tidings.runs.conversation.Round;
import tidings.runs.conversation.store.Conversations;
import tidings.runs.conversation.store.Definitions;
import tidings.runs.definition.Plan;
import tidings.runs.loop.Messages;
import tidings.runs.model.LanguageModel;
import tidings.runs.run.Run;
import tidings.runs.run.RunFrame;
import tidings.runs.run.RunKind;
import tidings.runs.run.Runs;
import tidings.runs.run.endpoint.RunAnswers;
import tidings.runs.run.endpoint.RunRequest;
import tidings.runs.tool.Toolbox;

/** Starts graphs: new executions, executions with new input, and resumed ones. Thread-safe. */
@Singleton
public class GraphRuns {

  private static final int TITLE = 60;

  private final Definitions definitions;
  private final Conversations conversations;
  private final Runs runs;
  private final RunAnswers answers;
  private final GraphWork.Dependencies dependencies;

  @Inject
  public GraphRuns(
      Definitions definitions,
      Conversations conversations,
      LanguageModel model,
      Toolbox toolbox,
      GraphSettings settings,
      Runs runs,
      RunAnswers answers) {
    this.definitions = definitions;
    this.conversations = conversations;
    this.runs = runs;
    this.answers = answers;
    dependencies = new GraphWork.Dependencies(conversations, model, toolbox, settings);
  }

  /**
   * The order of a client.
   *
   * @param graph empty: the graph of the conversation's last execution
   * @param input empty: the last input
   * @param conversation empty: a new one
   * @param resumes whether to resume the conversation's last run from where it stopped
   */
  record Order(String graph, String input, String conversation, boolean resumes) {}

  void start(RunRequest request, boolean streams, Caller caller, Order order) {
    var messages =
        order.input().isEmpty() ? List.<ObjectNode>of() : List.of(Messages.user(order.input()));
    answers.start(request, streams, messages, id -> start(id, caller, order));
  }

  private Run start(String id, Caller caller, Order order) {
    var execution = order.resumes() ? findInterrupted(caller, order) : newExecution(caller, order);
    var subgraphs =
        execution.remembering(
            name ->
                definitions
                    .find(caller.user(), Definition.Kind.GRAPH, name)
                    .map(Definition::definition));
    var plan =
        switch (Plan.read(execution.definition(), subgraphs)) {
          case Plan.Read.Good good -> good.plan();
          case Plan.Read.Bad bad -> throw new BadRequestException(bad.faults());
        };
    requireOffered(plan);
    var name = plan.graph().name();
    var isNew = new AtomicBoolean();
    return runs.start(
        id,
        caller,
        RunKind.GRAPH,
        () -> open(caller, order, name, isNew),
        name,
        run -> {
          var conversation = requireNonNull(run.info().conversation());
          if (isNew.get()) {
            run.afterAnnouncement(new RunFrame.ConversationCreated(conversation));
          }
          new GraphWork(dependencies, caller, conversation, execution, plan).run(run);
        });
  }

  private void requireOffered(Plan plan) {
    var faults = new Faults();
    for (var node : plan.nodes()) {
      if (!dependencies.model().offers(node.model())) {
        faults.add(
            "graph_name", "node '%s': unknown model '%s'".formatted(node.name(), node.model()));
      }
    }
    if (!faults.isEmpty()) {
      throw new BadRequestException(faults.list());
    }
  }

  private String open(Caller caller, Order order, String graph, AtomicBoolean isNew) {
    var opened =
        conversations
            .open(caller.user(), order.conversation(), Kind.GRAPH, title(graph, order.input()))
            .orElseThrow(() -> unknown(order));
    isNew.set(opened.isNew());
    return opened.id();
  }

  private static NotFoundException unknown(Order order) {
    return new NotFoundException("no conversation " + order.conversation());
  }

  private static String title(String graph, String input) {
    var title = graph + ": " + input.strip().lines().findFirst().orElse("");
    return title.length() <= TITLE ? title : title.substring(0, TITLE) + "…";
  }

  private GraphExecution newExecution(Caller caller, Order order) {
    var before = order.graph().isEmpty() ? last(caller, order) : Optional.<GraphExecution>empty();
    ObjectNode definition =
        order.graph().isEmpty()
            ? before
                .map(GraphExecution::definition)
                .orElseThrow(() -> nothingToResume("graph_name"))
            : definitions
                .find(caller.user(), Definition.Kind.GRAPH, order.graph())
                .map(Definition::definition)
                .orElseThrow(() -> new NotFoundException("no graph " + order.graph()));
    return GraphExecution.begin(definition, order.input());
  }

  private GraphExecution findInterrupted(Caller caller, Order order) {
    return last(caller, order).orElseThrow(() -> nothingToResume("conversation_id"));
  }

  private static BadRequestException nothingToResume(String field) {
    return new BadRequestException(
        List.of(new Fault(field, "the conversation has no run of a graph to resume")));
  }

  /** The execution of the newest round with a graph. */
  private Optional<GraphExecution> last(Caller caller, Order order) {
    var whole =
        conversations.read(caller.user(), order.conversation()).orElseThrow(() -> unknown(order));
    return whole.rounds().reversed().stream()
        .map(Round::detail)
        .filter(Objects::nonNull)
        .map(GraphExecution::of)
        .flatMap(Optional::stream)
        .findFirst();
  }
}
