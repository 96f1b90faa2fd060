import { completeBlocks, findOpen, newBlock } from "./blocks.ts";
import type { RunFrame } from "./frame.ts";
import type { NodeInfo, NodeStatus, RunState, StreamingBlock } from "./state.ts";

/**
 * A node starts: what was open of it, or of no node, is complete. What other nodes have open stays
 * open, as they run at the same time.
 */
export function startNode(
  state: RunState,
  { node, level }: Extract<RunFrame, { kind: "node_start" }>,
  now: number,
): RunState {
  const nodeInfo: NodeInfo = { nodeName: node, level, status: "running" };
  const before = completeBlocks(
    state.blocks,
    ({ nodeName }) => nodeName === undefined || nodeName === node,
    now,
  );
  const start = newBlock(before, "node_start", node, { content: node, nodeInfo }, now);
  return { ...state, blocks: [...before, start], nodeInfo, nodes: put(state.nodes, nodeInfo) };
}

/** A node ends, or is skipped without having started: then its one block says so. */
export function endNode(
  state: RunState,
  { node, level, status }: Extract<RunFrame, { kind: "node_end" }>,
  now: number,
): RunState {
  const nodeInfo: NodeInfo = { nodeName: node, level, status };
  const at = findOpen(state.blocks, "node_start", node);
  const start = state.blocks[at];
  const details = { content: node, nodeInfo, isComplete: true };
  const marked = start
    ? state.blocks.with(at, { ...start, nodeInfo, isComplete: true, updatedAt: now })
    : [...state.blocks, newBlock(state.blocks, "node_start", node, details, now)];
  return {
    ...state,
    blocks: completeBlocks(marked, ({ nodeName }) => nodeName === node, now),
    nodeInfo: state.nodeInfo?.nodeName === node ? nodeInfo : state.nodeInfo,
    nodes: put(state.nodes, nodeInfo),
  };
}

/** With the run, every node ends that has not yet, and in the same way. */
export function endNodes(state: RunState, status: NodeStatus, now: number): RunState {
  const end = (info: NodeInfo): NodeInfo =>
    info.status === "running" ? { ...info, status } : info;
  const ended = (block: StreamingBlock): StreamingBlock =>
    block.isComplete || !block.nodeInfo
      ? block
      : { ...block, nodeInfo: end(block.nodeInfo), isComplete: true, updatedAt: now };
  return {
    ...state,
    blocks: state.blocks.map(ended),
    nodes: state.nodes.map(end),
    nodeInfo: state.nodeInfo && end(state.nodeInfo),
  };
}

function put(nodes: readonly NodeInfo[], info: NodeInfo): readonly NodeInfo[] {
  const at = nodes.findIndex(({ nodeName }) => nodeName === info.nodeName);
  return at < 0 ? [...nodes, info] : nodes.with(at, info);
}
