import type { NodeInfo } from "@tidings/react";
import type { GraphDefinition, GraphNode } from "../data/conversation.ts";

/** A node with its place: its level is its row, and its position in it its column. */
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

/** The start's row: its level is that of the nodes which work on it, and it stands above them. */
const ABOVE = -1;

/**
 * Lays a graph out by its levels. What runs and is not in the definition (a subgraph's nodes, or all
 * of them where there is no definition) is placed by the level that it was told with.
 */
export function layout(graph: GraphDefinition | undefined, live: readonly NodeInfo[]): Layout {
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

/** As the server says, or by the longest path from the start. */
function levelsOf(nodes: readonly GraphNode[]): Map<string, number> {
  const levels = new Map<string, number>();
  if (nodes.some(({ input_nodes = [] }) => input_nodes.includes(START))) levels.set(START, ABOVE);
  for (const { name, level } of nodes) levels.set(name, level ?? 0);
  // Each round settles one level more; a cycle, which the server refuses, must not hang the page.
  for (let round = 0; round < nodes.length; round += 1) {
    for (const { name, level, input_nodes = [] } of nodes) {
      if (level !== undefined) continue;
      levels.set(
        name,
        1 + Math.max(ABOVE, ...input_nodes.map((input) => levels.get(input) ?? ABOVE)),
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
  for (const { name, input_nodes = [], output_nodes = [] } of nodes) {
    for (const input of input_nodes) add(input, name);
    for (const output of output_nodes) add(name, output);
  }
  return [...edges.values()];
}
