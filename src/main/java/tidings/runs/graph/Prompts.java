package tidings.runs.graph;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.runs.definition.Node;
import tidings.runs.definition.Plan;
import tidings.runs.definition.Template;
import tidings.runs.loop.Messages;

/** The prompts of nodes, with the outputs of other nodes filled in. */
final class Prompts {

  private final Plan plan;
  private final Progress progress;
  private final String input;

  Prompts(Plan plan, Progress progress, String input) {
    this.plan = plan;
    this.progress = progress;
    this.input = input;
  }

  List<ObjectNode> messages(Node node) {
    var messages = new ArrayList<ObjectNode>();
    if (!node.systemPrompt().isBlank()) {
      messages.add(Messages.system(fill(node.systemPrompt())));
    }
    context(node, messages);
    messages.add(Messages.user(prompt(node)));
    return messages;
  }

  /** Inputs without a placeholder in the prompt follow behind it. */
  String prompt(Node node) {
    var prompt = fill(node.userPrompt());
    boolean hasPlaceholders =
        !new Template(node.userPrompt()).placeholders().isEmpty()
            || !new Template(node.systemPrompt()).placeholders().isEmpty();
    if (hasPlaceholders) {
      return prompt;
    }
    var parts = new ArrayList<String>();
    if (!prompt.isBlank()) {
      parts.add(prompt);
    }
    for (var name : node.inputs()) {
      var outputs = outputs(name);
      if (outputs != null && !outputs.isEmpty()) {
        parts.add(outputs.getLast());
      }
    }
    return String.join("\n\n", parts);
  }

  private void context(Node node, List<ObjectNode> messages) {
    for (var name : node.context()) {
      var all = progress.outputs(name);
      int count = node.contextLast() == 0 ? all.size() : node.contextLast();
      var newest = all.subList(Math.max(0, all.size() - count), all.size());
      if (!newest.isEmpty()) {
        messages.add(Messages.user("From " + name + ":\n\n" + String.join(Template.RULE, newest)));
      }
    }
  }

  String fill(String template) {
    return new Template(template).fill(this::outputs);
  }

  /**
   * Outputs of a node, of the start, or of a subgraph as a whole; null if the name is none of them.
   */
  private @Nullable List<String> outputs(String name) {
    if (name.equals(Node.START)) {
      return List.of(input);
    }
    var start = plan.joinOfStart(name);
    if (start != null) {
      return List.of(prompt(start.before()));
    }
    var join = plan.join(name);
    if (join != null) {
      return List.of(result(join));
    }
    boolean known = plan.nodes().stream().anyMatch(node -> node.name().equals(name));
    return known ? progress.outputs(name) : null;
  }

  private String result(Plan.Join join) {
    if (!join.result().isBlank()) {
      return fill(join.result());
    }
    var ends = new ArrayList<String>();
    for (var end : join.ends()) {
      var outputs = outputs(end);
      if (outputs != null && !outputs.isEmpty()) {
        ends.add(outputs.getLast());
      }
    }
    return String.join(Template.RULE, ends);
  }

  /** The result of the whole graph. */
  String result() {
    var template = plan.graph().endTemplate();
    if (!template.isBlank()) {
      return fill(template);
    }
    var outputs = progress.outputs(progress.last());
    return outputs.isEmpty() ? "" : outputs.getLast();
  }
}
