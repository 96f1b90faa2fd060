import type { StartOptions } from "@tidings/react";
import type { Kind } from "../data/conversation.ts";

/** The settings of a new run. */
export interface Settings {
  readonly mode: Kind;
  readonly model: string;
  readonly agentType: "task" | "graph" | "tool";
  readonly graphName: string;
  readonly servers: readonly string[];
  readonly systemPrompt: string;
  readonly temporary: boolean;
}

export const DEFAULT_SETTINGS: Settings = {
  mode: "chat",
  model: "",
  agentType: "task",
  graphName: "",
  servers: [],
  systemPrompt: "",
  temporary: false,
};

/** Whether the settings are complete for their mode. */
export function isReady({ mode, model, graphName }: Settings): boolean {
  return mode === "graph" ? graphName !== "" : model !== "";
}

/** @param conversationId the conversation to continue */
export function toStartOptions(
  settings: Settings,
  conversationId: string | undefined,
): StartOptions {
  const { mode, model, agentType, graphName, servers, systemPrompt, temporary } = settings;
  const continued = conversationId === undefined ? {} : { conversationId };
  switch (mode) {
    case "chat":
      return {
        mode,
        model,
        mcpServers: servers,
        ...(systemPrompt && { systemPrompt }),
        ...(temporary && conversationId === undefined && { temporary }),
        ...continued,
      };
    case "agent":
      return { mode, model, agentType, mcpServers: servers, ...continued };
    case "graph":
      return { mode, graphName, ...continued };
  }
}
