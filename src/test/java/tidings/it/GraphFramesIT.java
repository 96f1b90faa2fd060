package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static tidings.it.support.GraphBuilder.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Client;
import tidings.it.support.Golden;
import tidings.it.support.GraphBuilder;
import tidings.it.support.Problem;
import tidings.it.support.RunsServer;

/** Graphs as their watchers see them, frame by frame. */
@ResourceLock(RunsServer.LOCK)
class GraphFramesIT {

  private static final String STARTED =
      "{\"type\":\"run_started\",\"run_id\":\"R\",\"conversation_id\":\"C\"}";
  private static final String CREATED =
      "{\"type\":\"conversation_created\",\"conversation_id\":\"C\"}";
  private static final Pattern NODE = Pattern.compile("\"node_name\":\"([^\"]+)\"|^[^ ]+@([^ ]+) ");

  private final Client client = RunsServer.client("framer");

  /**
   * Parallel nodes write in any order: here in the order of their names.
   *
   * @param atOnce names of nodes, those of a level in one text
   */
  private List<String> frames(GraphBuilder graph, String... atOnce) {
    try (var run = graph.run(client, "x")) {
      var ordered = new ArrayList<String>();
      var group = new ArrayList<String>();
      var together = "";
      for (var frame : Golden.of(run.whole())) {
        var level = level(node(frame), atOnce);
        if (!level.equals(together)) {
          flush(group, ordered);
          together = level;
        }
        (level.isEmpty() ? ordered : group).add(frame);
      }
      flush(group, ordered);
      return ordered;
    }
  }

  private static String level(String node, String... atOnce) {
    for (var level : atOnce) {
      if (List.of(level.split(" ", -1)).contains(node)) {
        return level;
      }
    }
    return "";
  }

  private static void flush(List<String> group, List<String> ordered) {
    group.sort(Comparator.comparing(GraphFramesIT::node));
    ordered.addAll(group);
    group.clear();
  }

  private static String node(String frame) {
    var found = NODE.matcher(frame);
    if (!found.find()) {
      return "";
    }
    return found.group(1) == null ? found.group(2) : found.group(1);
  }

  private static String start(String node, int level) {
    return "{\"type\":\"node_start\",\"node_name\":\"%s\",\"level\":%d}".formatted(node, level);
  }

  private static String end(String node, int level, String status) {
    return "{\"type\":\"node_end\",\"node_name\":\"%s\",\"level\":%d,\"status\":\"%s\"}"
        .formatted(node, level, status);
  }

  private static String end(String node, int level) {
    return end(node, level, "completed");
  }

  /** The frames of a node that only answers. */
  private static List<String> says(String node, int level, String text) {
    return List.of(
        start(node, level),
        "%s-1@%1$s content %s".formatted(node, text),
        node + "-1@" + node + " finish \"stop\"{}",
        end(node, level));
  }

  private static List<String> handsOver(String node, int level, String target) {
    return List.of(
        start(node, level),
        "%s-1@%1$s call 0 h0 transfer_to_%s: {}".formatted(node, target),
        "%s-1@%1$s content handing over".formatted(node),
        node + "-1@" + node + " finish \"tool_calls\"{}",
        "{\"role\":\"tool\",\"tool_call_id\":\"h0\",\"content\":\"Handed over to %s\",\"node_name\":\"%s\"}"
            .formatted(target, node),
        end(node, level));
  }

  private static List<String> skipped(String node, int level) {
    return List.of(start(node, level), end(node, level, "skipped"));
  }

  private static String complete(String result, String chain) {
    return "{\"type\":\"graph_complete\",\"final_result\":\"%s\",\"execution_chain\":%s}"
        .formatted(result, chain.replace('\'', '"'));
  }

  private static String usage(int calls) {
    return "{\"choices\":[],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%1$d,\"total_tokens\":%d}}"
        .formatted(calls, 2 * calls);
  }

  private static List<String> all(Object... parts) {
    var all = new ArrayList<String>(List.of(STARTED, CREATED, start("start", 0), end("start", 0)));
    for (var part : parts) {
      if (part instanceof List<?> several) {
        several.forEach(one -> all.add((String) one));
      } else {
        all.add((String) part);
      }
    }
    all.add("[DONE]");
    return all;
  }

  @Test
  void aDiamond() {
    var frames =
        frames(
            graph("frames-diamond")
                .node("a", "echo", "A {start}", "start")
                .node("b", "echo", "B {a}", "a")
                .node("c", "echo", "C {a}", "a")
                .node("d", "echo", "D {b} {c}", "b", "c"),
            "b c");
    frames.replaceAll(frame -> frame.replace("[\"c\",\"b\"]", "[\"b\",\"c\"]"));
    assertEquals(
        all(
            says("a", 0, "A x"),
            says("b", 1, "B A x"),
            says("c", 1, "C A x"),
            says("d", 2, "D B A x C A x"),
            complete("D B A x C A x", "[['start','a'],['b','c'],['d']]"),
            usage(4)),
        frames);
  }

  private static GraphBuilder loop(String name) {
    return graph(name)
        .handing("a", 2, "b")
        .set("input_nodes", List.of("start"))
        .handing("b", 2, "a");
  }

  private static List<String> loopWith(String result) {
    return all(
        handsOver("a", 0, "b"),
        handsOver("b", 1, "a"),
        handsOver("a", 0, "b"),
        handsOver("b", 1, "a"),
        says("a", 0, "at the limit"),
        complete(result, "[['start','a'],['b'],['a'],['b'],['a']]"),
        usage(5));
  }

  @Test
  void aLoopOfHandoffsToItsLimit() {
    assertEquals(loopWith("at the limit"), frames(loop("frames-loop")));
  }

  @Test
  void anEndTemplateOverALoop() {
    assertEquals(
        loopWith(
            "last at the limit, two handing over\\n\\n---\\n\\nat the limit, all"
                + " handing over\\n\\n---\\n\\nhanding over"),
        frames(loop("frames-ending").endingWith("last {a}, two {a:2}, all {b:all}")));
  }

  @Test
  void aNodeThatFailsAndThoseThatAreSkippedForIt() {
    assertEquals(
        all(
            start("a", 0),
            end("a", 0, "failed"),
            says("c", 0, "C x"),
            skipped("b", 1),
            says("d", 1, "D C x"),
            skipped("e", 2),
            "{\"error\":{\"message\":\"node 'a' failed: the model answered 404: there is no such"
                + " model\",\"type\":\"model_error\"}}",
            usage(2)),
        frames(
            graph("frames-failing")
                .node("a", "nope", "A {start}")
                .node("b", "echo", "B {a}", "a")
                .node("c", "echo", "C {start}")
                .node("d", "echo", "D {c}", "c")
                .node("e", "echo", "E {b} {d}", "b", "d"),
            "a c",
            "b d"));
  }

  @Test
  void aSubgraph() {
    graph("frames-inner")
        .node("p", "echo", "P {start}")
        .node("q", "echo", "Q {p}", "p")
        .save(client);
    assertEquals(
        all(
            says("a", 0, "A x"),
            says("s.p", 1, "P A x"),
            says("s.q", 2, "Q P A x"),
            says("z", 3, "Z Q P A x"),
            complete("Z Q P A x", "[['start','a'],['s.p'],['s.q'],['z']]"),
            usage(4)),
        frames(
            graph("frames-outer")
                .node("a", "echo", "A {start}")
                .node("s", "", "", "a")
                .set("is_subgraph", true)
                .set("subgraph_name", "frames-inner")
                .node("z", "echo", "Z {s}", "s")));
  }

  @Test
  void aHandoffToASubgraphIsRefusedWhenItIsSaved() {
    graph("frames-target").node("p", "echo", "P {start}").save(client);
    var refused =
        Problem.of(
            400,
            client.post(
                "/api/graphs",
                Client.JSON,
                graph("frames-handing")
                    .handing("a", 1, "s")
                    .node("s", "", "")
                    .set("is_subgraph", true)
                    .set("subgraph_name", "frames-target")
                    .json()));
    assertEquals(
        "'s' is a subgraph, which takes no handoff", refused.fields().get("nodes[0].output_nodes"));
  }
}
