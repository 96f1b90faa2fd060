import type { AgentCompletion, AgentIncomplete, GraphResult, Usage } from "./frame.ts";

/**
 * The status of a run, as its watcher knows it.
 *
 * - `idle`: no run was started
 * - `connecting`: requested, without an answer so far
 * - `streaming`: the stream is open
 * - `reconnecting`: the stream was interrupted and will resume; the run continues
 * - `completed`, `incomplete` (an agent has required fields missing), `failed`, `cancelled`: the end
 * - `left`: the run continues in the background, and is not watched
 */
export type RunStatus =
  | "idle"
  | "connecting"
  | "streaming"
  | "reconnecting"
  | "completed"
  | "incomplete"
  | "failed"
  | "cancelled"
  | "left";

export type StreamingBlockType = "content" | "reasoning" | "tool_calls" | "node_start";

export type NodeStatus = "pending" | "running" | "completed" | "failed" | "skipped" | "cancelled";

/** One node of a graph, with its status. */
export interface NodeInfo {
  readonly nodeName: string;
  readonly level: number;
  readonly status: NodeStatus;
}

/**
 * The status of a tool call: its arguments arrive (`receiving`), it runs, it returned a result
 * (`completed`) or an error (`failed`), or the run ended before it returned (`unanswered`).
 */
export type ToolCallStatus = "receiving" | "running" | "completed" | "failed" | "unanswered";

export interface ToolCall {
  readonly index: number;
  readonly id: string;
  readonly type: "function";
  /** The pieces received so far. `arguments` is complete JSON once the status is not `receiving`. */
  readonly function: { readonly name: string; readonly arguments: string };
  readonly status: ToolCallStatus;
  readonly result?: string;
}

/** A part of a run's output, in the order of its start. A completed block never changes. */
export interface StreamingBlock {
  /** Unique within the run. */
  readonly id: string;
  readonly type: StreamingBlockType;
  /** The text of `content` and `reasoning`; the node's name of `node_start`; otherwise empty. */
  readonly content: string;
  /** With `tool_calls`: the calls of one turn, by their `index`. */
  readonly toolCalls?: readonly ToolCall[];
  readonly isComplete: boolean;
  /** When the block started, and when it last changed; milliseconds since the Unix epoch. */
  readonly timestamp: number;
  readonly updatedAt: number;
  /** The node that produced the block. */
  readonly nodeName?: string;
  /** The `node_start` block of that node's turn. A handoff may give a node several turns. */
  readonly parentId?: string;
  /** With `node_start`. */
  readonly nodeInfo?: NodeInfo;
}

/** The state of a run, as its watcher knows it. It is replaced, never mutated. */
export interface RunState {
  /** Whether more frames are expected: from the start to `[DONE]`. */
  readonly isStreaming: boolean;
  readonly status: RunStatus;
  readonly blocks: readonly StreamingBlock[];
  /** The error message; a cancelled run has one, too. */
  readonly error: string | null;
  /** `model_error`, `tool_error`, …, `cancelled`; the client adds `unknown_start` and `lost`. */
  readonly errorType: string | null;
  /** The node that started last. */
  readonly nodeInfo: NodeInfo | null;
  /** Every known node with its current status, in the order of its first start. */
  readonly nodes: readonly NodeInfo[];
  readonly usage: Usage | null;
  readonly runId: string | null;
  readonly conversationId: string | null;
  readonly completion: AgentCompletion | null;
  readonly incomplete: AgentIncomplete | null;
  readonly result: GraphResult | null;
}

/** The state before the first run. */
export const IDLE_RUN: RunState = {
  isStreaming: false,
  status: "idle",
  blocks: [],
  error: null,
  errorType: null,
  nodeInfo: null,
  nodes: [],
  usage: null,
  runId: null,
  conversationId: null,
  completion: null,
  incomplete: null,
  result: null,
};
