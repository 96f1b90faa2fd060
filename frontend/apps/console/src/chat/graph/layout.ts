import type { NodeInfo } from "@tidings/react";
import type { GraphNode, GraphShape } from "../data/conversation.ts";

/** A node with its position: its level is its row, and `column` its index in that row. */
export interface PlacedNode {
  readonly name: string;
  readonly level: number;
  readonly column: number;
}

export interface Layout {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly (readonly [from: PlacedNode, to: PlacedNode])[];
  readonly levels: number;
  /** Nodes in the widest level. */
  readonly width: number;
}

const START = "start";

/** The level of the start node, whose row is above the nodes that use its output. */
const ABOVE = -1;

/**
 * Lays out a graph by its levels. A running node without a definition, such as a subgraph's node, is
 * placed by the level in its frames.
 */
export function layout(graph: GraphShape | undefined, live: readonly NodeInfo[]): Layout {
  const levels = levelsOf(graph?.nodes ?? []);
  for (const { nodeName, level } of live) {
    if (!levels.has(nodeName)) levels.set(nodeName, nodeName === START ? ABOVE : level);
  }
  const rows = [...new Set(levels.values())].sort((a, b) => a - b);
  const filled = rows.map(() => 0);
  const nodes = new Map<string, PlacedNode>();
  for (const [name, level] of levels) {
    const row = rows.indexOf(level);
    const column = filled[row] ?? 0;
    filled[row] = column + 1;
    nodes.set(name, { name, level: row, column });
  }
  return {
    nodes: [...nodes.values()],
    edges: edgesOf(graph?.nodes ?? [], nodes),
    levels: rows.length,
    width: Math.max(1, ...filled),
  };
}

/** The levels of the server; without one, the length of the longest path from the start. */
function levelsOf(nodes: readonly GraphNode[]): Map<string, number> {
  const levels = new Map<string, number>();
  if (nodes.some(({ input_nodes }) => input_nodes?.includes(START))) levels.set(START, ABOVE);
  for (const { name, level } of nodes) levels.set(name, level ?? 0);
  // Each iteration settles one further level. The limit prevents a hang on a cycle.
  for (let round = 0; round < nodes.length; round += 1) {
    for (const { name, level, input_nodes } of nodes) {
      if (level !== undefined) continue;
      levels.set(
        name,
        1 + Math.max(ABOVE, ...(input_nodes ?? []).map((input) => levels.get(input) ?? ABOVE)),
      );
    }
  }
  return levels;
}

function edgesOf(
  nodes: readonly GraphNode[],
  placed: ReadonlyMap<string, PlacedNode>,
): [PlacedNode, PlacedNode][] {
  const edges = new Map<string, [PlacedNode, PlacedNode]>();
  const add = (from: string, to: string) => {
    const ends = [placed.get(from), placed.get(to)] as const;
    if (ends[0] && ends[1]) edges.set(`${from}\n${to}`, [ends[0], ends[1]]);
  };
  for (const { name, input_nodes, output_nodes } of nodes) {
    for (const input of input_nodes ?? []) add(input, name);
    for (const output of output_nodes ?? []) add(name, output);
  }
  return [...edges.values()];
}
