import { type Emit, play, ScriptedFailure } from "./script.ts";

export interface GraphDefinition {
  readonly name: string;
  readonly description?: string;
  readonly nodes: readonly {
    readonly name: string;
    readonly user_prompt?: string;
    readonly input_nodes?: readonly string[];
    readonly output_nodes?: readonly string[];
  }[];
}

type GraphNode = GraphDefinition["nodes"][number];

/** Levels by longest path from `start`. */
export function levelsOf({ nodes }: GraphDefinition): GraphNode[][] {
  const level = new Map([["start", 0]]);
  for (let round = 0; round < nodes.length; round += 1) {
    for (const { name, input_nodes = [] } of nodes) {
      level.set(name, 1 + Math.max(0, ...input_nodes.map((input) => level.get(input) ?? 0)));
    }
  }
  const levels: GraphNode[][] = [];
  for (const node of nodes) {
    const at = (level.get(node.name) ?? 1) - 1;
    levels[at] = [...(levels[at] ?? []), node];
  }
  return levels.filter(Boolean);
}

/** Runs the nodes level by level, those of a level concurrently. Returns the number of tokens. */
export async function playGraph(
  graph: GraphDefinition,
  input: string,
  emit: Emit,
  signal: AbortSignal,
): Promise<number> {
  emit({ type: "node_start", node_name: "start", level: 0 });
  emit({ type: "node_end", node_name: "start", level: 0, status: "completed" });
  const broken = new Set<string>();
  const chain: string[][] = [["start"]];
  let tokens = 0;
  for (const [at, nodes] of levelsOf(graph).entries()) {
    const level = at + 1;
    const counts = await Promise.all(
      nodes.map(async ({ name: node_name, user_prompt = "{start}", input_nodes = [] }) => {
        if (input_nodes.some((node) => broken.has(node))) {
          broken.add(node_name);
          emit({ type: "node_end", node_name, level, status: "skipped" });
          return 0;
        }
        emit({ type: "node_start", node_name, level });
        try {
          const prompt = user_prompt.replace("{start}", input);
          const count = await play(prompt, (frame) => emit({ ...frame, node_name }), signal);
          emit({ type: "node_end", node_name, level, status: "completed" });
          return count;
        } catch (error) {
          if (!(error instanceof ScriptedFailure)) throw error;
          broken.add(node_name);
          emit({ type: "node_end", node_name, level, status: "failed" });
          return 0;
        }
      }),
    );
    tokens += counts.reduce((a, b) => a + b, 0);
    chain.push(nodes.map(({ name }) => name).filter((name) => !broken.has(name)));
  }
  if (broken.size > 0) throw new ScriptedFailure(`These nodes failed: ${[...broken].join(", ")}`);
  const final_result = `All ${graph.nodes.length} nodes have said what they had to say.`;
  emit({ type: "graph_complete", final_result, execution_chain: chain });
  return tokens;
}
