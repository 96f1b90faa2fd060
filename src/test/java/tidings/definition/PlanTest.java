package tidings.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tidings.codec.Fault;

class PlanTest {

  private static final JsonMapper JSON = new JsonMapper();

  private final Map<String, ObjectNode> saved = new HashMap<>();

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  /** A node by its name and, after it, the rest of its fields. */
  private static String node(String name, String more) {
    return "{'name':'%s','model_name':'m','user_prompt':'p'%s}"
        .formatted(name, more.isEmpty() ? "" : "," + more);
  }

  private static String graph(String name, String... nodes) {
    return "{'name':'%s','nodes':[%s]}".formatted(name, String.join(",", nodes));
  }

  private Plan.Read read(String text) {
    return Plan.read(json(text), name -> Optional.ofNullable(saved.get(name)));
  }

  private Plan plan(String... nodes) {
    return switch (read(graph("g", nodes))) {
      case Plan.Read.Good good -> good.plan();
      case Plan.Read.Bad bad -> throw new AssertionError(bad.faults().toString());
    };
  }

  private List<Fault> faults(String text) {
    return switch (read(text)) {
      case Plan.Read.Good _ -> List.of();
      case Plan.Read.Bad bad -> bad.faults();
    };
  }

  @Test
  void aLevelIsTheLongestWay() {
    var plan =
        plan(
            node("d", "'input_nodes':['a','c']"),
            node("a", "'input_nodes':['start'],'output_nodes':['b']"),
            node("c", "'input_nodes':['b']"),
            node("b", ""));
    assertThat(plan.levels())
        .containsOnly(Map.entry("a", 0), Map.entry("b", 1), Map.entry("c", 2), Map.entry("d", 3));
    assertThat(plan.lastLevel()).isEqualTo(3);
    assertThat(plan.sources(plan.node("d"))).containsExactly("a", "c");
    assertThat(plan.sources(plan.node("b"))).containsExactly("a");
  }

  @Test
  void edgesByWhichANodeHandsOverAreNoWays() {
    var plan =
        plan(
            node("a", "'handoffs':1,'output_nodes':['b','c'],'input_nodes':['start']"),
            node("b", "'handoffs':1,'output_nodes':['a']"),
            node("c", "'input_nodes':['a']"));
    assertThat(plan.atLevel(0)).extracting(Node::name).containsExactly("a");
    assertThat(plan.atLevel(1))
        .as("b only runs when it is handed to")
        .extracting(Node::name)
        .containsExactly("c");
  }

  @Test
  void aSubgraphStandsInItsPlaceHoweverDeep() {
    saved.put("leaf", json(graph("leaf", node("x", "'input_nodes':['start']"))));
    saved.put(
        "mid",
        json(
            graph(
                "mid",
                node("y", ""),
                node("s", "'is_subgraph':true,'subgraph_name':'leaf','input_nodes':['y']"))));
    var plan =
        plan(
            node("a", ""),
            node("m", "'is_subgraph':true,'subgraph_name':'mid','input_nodes':['a']"),
            node("z", "'input_nodes':['m']"));
    assertThat(plan.nodes()).extracting(Node::name).containsExactly("a", "m.y", "m.s.x", "z");
    assertThat(plan.level("m.s.x")).isGreaterThan(plan.level("m.y"));
    assertThat(plan.level("z")).isGreaterThan(plan.level("m.s.x"));
    assertThat(plan.level("m.y")).as("what is inside waits for what is before").isPositive();
    assertThat(plan.sources(plan.node("z"))).containsExactly("m.s.x");
  }

  @Test
  void aGraphInItselfIsRefused() {
    saved.put("h", json(graph("h", node("s", "'is_subgraph':true,'subgraph_name':'g'"))));
    saved.put("g", json(graph("g", node("s", "'is_subgraph':true,'subgraph_name':'h'"))));
    assertThat(faults(graph("g", node("s", "'is_subgraph':true,'subgraph_name':'h'"))))
        .extracting(Fault::message)
        .containsExactly("graph 'g' is a subgraph of itself");
  }

  @Test
  void aCycleIsNamed() {
    assertThat(
            faults(
                graph(
                    "g",
                    node("a", "'input_nodes':['c']"),
                    node("b", "'input_nodes':['a']"),
                    node("c", "'input_nodes':['b']"))))
        .containsExactly(new Fault("nodes", "form a cycle: a → b → c → a"));
  }

  @Test
  void everyFaultIsNamedByItsPlace() {
    assertThat(
            faults(
                graph(
                    "g",
                    node("a", "'input_nodes':['x'],'context':['b']"),
                    node("a", "'output_nodes':['a']"),
                    node("b", "'handoffs':1"))))
        .extracting(Fault::field)
        .contains(
            "nodes[1].name",
            "nodes[0].input_nodes",
            "nodes[0].context",
            "nodes[1].output_nodes",
            "nodes[2].output_nodes");
    assertThat(faults("{'name':'','nodes':[1]}"))
        .extracting(Fault::field)
        .containsExactly("name", "nodes[0]");
    assertThat(faults("{'name':'g','nodes':[]}")).extracting(Fault::field).containsExactly("nodes");
    assertThat(faults(graph("g", node("s", "'is_subgraph':true,'subgraph_name':'none'"))))
        .extracting(Fault::message)
        .containsExactly("node 's': there is no graph 'none'");
  }
}
