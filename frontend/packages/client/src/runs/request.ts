/** A turn of a conversation with a model that may use tools. */
export interface ChatRequest {
  readonly mode: "chat";
  readonly input: string;
  readonly model: string;
  /** @default none */
  readonly systemPrompt?: string;
  /** The servers whose tools the model may use. @default none */
  readonly mcpServers?: readonly string[];
  /** The conversation to continue. @default a new one, which `run_started` names */
  readonly conversationId?: string;
  /** Whether the run is not stored as a conversation. @default false */
  readonly temporary?: boolean;
}

/** An agent that solves a task, or designs a graph or a tool, over several turns. */
export interface AgentRequest {
  readonly mode: "agent";
  readonly input: string;
  readonly model: string;
  /** @default "task" */
  readonly agentType?: "task" | "graph" | "tool";
  /** The servers whose tools the agent may use. @default none */
  readonly mcpServers?: readonly string[];
  /** The conversation to continue. @default a new one */
  readonly conversationId?: string;
}

/** A run of a stored graph. */
export interface GraphRequest {
  readonly mode: "graph";
  readonly input: string;
  readonly graphName: string;
  /** The conversation to continue. @default a new one */
  readonly conversationId?: string;
  /** Whether to resume after the last completed node. @default false */
  readonly continueFromCheckpoint?: boolean;
}

/** A request to start a run. */
export type RunRequest = ChatRequest | AgentRequest | GraphRequest;

/** The path of a request, below the API's URL, and its body in the protocol's form. */
export function toPost(request: RunRequest): { readonly path: string; readonly body: string } {
  const { conversationId } = request;
  const common = { conversation_id: conversationId, stream: true };
  switch (request.mode) {
    case "chat": {
      const { input, model, systemPrompt, mcpServers, temporary } = request;
      return post("/chat/completions", {
        user_prompt: input,
        model_name: model,
        system_prompt: systemPrompt,
        mcp_servers: mcpServers,
        temporary: temporary || undefined,
        ...common,
      });
    }
    case "agent": {
      const { input, model, agentType = "task", mcpServers } = request;
      return post("/agents/run", {
        requirement: input,
        model_name: model,
        agent_type: agentType,
        mcp_servers: mcpServers,
        ...common,
      });
    }
    case "graph": {
      const { input, graphName, continueFromCheckpoint = false } = request;
      return post("/graphs/execute", {
        input_text: input,
        graph_name: graphName,
        continue_from_checkpoint: continueFromCheckpoint,
        ...common,
      });
    }
  }
}

/** `JSON.stringify` omits undefined fields. */
function post(path: string, body: object) {
  return { path, body: JSON.stringify(body) };
}
