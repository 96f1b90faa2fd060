import { appendText, completeBlocks } from "./blocks.ts";
import type { RunFrame } from "./frame.ts";
import { endNode, endNodes, startNode } from "./nodes.ts";
import type { RunState, RunStatus } from "./state.ts";
import { appendToolCalls, applyResult, closeTurn } from "./toolCalls.ts";

/**
 * Applies a frame to a run's state. The function is pure. Blocks that the frame does not concern
 * remain the same objects. A frame after the end of the run changes nothing.
 *
 * @param now milliseconds since the Unix epoch
 */
export function reduceRun(state: RunState, frame: RunFrame, now: number): RunState {
  if (isOver(state)) return state;
  if (frame.kind === "unknown") return state;
  if (frame.kind === "done") return endRun(state, now);
  const next = apply(state, frame, now);
  return { ...next, ...streamingStatus(next) };
}

/** Whether the run has ended and its last frame was applied. */
export function isOver({ isStreaming, status }: RunState): boolean {
  return !isStreaming && status !== "idle";
}

type ContentFrame = Exclude<RunFrame, { kind: "done" | "unknown" }>;

function apply(state: RunState, frame: ContentFrame, now: number): RunState {
  switch (frame.kind) {
    case "started": {
      const { runId, conversationId = state.conversationId } = frame;
      return { ...state, isStreaming: true, runId, conversationId };
    }
    case "chunk":
      return applyChunk(state, frame, now);
    case "tool":
      return { ...state, blocks: applyResult(state.blocks, frame, now) };
    case "node_start":
      return startNode(state, frame, now);
    case "node_end":
      return endNode(state, frame, now);
    case "graph_complete":
      return { ...state, result: frame.result };
    case "completion":
      return { ...state, completion: frame.completion };
    case "incomplete":
      return { ...state, incomplete: frame.incomplete };
    case "error":
      return applyError(state, frame);
  }
}

function applyChunk(
  state: RunState,
  frame: Extract<RunFrame, { kind: "chunk" }>,
  now: number,
): RunState {
  const { node, reasoning, content, toolCalls, finishReason, usage } = frame;
  let { blocks } = state;
  if (reasoning) blocks = appendText(blocks, "reasoning", node, reasoning, now);
  if (content) blocks = appendText(blocks, "content", node, content, now);
  if (toolCalls) blocks = appendToolCalls(blocks, node, toolCalls, now);
  if (finishReason) blocks = closeTurn(blocks, node, now);
  return { ...state, blocks, usage: usage ?? state.usage };
}

/** The first error is the cause. Only a cancellation takes precedence over it. */
function applyError(state: RunState, frame: Extract<RunFrame, { kind: "error" }>): RunState {
  const { message: error, type: errorType } = frame;
  if (errorType === "cancelled") return { ...state, error, errorType, status: "cancelled" };
  if (state.errorType !== null) return state;
  return { ...state, error, errorType, status: "failed" };
}

function endRun(state: RunState, now: number): RunState {
  const status = finalStatus(state);
  const settled = endNodes(
    state,
    status === "failed" || status === "cancelled" ? status : "completed",
    now,
  );
  const blocks = completeBlocks(settled.blocks, () => true, now);
  return { ...settled, blocks, status, isStreaming: false };
}

function finalStatus({ errorType, incomplete, completion }: RunState): RunStatus {
  if (errorType !== null) return errorType === "cancelled" ? "cancelled" : "failed";
  return incomplete && !completion ? "incomplete" : "completed";
}

/** A frame shows that the stream is open. A failed run remains failed. */
function streamingStatus({ status }: RunState): Partial<RunState> {
  const waiting = status === "idle" || status === "connecting" || status === "reconnecting";
  return waiting ? { isStreaming: true, status: "streaming" } : { isStreaming: true };
}
