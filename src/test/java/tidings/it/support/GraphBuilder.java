package tidings.it.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes the definition of a graph. */
public final class GraphBuilder {

  private final Map<String, Object> definition = new HashMap<>();
  private final List<Map<String, Object>> nodes = new ArrayList<>();

  private GraphBuilder(String name) {
    definition.put("name", name);
    definition.put("nodes", nodes);
  }

  public static GraphBuilder graph(String name) {
    return new GraphBuilder(name);
  }

  /** Adds a node with these inputs; {@link #set} sets more fields. */
  public GraphBuilder node(String name, String model, String prompt, String... inputs) {
    var node = new HashMap<String, Object>();
    node.put("name", name);
    node.put("model_name", model);
    node.put("user_prompt", prompt);
    node.put("input_nodes", List.of(inputs));
    nodes.add(node);
    return this;
  }

  /** Adds a node that hands off to these at most this many times. */
  public GraphBuilder handing(String name, int times, String... targets) {
    return node(name, "hand", "{start}")
        .set("system_prompt", String.join(",", targets))
        .set("handoffs", times)
        .set("output_nodes", List.of(targets));
  }

  /** Sets a field of the last node. */
  public GraphBuilder set(String field, Object value) {
    nodes.getLast().put(field, value);
    return this;
  }

  public GraphBuilder endingWith(String template) {
    definition.put("end_template", template);
    return this;
  }

  public String json() {
    return Json.write(definition);
  }

  /** Saves the graph and replaces an earlier one. */
  public GraphBuilder save(Client client) {
    var path = "/api/graphs/" + definition.get("name");
    var answer = client.send("PUT", path, Client.JSON, json().getBytes(StandardCharsets.UTF_8));
    assertEquals(200, answer.status(), answer::body);
    return this;
  }

  public RunStream run(Client client, String input) {
    save(client);
    return RunStream.post(
        client,
        "/api/graphs/execute",
        Map.of("graph_name", definition.get("name"), "input_text", input));
  }
}
