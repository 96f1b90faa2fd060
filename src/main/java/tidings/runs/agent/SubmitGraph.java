package tidings.runs.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import tidings.event.codec.Fault;
import tidings.platform.security.Caller;
import tidings.runs.conversation.Definition;
import tidings.runs.conversation.store.Definitions;
import tidings.runs.definition.Plan;
import tidings.runs.loop.Messages;
import tidings.runs.run.RunFrame;
import tidings.runs.tool.Schema;

/** The tool by which an agent submits a graph. */
final class SubmitGraph extends Submission {

  /** The required fields of a submitted graph. */
  static final List<String> FIELDS =
      List.of("analysis", "todo", "graph_name", "graph_description", "nodes", "end_template");

  private final Definitions definitions;
  private final String model;

  /**
   * @param model for the nodes, unless the agent chooses another
   */
  SubmitGraph(Definitions definitions, String model) {
    super(FIELDS);
    this.definitions = definitions;
    this.model = model;
  }

  @Override
  public String name() {
    return "submit_graph";
  }

  @Override
  public String description() {
    return "Submits the graph. Its faults are reported: correct them and submit it again.";
  }

  @Override
  public ObjectNode parameters() {
    var schema =
        mayReplace(
            Schema.object()
                .required(
                    "analysis", "string", "what is required, in your words", "Draft, then review.")
                .required(
                    "todo", "string", "the steps that the graph will take", "1. draft 2. review")
                .required("graph_name", "string", "A-Z a-z 0-9 _ -, at most 64", "draft_and_review")
                .required(
                    "graph_description", "string", "what it is for", "Drafts and reviews a text.")
                .required("end_template", "string", "its result, such as {review}", "{review}"));
    schema.withArrayProperty("required").add("nodes");
    var nodes = schema.withObjectProperty("properties").putObject("nodes").put("type", "array");
    nodes.put(
        "description",
        "Nodes: name, model_name, system_prompt, user_prompt with {node} or {start} where an output"
            + " is to stand, input_nodes, output_nodes, mcp_servers, handoffs (how often it may"
            + " hand over to one of its output_nodes), global_output, context, context_mode (all or"
            + " a number), output_enabled, is_subgraph, subgraph_name. No cycles but by handoffs.");
    nodes.set("items", nodeSchema());
    var example = nodes.putArray("examples").addArray();
    example.addObject().put("name", "draft").put("model_name", model).put("user_prompt", "{start}");
    example
        .addObject()
        .put("name", "review")
        .put("model_name", model)
        .put("user_prompt", "Review this: {draft}")
        .putArray("input_nodes")
        .add("draft");
    return schema;
  }

  private static ObjectNode nodeSchema() {
    var node = Messages.object().put("type", "object");
    node.putArray("required").add("name").add("model_name").add("user_prompt");
    var properties = node.putObject("properties");
    for (var text : List.of("name", "model_name", "system_prompt", "user_prompt", "context_mode")) {
      properties.putObject(text).put("type", "string");
    }
    for (var texts : List.of("input_nodes", "output_nodes", "mcp_servers", "context")) {
      properties.putObject(texts).put("type", "array").putObject("items").put("type", "string");
    }
    properties.putObject("handoffs").put("type", "integer");
    properties.putObject("global_output").put("type", "boolean");
    properties.putObject("output_enabled").put("type", "boolean");
    return node;
  }

  @Override
  String nameField() {
    return "graph_name";
  }

  @Override
  boolean exists(Caller caller, String name) {
    return saved(caller, name).isPresent();
  }

  @Override
  List<Fault> faults(ObjectNode arguments, Caller caller) {
    return Plan.read(definition(arguments), subgraph -> saved(caller, subgraph))
            instanceof Plan.Read.Bad bad
        ? bad.faults()
        : List.of();
  }

  private static ObjectNode definition(ObjectNode arguments) {
    var definition = Messages.object();
    definition.set("name", arguments.path("graph_name"));
    definition.set("description", arguments.path("graph_description"));
    definition.set("nodes", arguments.path("nodes"));
    definition.set("end_template", arguments.path("end_template"));
    return definition;
  }

  @Override
  void save(ObjectNode arguments, Caller caller) {
    var name = arguments.path("graph_name").asText();
    definitions.save(caller.user(), Definition.Kind.GRAPH, name, definition(arguments));
  }

  private Optional<ObjectNode> saved(Caller caller, String name) {
    return definitions.find(caller.user(), Definition.Kind.GRAPH, name).map(Definition::definition);
  }

  @Override
  RunFrame completion(ObjectNode arguments) {
    var name = arguments.path("graph_name").asText();
    return new RunFrame.Completion("The graph '" + name + "' is saved" + inPlace(), name, null);
  }
}
