import type { NodeOutcome } from "@tidings/client/runs";
import type { Checkpoint, GraphNode, RoundDetail } from "./conversation.ts";

/** A node of a stored run, with its outcome. */
export interface StoredNode {
  readonly node: string;
  readonly level: number;
  /** `undefined` for a node that started and was interrupted. */
  readonly outcome: NodeOutcome | undefined;
}

const START = "start";

/**
 * The nodes of a graph's run that started or were skipped. A stored run has no frames of its nodes.
 * Its checkpoint contains which of them had a turn, and their outputs.
 */
export function storedNodes({ checkpoint, definition }: RoundDetail): StoredNode[] {
  if (!checkpoint) return [];
  const levels = new Map((checkpoint.turns ?? []).map(({ node, level }) => [node, level]));
  const nodes = [...levels].map(([node, level]) => ({
    node,
    level,
    outcome: outcomeOf(node, checkpoint),
  }));
  // A run skips nodes only after a failed node.
  const skipped = checkpoint.failed ? skippedOf(nodes, definition?.nodes ?? []) : [];
  return [...nodes, ...skipped];
}

function outcomeOf(node: string, checkpoint: Checkpoint): NodeOutcome | undefined {
  const { turns = [], outputs = {}, done = [], failed } = checkpoint;
  if (node === START || done.includes(node)) return "completed";
  // A handoff may give a node another turn. Each completed turn has an output.
  const count = turns.filter((turn) => turn.node === node).length;
  if (outputs[node]?.length === count) return "completed";
  return failed ? "failed" : undefined;
}

/** The nodes without a turn that depend, directly or not, on a failed node. */
function skippedOf(started: readonly StoredNode[], all: readonly GraphNode[]): StoredNode[] {
  const known = new Set(started.map(({ node }) => node));
  const broken = started.filter(({ outcome }) => outcome === "failed").map(({ node }) => node);
  const skipped: StoredNode[] = [];
  // The loop extends the array: a node that depends on a skipped node is skipped, too.
  for (const missing of broken) {
    for (const { name, level = 0 } of all.filter((node) => dependsOn(node, missing, all))) {
      if (known.has(name)) continue;
      known.add(name);
      broken.push(name);
      skipped.push({ node: name, level, outcome: "skipped" });
    }
  }
  return skipped;
}

/** Depends on `missing` by its inputs, or by the outputs of a node without handoffs. */
function dependsOn(
  { name, input_nodes }: GraphNode,
  missing: string,
  all: readonly GraphNode[],
): boolean {
  const isMissing = (input: string) => missing === input || missing.startsWith(`${input}.`);
  return (
    input_nodes?.some(isMissing) ||
    all.some(
      ({ name: other, output_nodes, handoffs }) =>
        !handoffs && output_nodes?.includes(name) && isMissing(other),
    )
  );
}
