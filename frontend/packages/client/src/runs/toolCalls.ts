import { completeBlocks, findOpen, newBlock } from "./blocks.ts";
import type { RunFrame, ToolCallDelta } from "./frame.ts";
import { replaceAt } from "./replaceAt.ts";
import type { StreamingBlock, ToolCall } from "./state.ts";

type Blocks = readonly StreamingBlock[];

/** Appends pieces of tool calls, grouped by their `index`. They complete the text before them. */
export function appendToolCalls(
  blocks: Blocks,
  node: string | undefined,
  deltas: readonly ToolCallDelta[],
  now: number,
): Blocks {
  const isText = ({ type, nodeName }: StreamingBlock) =>
    (type === "content" || type === "reasoning") && nodeName === node;
  let next = completeBlocks(blocks, isText, now);
  for (const delta of deltas) {
    const at = findOpen(next, "tool_calls", node);
    const open = next[at];
    next =
      open && isSameTurn(open, delta)
        ? replaceAt(next, at, {
            ...open,
            toolCalls: merge(open.toolCalls ?? [], delta),
            updatedAt: now,
          })
        : [...next, newBlock(next, "tool_calls", node, { toolCalls: merge([], delta) }, now)];
  }
  return next;
}

/** Whether a piece belongs to the open calls. A call that runs, or has another id, starts a new turn. */
function isSameTurn({ toolCalls = [] }: StreamingBlock, { index, id }: ToolCallDelta): boolean {
  if (toolCalls.some(({ status }) => status !== "receiving")) return false;
  const known = toolCalls.find((call) => call.index === index);
  return !known || id === undefined || known.id === "" || known.id === id;
}

function merge(calls: readonly ToolCall[], delta: ToolCallDelta): readonly ToolCall[] {
  const { index, id = "", name = "", arguments: more = "" } = delta;
  const at = calls.findIndex((call) => call.index === index);
  const known = calls[at];
  if (!known) {
    const call: ToolCall = {
      index,
      id,
      type: "function",
      function: { name, arguments: more },
      status: "receiving",
    };
    return [...calls, call].sort((a, b) => a.index - b.index);
  }
  return replaceAt(calls, at, {
    ...known,
    id: known.id || id,
    function: {
      name: known.function.name + name,
      arguments: known.function.arguments + more,
    },
  });
}

/** The model has ended its turn: its text is complete, and its calls run. */
export function closeTurn(blocks: Blocks, node: string | undefined, now: number): Blocks {
  const isText = ({ type, nodeName }: StreamingBlock) =>
    (type === "content" || type === "reasoning") && nodeName === node;
  const next = completeBlocks(blocks, isText, now);
  const at = findOpen(next, "tool_calls", node);
  const open = next[at];
  return open ? replaceAt(next, at, { ...open, toolCalls: (open.toolCalls ?? []).map(run) }) : next;
}

function run(call: ToolCall): ToolCall {
  return call.status === "receiving" ? { ...call, status: "running" } : call;
}

/** Adds a result to its call. Results may come in any order; the last one completes the block. */
export function applyResult(
  blocks: Blocks,
  frame: Extract<RunFrame, { kind: "tool" }>,
  now: number,
): Blocks {
  const { node, toolCallId } = frame;
  const waits = (block: StreamingBlock, ofNode: boolean) =>
    !(block.isComplete || (ofNode && block.nodeName !== node)) &&
    (block.toolCalls ?? []).some((call) => isPending(call, toolCallId));
  let at = blocks.findIndex((block) => waits(block, true));
  if (at < 0) at = blocks.findIndex((block) => waits(block, false));
  const block = blocks[at];
  if (!block) return [...blocks, orphanBlock(blocks, frame, now)];
  const position = (block.toolCalls ?? []).findIndex((call) => isPending(call, toolCallId));
  const toolCalls = (block.toolCalls ?? []).map((call, i) =>
    i === position ? withResult(call, frame) : run(call),
  );
  const isComplete = toolCalls.every(({ result }) => result !== undefined);
  return replaceAt(blocks, at, { ...block, toolCalls, isComplete, updatedAt: now });
}

function isPending({ id, result }: ToolCall, toolCallId: string): boolean {
  return id === toolCallId && result === undefined;
}

function withResult(
  call: ToolCall,
  { content, isError }: Extract<RunFrame, { kind: "tool" }>,
): ToolCall {
  return { ...call, status: isError ? "failed" : "completed", result: content };
}

/** A block for a result without a call, so that the result is shown. */
function orphanBlock(
  blocks: Blocks,
  frame: Extract<RunFrame, { kind: "tool" }>,
  now: number,
): StreamingBlock {
  const call: ToolCall = {
    index: 0,
    id: frame.toolCallId,
    type: "function",
    function: { name: "", arguments: "" },
    status: "running",
  };
  const toolCalls = [withResult(call, frame)];
  return newBlock(blocks, "tool_calls", frame.node, { toolCalls, isComplete: true }, now);
}
