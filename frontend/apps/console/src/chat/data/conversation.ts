import type { NodeInfo } from "@tidings/react";
import type { AnswerOf, Schemas } from "../../api/operations.ts";

/** A conversation in the list. */
export type ConversationSummary = Schemas["Conversation"];

/** A conversation with its rounds. */
export type Conversation = Schemas["WholeConversation"];

export type Kind = ConversationSummary["kind"];

/** One stored run of a conversation. */
export type Round = Schemas["Round"];

/** A message in OpenAI's form, with the reasoning and the node that produced it. */
export type StoredMessage = Schemas["Message"];

/** The details of some rounds, in the form of the run's frames. */
export type RoundDetail = NonNullable<Round["detail"]>;

/** The progress of a graph's run, from which another run resumes. */
export type Checkpoint = Schemas["Checkpoint"];

export type GraphDefinition = Schemas["Graph"];

/** A node, as far as the console shows it. */
export type GraphNode = Pick<
  Schemas["GraphNode"],
  "name" | "level" | "input_nodes" | "output_nodes" | "handoffs"
>;

/** The part of a graph that the console shows. */
export interface GraphShape {
  readonly name: string;
  readonly nodes: readonly GraphNode[];
}

export type ToolServer = AnswerOf<"/api/tools">["servers"][number];

export type GraphSummary = AnswerOf<"/api/graphs">["graphs"][number];

/** Data of the events `run.*`. */
export type RunEvent = Pick<Schemas["RunInfo"], "run_id" | "state"> &
  Partial<Pick<Schemas["RunInfo"], "conversation_id">>;

/** The model with scripted answers, which are not generated. */
export const SCRIPTED = "scripted";

/** The text of a message; a message may also have parts that are not text. */
export function textOf({ content }: StoredMessage): string {
  return typeof content === "string" ? content : "";
}

/** The user's message of a round. */
export function promptOf({ messages }: Pick<Round, "messages">): string {
  const prompt = messages.find(({ role }) => role === "user");
  return prompt ? textOf(prompt) : "";
}

/** The status of each node. */
export type NodeStates = ReadonlyMap<string, NodeInfo["status"]>;
