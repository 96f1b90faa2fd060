/** The token usage of all model calls of a run. */
export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

/** A piece of a tool call. Within one turn of a node, pieces with the same `index` belong together. */
export interface ToolCallDelta {
  readonly index: number;
  readonly id?: string;
  readonly name?: string;
  readonly arguments?: string;
}

/** How a node of a graph ended. */
export type NodeOutcome = "completed" | "failed" | "skipped";

/**
 * One frame of a run, discriminated by `kind`. A frame of a graph's node has `node`. The nodes of a
 * level run concurrently, so their frames are interleaved.
 */
export type RunFrame =
  | { readonly kind: "started"; readonly runId: string; readonly conversationId?: string }
  | {
      readonly kind: "chunk";
      readonly node?: string;
      readonly reasoning?: string;
      readonly content?: string;
      readonly toolCalls?: readonly ToolCallDelta[];
      readonly finishReason?: string;
      readonly usage?: Usage;
    }
  | {
      readonly kind: "tool";
      readonly node?: string;
      readonly toolCallId: string;
      readonly content: string;
      readonly isError: boolean;
    }
  | { readonly kind: "node_start"; readonly node: string; readonly level: number }
  | {
      readonly kind: "node_end";
      readonly node: string;
      readonly level: number;
      readonly status: NodeOutcome;
    }
  | { readonly kind: "graph_complete"; readonly result: GraphResult }
  | { readonly kind: "completion"; readonly completion: AgentCompletion }
  | { readonly kind: "incomplete"; readonly incomplete: AgentIncomplete }
  | {
      readonly kind: "error";
      readonly node?: string;
      readonly message: string;
      readonly type: string;
    }
  /** `[DONE]`: the last frame, after success and after failure. */
  | { readonly kind: "done" }
  /** A frame of a later protocol, or a damaged one. It does not change the state. */
  | { readonly kind: "unknown"; readonly text: string };

/** The result of a graph. */
export interface GraphResult {
  readonly finalResult: string;
  /** The nodes in the order of their execution; the nodes of one group ran concurrently. */
  readonly executionChain: readonly (readonly string[])[];
}

/** An agent has completed its task. */
export interface AgentCompletion {
  readonly message: string;
  readonly graphName?: string;
  readonly toolName?: string;
}

/** An agent stopped with required fields missing. */
export interface AgentIncomplete {
  readonly message: string;
  readonly missingFields: readonly string[];
}
