package tidings.runs.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tidings.event.codec.Fault;
import tidings.event.codec.Faults;

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
  void eachCycleIsNamedAndWhatHangsInIt() {
    assertThat(
            faults(
                graph(
                    "g",
                    node("a", "'input_nodes':['b']"),
                    node("b", "'input_nodes':['a','c']"),
                    node("c", "'input_nodes':['b']"),
                    node("free", "'input_nodes':['c']"),
                    node("x", "'input_nodes':['z']"),
                    node("y", "'input_nodes':['x']"),
                    node("z", "'input_nodes':['y']"))))
        .containsExactly(
            new Fault("nodes", "form a cycle: a → b → a, and with it c"),
            new Fault("nodes", "form a cycle: x → y → z → x"));
  }

  @Test
  void allFaultsOfAllTypesAreReportedTogether() {
    saved.put("faulty", json(graph("faulty", node("q", "'input_nodes':['nobody']"))));
    var nodes =
        String.join(
            ",",
            "7",
            "{'name':'no model'}",
            node("a", "'input_nodes':['c','ghost'],'handoffs':101"),
            node("c", "'input_nodes':['a']"),
            node("s", "'is_subgraph':true,'subgraph_name':'faulty'"),
            node("t", "'is_subgraph':true,'subgraph_name':'none'"),
            node("own", "'input_nodes':['own']"),
            "{'name':'late','model_name':'m','input_nodes':'a'}");
    assertThat(faults("{'name':'g','nodes':[%s],'end_template':'{nothing}'}".formatted(nodes)))
        .extracting(Fault::toString)
        .containsExactlyInAnyOrder(
            "nodes[0]: must be an object",
            "nodes[1].name: must be 1 to 64 of A-Z a-z 0-9 _ -, and not 'start' or 'end'",
            "nodes[1].model_name: must be a text that is not empty",
            "nodes[1].user_prompt: is required, because the node has no input",
            "nodes[2].handoffs: must be a whole number from 0 to 100",
            "nodes[2].input_nodes: unknown node 'ghost'",
            "nodes[2].output_nodes: must name a node to hand off to",
            "nodes[6].input_nodes: 'own' receives its own output",
            "nodes[7].input_nodes: must be an array of texts",
            "end_template: unknown node 'nothing'",
            "nodes: graph 'faulty': nodes[0].input_nodes unknown node 'nobody'",
            "nodes: node 't': unknown graph 'none'",
            "nodes: form a cycle: a → c → a");
  }

  @Test
  void graphsThatNameOthersTwiceEndAtTheBound() {
    int chain = 30;
    for (int i = 0; i < chain; i++) {
      var next = "'is_subgraph':true,'subgraph_name':'B%d'".formatted(i + 1);
      saved.put("B" + i, json(graph("B" + i, node("l", next), node("r", next))));
    }
    saved.put("B" + chain, json(graph("B" + chain, node("leaf", ""))));
    var asked = new AtomicInteger();
    var read =
        assertTimeoutPreemptively(
            Duration.ofSeconds(10),
            () ->
                Plan.read(
                    json(graph("g", node("s", "'is_subgraph':true,'subgraph_name':'B0'"))),
                    name -> {
                      asked.incrementAndGet();
                      return Optional.ofNullable(saved.get(name));
                    }));
    assertThat(((Plan.Read.Bad) read).faults())
        .containsExactly(new Fault("nodes", "name subgraphs in more than 200 places"));
    assertThat(asked).as("each is looked up once").hasValueLessThanOrEqualTo(chain + 1);

    saved.remove("B" + chain);
    assertThat(
            assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> faults(graph("g", node("s", "'is_subgraph':true,'subgraph_name':'B0'")))))
        .hasSize(Faults.MAX)
        .allMatch(fault -> fault.message().contains("unknown graph 'B30'"));
  }

  @Test
  void aGraphHasSoManyNodesAndNotOneMore() {
    var nodes = new ArrayList<String>();
    for (int i = 0; i < Graph.MAX_NODES; i++) {
      nodes.add(node("n" + i, i == 0 ? "" : "'input_nodes':['n%d']".formatted(i - 1)));
    }
    assertThat(plan(nodes.toArray(String[]::new)).lastLevel()).isEqualTo(Graph.MAX_NODES - 1);
    nodes.add(node("last", "'input_nodes':['n0']"));
    nodes.set(0, node("n0", "'output_nodes':['last']"));
    assertThat(faults(graph("g", nodes.toArray(String[]::new))))
        .containsExactly(new Fault("nodes", "are more than 200"));

    var half = nodes.subList(0, Graph.MAX_NODES / 2);
    half.set(0, node("n0", ""));
    saved.put("half", json(graph("half", half.toArray(String[]::new))));
    var twice = "'is_subgraph':true,'subgraph_name':'half'";
    assertThat(plan(node("a", twice), node("b", twice)).nodes()).hasSize(Graph.MAX_NODES);
    assertThat(faults(graph("g", node("a", twice), node("b", twice), node("c", ""))))
        .containsExactly(new Fault("nodes", "are more than 200, those of subgraphs counted"));
  }

  @Test
  void aSubgraphNeitherHandsOverNorIsHandedTo() {
    saved.put("leaf", json(graph("leaf", node("x", ""))));
    var leaf = "'is_subgraph':true,'subgraph_name':'leaf'";
    assertThat(
            faults(
                graph(
                    "g",
                    node("a", "'handoffs':1,'output_nodes':['s','b']"),
                    node("s", leaf),
                    node("b", ""),
                    node("t", leaf + ",'handoffs':1,'output_nodes':['b']"))))
        .containsExactly(
            new Fault("nodes[0].output_nodes", "'s' is a subgraph, which takes no handoff"),
            new Fault("nodes[3].handoffs", "cannot be set: a subgraph does not hand off"));
  }

  @Test
  void outputOfASubgraphWaitsForIt() {
    saved.put("leaf", json(graph("leaf", node("x", ""), node("y", "'input_nodes':['x']"))));
    var plan =
        plan(
            node("z", ""),
            node("s", "'is_subgraph':true,'subgraph_name':'leaf','output_nodes':['z']"));
    assertThat(plan.levels())
        .containsOnly(Map.entry("s.x", 0), Map.entry("s.y", 1), Map.entry("z", 2));
    assertThat(plan.sources(plan.node("z"))).containsExactly("s.y");
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
        .containsExactly("node 's': unknown graph 'none'");
  }
}
