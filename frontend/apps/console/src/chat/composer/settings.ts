import type { StartOptions } from "@tidings/react";
import type { Kind } from "../data/conversation.ts";

/** What a run is to be started with. */
export interface Settings {
  readonly mode: Kind;
  readonly model: string;
  readonly agentType: "task" | "graph" | "tool";
  readonly graphName: string;
  readonly servers: readonly string[];
  readonly systemPrompt: string;
  readonly temporary: boolean;
}

export const INITIAL: Settings = {
  mode: "chat",
  model: "",
  agentType: "task",
  graphName: "",
  servers: [],
  systemPrompt: "",
  temporary: false,
};

/** Whether there is all that a run of this mode takes. */
export function isReady({ mode, model, graphName }: Settings): boolean {
  return mode === "graph" ? graphName !== "" : model !== "";
}

/** @param conversationId the conversation to go on with */
export function toStartOptions(
  settings: Settings,
  conversationId: string | undefined,
): StartOptions {
  const { mode, model, agentType, graphName, servers, systemPrompt, temporary } = settings;
  const goesOn = conversationId === undefined ? {} : { conversationId };
  switch (mode) {
    case "chat":
      return {
        mode,
        model,
        mcpServers: servers,
        ...(systemPrompt && { systemPrompt }),
        ...(temporary && conversationId === undefined && { temporary }),
        ...goesOn,
      };
    case "agent":
      return { mode, model, agentType, mcpServers: servers, ...goesOn };
    case "graph":
      return { mode, graphName, ...goesOn };
  }
}
