import { completeBlocks, findOpen, newBlock } from "./blocks.ts";
import type { RunFrame } from "./frame.ts";
import { replaceAt } from "./replaceAt.ts";
import type { NodeInfo, NodeStatus, RunState, StreamingBlock } from "./state.ts";

/**
 * Starts a node. The open blocks of that node, and those without a node, are then complete. Other
 * nodes run at the same time, so their blocks stay open.
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

/** Ends a node. A skipped node, which never started, gets one block that says so. */
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
    ? replaceAt(state.blocks, at, { ...start, nodeInfo, isComplete: true, updatedAt: now })
    : [...state.blocks, newBlock(state.blocks, "node_start", node, details, now)];
  return {
    ...state,
    blocks: completeBlocks(marked, ({ nodeName }) => nodeName === node, now),
    nodeInfo: state.nodeInfo?.nodeName === node ? nodeInfo : state.nodeInfo,
    nodes: put(state.nodes, nodeInfo),
  };
}

/** Ends every running node with the status of the run. */
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
  return at < 0 ? [...nodes, info] : replaceAt(nodes, at, info);
}
