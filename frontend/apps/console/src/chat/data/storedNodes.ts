import type { NodeOutcome } from "@tidings/client/runs";
import type { Checkpoint, GraphNode, RoundDetail } from "./conversation.ts";

/** How a node of a stored run came to its end, as its last frame said. */
export interface StoredNode {
  readonly node: string;
  readonly level: number;
  /** `undefined` for one that began and was broken off. */
  readonly outcome: NodeOutcome | undefined;
}

const START = "start";

/**
 * The nodes of a graph's run that began or were skipped. A run that is stored has no frames of its
 * nodes any more; its checkpoint says which of them had their turn, and what came of it.
 */
export function storedNodes({ checkpoint, definition }: RoundDetail): StoredNode[] {
  if (!checkpoint) return [];
  const levels = new Map((checkpoint.turns ?? []).map(({ node, level }) => [node, level]));
  const nodes = [...levels].map(([node, level]) => ({
    node,
    level,
    outcome: outcomeOf(node, checkpoint),
  }));
  // Only where a node failed does the run go on to its end past what waits for it.
  const skipped = checkpoint.failed ? skippedOf(nodes, definition?.nodes ?? []) : [];
  return [...nodes, ...skipped];
}

function outcomeOf(node: string, checkpoint: Checkpoint): NodeOutcome | undefined {
  const { turns = [], outputs = {}, done = [], failed } = checkpoint;
  if (node === START || done.includes(node)) return "completed";
  // One that was handed back over is to have another turn; what its last one came to it still says.
  const taken = turns.filter((turn) => turn.node === node).length;
  if (outputs[node]?.length === taken) return "completed";
  return failed ? "failed" : undefined;
}

/** The nodes without a turn that wait for one that failed, or for one that waits for one. */
function skippedOf(begun: readonly StoredNode[], all: readonly GraphNode[]): StoredNode[] {
  const known = new Set(begun.map(({ node }) => node));
  const broken = begun.filter(({ outcome }) => outcome === "failed").map(({ node }) => node);
  const skipped: StoredNode[] = [];
  // It grows while it is gone through: who waits for one that is skipped is skipped, too.
  for (const missing of broken) {
    for (const { name, level = 0 } of all.filter((node) => waitsFor(node, missing, all))) {
      if (known.has(name)) continue;
      known.add(name);
      broken.push(name);
      skipped.push({ node: name, level, outcome: "skipped" });
    }
  }
  return skipped;
}

/** By its inputs, or by the outputs of what hands nothing over; of a subgraph, by any of its nodes. */
function waitsFor(
  { name, input_nodes = [] }: GraphNode,
  missing: string,
  all: readonly GraphNode[],
): boolean {
  const isMissing = (input: string) => missing === input || missing.startsWith(`${input}.`);
  return (
    input_nodes.some(isMissing) ||
    all.some(
      ({ name: other, output_nodes = [], handoffs }) =>
        !handoffs && output_nodes.includes(name) && isMissing(other),
    )
  );
}
