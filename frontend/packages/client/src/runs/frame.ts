/** What all model calls of a run used together, in tokens. */
export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

/** A piece of a tool call. Pieces of one `index` belong together, within one turn of one node. */
export interface ToolCallDelta {
  readonly index: number;
  readonly id?: string;
  readonly name?: string;
  readonly arguments?: string;
}

/** How a node of a graph came to its end. */
export type NodeOutcome = "completed" | "failed" | "skipped";

/**
 * One frame of a run, told apart by `kind`. `node` is there where the frame is of one node of a
 * graph; nodes of a level run at once, so their frames come mixed.
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
  /** Of a later protocol, or damaged: it changes nothing, and is there to be seen. */
  | { readonly kind: "unknown"; readonly text: string };

/** What a graph made of its input. */
export interface GraphResult {
  readonly finalResult: string;
  /** The nodes in the order in which they ran; those of one group ran at once. */
  readonly executionChain: readonly (readonly string[])[];
}

/** An agent made what was asked for. */
export interface AgentCompletion {
  readonly message: string;
  readonly graphName?: string;
  readonly toolName?: string;
}

/** An agent ended without all that it takes. */
export interface AgentIncomplete {
  readonly message: string;
  readonly missingFields: readonly string[];
}
