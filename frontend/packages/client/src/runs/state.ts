import type { AgentCompletion, AgentIncomplete, GraphResult, Usage } from "./frame.ts";

/**
 * Where a run stands, as its watcher knows it.
 *
 * - `idle`: none was started
 * - `connecting`: asked for, and not heard of yet
 * - `streaming`: frames come, or may
 * - `reconnecting`: the stream was cut; the run goes on, and so will the stream
 * - `completed`, `incomplete` (an agent lacks something), `failed`, `cancelled`: how it ended
 * - `left`: it goes on, and nobody watches any more
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

/** One node of a graph and how far it is. */
export interface NodeInfo {
  readonly nodeName: string;
  readonly level: number;
  readonly status: NodeStatus;
}

/**
 * How far a tool call is: its arguments are still coming, it runs, it gave a result (`completed`,
 * or `failed` by its own word), or the run ended before it did.
 */
export type ToolCallStatus = "receiving" | "running" | "completed" | "failed" | "unanswered";

export interface ToolCall {
  readonly index: number;
  readonly id: string;
  readonly type: "function";
  /** As it came so far: `arguments` is JSON only once the status is past `receiving`. */
  readonly function: { readonly name: string; readonly arguments: string };
  readonly status: ToolCallStatus;
  readonly result?: string;
}

/** A part of what a run says, in the order of its beginning. A finished one never changes again. */
export interface StreamingBlock {
  /** Unique within the run. */
  readonly id: string;
  readonly type: StreamingBlockType;
  /** Text of `content` and `reasoning`, the node's name of `node_start`, empty otherwise. */
  readonly content: string;
  /** Of `tool_calls`: the calls of one turn, by their `index`. */
  readonly toolCalls?: readonly ToolCall[];
  readonly isComplete: boolean;
  /** When it began and when it last changed; milliseconds since the Unix epoch. */
  readonly timestamp: number;
  readonly updatedAt: number;
  /** The node that it is of. */
  readonly nodeName?: string;
  /** The `node_start` block of that node's turn: a node that is handed over to may have several. */
  readonly parentId?: string;
  /** Of `node_start`. */
  readonly nodeInfo?: NodeInfo;
}

/** All that a watcher knows of a run. It is replaced, never changed in place. */
export interface RunState {
  /** Whether more is to come: from the start to `[DONE]`. */
  readonly isStreaming: boolean;
  readonly status: RunStatus;
  readonly blocks: readonly StreamingBlock[];
  /** What went wrong, in words; a cancelled run says so here, too. */
  readonly error: string | null;
  /** `model_error`, `tool_error`, …, `cancelled`; `unknown_start` and `lost` are the client's own. */
  readonly errorType: string | null;
  /** The node that started last. */
  readonly nodeInfo: NodeInfo | null;
  /** Every node heard of, in the order of its first start, as it stands now. */
  readonly nodes: readonly NodeInfo[];
  readonly usage: Usage | null;
  readonly runId: string | null;
  readonly conversationId: string | null;
  readonly completion: AgentCompletion | null;
  readonly incomplete: AgentIncomplete | null;
  readonly result: GraphResult | null;
}

/** Before the first run. */
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
