import type { NodeInfo, Usage } from "@tidings/react";

export type Kind = "chat" | "agent" | "graph";
export type ConversationStatus = "active" | "favourite";
export type RoundState = "running" | "completed" | "failed" | "cancelled";

/** A conversation as the list has it. */
export interface ConversationSummary {
  readonly id: string;
  readonly kind: Kind;
  readonly title: string;
  readonly tags: readonly string[];
  readonly status: ConversationStatus;
  /** RFC 3339. */
  readonly updated?: string;
}

export interface ConversationPage {
  readonly conversations: readonly ConversationSummary[];
  /** There if there are more. */
  readonly next?: string;
}

/** A message as OpenAI has it, with what was thought and the node that said it. */
export interface StoredMessage {
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly content?: string | null;
  readonly reasoning_content?: string;
  readonly tool_calls?: readonly {
    readonly id: string;
    readonly function: { readonly name: string; readonly arguments: string };
  }[];
  readonly tool_call_id?: string;
  readonly is_error?: boolean;
  readonly node_name?: string;
}

/** What there may be to say of a round beside its messages, in the shapes of the run's frames. */
export interface RoundDetail {
  /** How many rounds this one sums up, in their place. */
  readonly summary?: { readonly rounds: number };
  readonly error?: { readonly message: string; readonly type: string };
  readonly completion?: object;
  readonly incomplete?: object;
  readonly final_result?: string;
  readonly execution_chain?: readonly (readonly string[])[];
  /** How far a graph came. */
  readonly checkpoint?: Checkpoint;
  /** The graph as it was when the round began. */
  readonly definition?: GraphDefinition;
}

/** What a graph goes on from. */
export interface Checkpoint {
  /** The turns of nodes that began, in their order. */
  readonly turns?: readonly { readonly node: string; readonly level: number }[];
  /** What each node's turns came to, as far as they came to an end that was well. */
  readonly outputs?: Readonly<Record<string, readonly string[]>>;
  /** Nodes that need not have their turn again. */
  readonly done?: readonly string[];
  /** There where a node failed: which step to go on with. */
  readonly failed?: object;
}

/** One run of a conversation, as far as it is stored. */
export interface Round {
  readonly number: number;
  readonly run_id: string;
  readonly state: RoundState;
  readonly messages: readonly StoredMessage[];
  readonly usage?: Usage | null;
  readonly detail?: RoundDetail | null;
  readonly started?: string;
  readonly ended?: string;
}

export interface Conversation extends Omit<ConversationSummary, "updated"> {
  readonly rounds: readonly Round[];
}

export interface ToolServer {
  readonly name: string;
  readonly tools: readonly { readonly name: string; readonly description?: string }[];
}

export interface GraphSummary {
  readonly name: string;
  readonly description?: string;
  readonly nodes: number;
}

export interface GraphNode {
  readonly name: string;
  readonly level?: number;
  readonly input_nodes?: readonly string[];
  readonly output_nodes?: readonly string[];
  /** How often it may hand over to one of its outputs, which then do not wait for it. */
  readonly handoffs?: number;
}

export interface GraphDefinition {
  readonly name: string;
  readonly nodes: readonly GraphNode[];
}

/** The model that answers by a script: nothing that it says was thought up. */
export const SCRIPTED = "scripted";

export function pathOfConversation(id: string): string {
  return `/conversations/${encodeURIComponent(id)}`;
}

/** What the user said in a round. */
export function promptOf({ messages }: Pick<Round, "messages">): string {
  return messages.find(({ role }) => role === "user")?.content ?? "";
}

/** How far each node is, whatever else is known of it. */
export type NodeStates = ReadonlyMap<string, NodeInfo["status"]>;
