import { replaceAt } from "./replaceAt.ts";
import type { StreamingBlock, StreamingBlockType } from "./state.ts";

type Blocks = readonly StreamingBlock[];

/** Appends to the open block of that type and node, or opens one. */
export function appendText(
  blocks: Blocks,
  type: "content" | "reasoning",
  node: string | undefined,
  text: string,
  now: number,
): Blocks {
  const at = findOpen(blocks, type, node);
  const open = blocks[at];
  if (!open) return [...blocks, newBlock(blocks, type, node, { content: text }, now)];
  return replaceAt(blocks, at, { ...open, content: open.content + text, updatedAt: now });
}

export function newBlock(
  blocks: Blocks,
  type: StreamingBlockType,
  node: string | undefined,
  details: Partial<StreamingBlock>,
  now: number,
): StreamingBlock {
  const parent = node === undefined ? undefined : blocks.findLast((block) => isStart(block, node));
  return {
    id: `b${blocks.length}`,
    type,
    content: "",
    isComplete: false,
    timestamp: now,
    updatedAt: now,
    ...(node !== undefined && { nodeName: node }),
    ...(parent && type !== "node_start" && { parentId: parent.id }),
    ...details,
  };
}

/** The index of the open block of that type and node; -1 where there is none. */
export function findOpen(
  blocks: Blocks,
  type: StreamingBlockType,
  node: string | undefined,
): number {
  return blocks.findLastIndex(
    (block) => !block.isComplete && block.type === type && block.nodeName === node,
  );
}

/** Completes the open blocks that match. Their calls without a result become `unanswered`. */
export function completeBlocks(
  blocks: Blocks,
  matches: (block: StreamingBlock) => boolean,
  now: number,
): Blocks {
  if (!blocks.some((block) => !block.isComplete && matches(block))) return blocks;
  return blocks.map((block) =>
    block.isComplete || !matches(block) ? block : completed(block, now),
  );
}

function completed(block: StreamingBlock, now: number): StreamingBlock {
  if (!block.toolCalls) return { ...block, isComplete: true };
  const toolCalls = block.toolCalls.map((call) =>
    call.result === undefined ? { ...call, status: "unanswered" as const } : call,
  );
  return { ...block, toolCalls, isComplete: true, updatedAt: now };
}

function isStart(block: StreamingBlock, node: string): boolean {
  return block.type === "node_start" && block.nodeName === node;
}
