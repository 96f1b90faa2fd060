// Generated from src/main/webapp/META-INF/openapi.yaml by `npm run api`. Do not edit.

export interface paths {
    readonly "/api/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["subscribe"];
        readonly put?: never;
        readonly post: operations["publish"];
        readonly delete?: never;
        readonly options?: never;
        readonly head: operations["probeStream"];
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/events/poll": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["poll"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head: operations["probePoll"];
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/events/tickets": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post: operations["giveTicket"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/connections": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["listConnections"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/connections/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: components["parameters"]["ConnectionId"];
            };
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        readonly delete: operations["closeConnection"];
        readonly options?: never;
        readonly head?: never;
        readonly patch: operations["changeSubscription"];
        readonly trace?: never;
    };
    readonly "/api/connections/{id}/token": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: components["parameters"]["ConnectionId"];
            };
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put: operations["renewToken"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/admin/drain": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post: operations["drain"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/admin/policy": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["explainPolicy"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/admin/revocations": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post: operations["revoke"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/admin/dead-letters": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["listDeadLetters"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/admin/dead-letters/{id}/replay": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post: operations["replayDeadLetter"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/chat/completions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post: operations["chat"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/agents/run": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post: operations["runAgent"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/graphs/execute": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post: operations["executeGraph"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/runs": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["listRuns"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/runs/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: components["parameters"]["RunId"];
            };
            readonly cookie?: never;
        };
        readonly get: operations["getRun"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/runs/{id}/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: components["parameters"]["RunId"];
            };
            readonly cookie?: never;
        };
        readonly get: operations["watchRun"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head: operations["probeRun"];
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/runs/{id}/cancel": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: components["parameters"]["RunId"];
            };
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post: operations["cancelRun"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/conversations": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["listConversations"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/conversations/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: components["parameters"]["ConversationId"];
            };
            readonly cookie?: never;
        };
        readonly get: operations["getConversation"];
        readonly put?: never;
        readonly post?: never;
        readonly delete: operations["deleteConversation"];
        readonly options?: never;
        readonly head?: never;
        readonly patch: operations["changeConversation"];
        readonly trace?: never;
    };
    readonly "/api/conversations/{id}/compact": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: components["parameters"]["ConversationId"];
            };
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post: operations["compactConversation"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/graphs": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["listGraphs"];
        readonly put?: never;
        readonly post: operations["createGraph"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/graphs/{name}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly name: components["schemas"]["Name"];
            };
            readonly cookie?: never;
        };
        readonly get: operations["getGraph"];
        readonly put: operations["saveGraph"];
        readonly post?: never;
        readonly delete: operations["deleteGraph"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/tools": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["listTools"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/tools/own/{name}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly name: components["schemas"]["Name"];
            };
            readonly cookie?: never;
        };
        readonly get: operations["getOwnTool"];
        readonly put: operations["saveOwnTool"];
        readonly post?: never;
        readonly delete: operations["deleteOwnTool"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/chat/completions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post: operations["createChatCompletion"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/models": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["listModels"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/models/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["getModel"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/auth/login": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["signIn"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/auth/callback": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["completeSignIn"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/auth/refresh": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post: operations["refreshSession"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/auth/logout": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post: operations["signOut"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/auth/backchannel": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post: operations["backChannelLogout"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/auth/me": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["getCaller"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/dev/token": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post: operations["giveToken"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/health": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["health"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/health/started": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["started"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/health/live": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["live"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/health/ready": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["ready"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/metrics": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get: operations["metrics"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        readonly Problem: {
            readonly type: "about:blank";
            readonly title: string;
            readonly status: number;
            readonly detail: string;
            readonly errors?: readonly {
                readonly field: string;
                readonly message: string;
            }[];
            readonly limit?: {
                readonly name: string;
                readonly value: number;
            };
        };
        readonly OpenAiError: {
            readonly error: {
                readonly message: string;
                readonly type: string;
                readonly param: string | null;
                readonly code: string | null;
            };
        };
        readonly Text: string;
        readonly Name: string;
        readonly Tag: string;
        readonly Grants: {
            readonly subscribe?: readonly components["schemas"]["TopicGrant"][];
            readonly publish?: readonly components["schemas"]["TopicGrant"][];
            readonly sessions?: readonly string[];
        };
        readonly TopicGrant: string | {
            readonly topics: readonly string[];
            readonly types?: readonly string[];
            readonly sources?: readonly string[];
        };
        readonly ExplainedGrant: {
            readonly topics: readonly string[];
            readonly types: readonly string[];
            readonly sources: readonly string[];
            readonly by: string;
        };
        readonly Decision: {
            readonly granted: boolean;
            readonly by: readonly string[];
        };
        readonly Patterns: readonly string[];
        readonly Attribute: string;
        readonly DeliveredType: string;
        readonly Source: string;
        readonly EventType: string;
        readonly Names: string | readonly components["schemas"]["Attribute"][];
        readonly Topic: string;
        readonly Priority: "high" | "normal" | "low";
        readonly CloudEvent: {
            readonly specversion: "1.0";
            readonly id: components["schemas"]["Attribute"];
            readonly source?: components["schemas"]["Source"];
            readonly type: components["schemas"]["EventType"];
            readonly time?: string;
            readonly subject?: components["schemas"]["Attribute"];
            readonly datacontenttype?: components["schemas"]["Attribute"];
            readonly dataschema?: components["schemas"]["Attribute"];
            readonly data?: unknown;
            readonly data_base64?: string;
            readonly user?: components["schemas"]["Names"];
            readonly session?: components["schemas"]["Attribute"];
            readonly group?: components["schemas"]["Names"];
            readonly topic?: components["schemas"]["Topic"];
            readonly priority?: components["schemas"]["Priority"];
            readonly conflate?: components["schemas"]["Attribute"];
            readonly expires?: string;
        };
        readonly PlainEvent: {
            readonly specversion?: "1.0";
            readonly id?: components["schemas"]["Attribute"];
            readonly source?: components["schemas"]["Source"];
            readonly type?: components["schemas"]["EventType"];
            readonly event?: components["schemas"]["EventType"];
            readonly event_type?: components["schemas"]["EventType"];
            readonly time?: string;
            readonly subject?: components["schemas"]["Attribute"];
            readonly datacontenttype?: components["schemas"]["Attribute"];
            readonly dataschema?: components["schemas"]["Attribute"];
            readonly data?: unknown;
            readonly data_base64?: string;
            readonly user?: components["schemas"]["Names"];
            readonly user_id?: components["schemas"]["Names"];
            readonly session?: components["schemas"]["Attribute"];
            readonly session_id?: components["schemas"]["Attribute"];
            readonly group?: components["schemas"]["Names"];
            readonly topic?: components["schemas"]["Topic"];
            readonly priority?: components["schemas"]["Priority"];
            readonly conflate?: components["schemas"]["Attribute"];
            readonly expires?: string;
        } | unknown | unknown | unknown;
        readonly Published: {
            readonly accepted: number;
            readonly duplicates: number;
            readonly cursor: components["schemas"]["Cursor"];
        };
        readonly LineAnswer: components["schemas"]["PublishedLine"] | components["schemas"]["Problem"] | components["schemas"]["PublishStreamClose"];
        readonly PublishedLine: {
            readonly id: string;
            readonly cursor: components["schemas"]["Cursor"];
            readonly duplicate?: boolean;
        };
        readonly PublishStreamClose: {
            readonly close: {
                readonly code: 1000 | 1001 | 1002 | 1008 | 1011;
                readonly reason: "shutdown" | "token-expired" | "revoked" | "idle" | "error";
                readonly reconnect: boolean;
            };
        };
        readonly Cursor: string;
        readonly Polled: {
            readonly events: readonly {
                readonly id: components["schemas"]["Cursor"];
                readonly type: components["schemas"]["DeliveredType"];
                readonly data: unknown;
                readonly text: string;
            }[];
            readonly cursor: components["schemas"]["Cursor"];
            readonly gap?: components["schemas"]["Gap"];
            readonly close?: components["schemas"]["Close"];
            readonly stale?: components["schemas"]["Stale"];
        };
        readonly EventFrame: {
            readonly retry: number;
            readonly event: "tidings.open";
            readonly id: components["schemas"]["Cursor"];
            readonly data: string;
        } | {
            readonly event: components["schemas"]["DeliveredType"];
            readonly id: components["schemas"]["Cursor"];
            readonly data: string;
        } | {
            readonly event: "tidings.gap";
            readonly id?: components["schemas"]["Cursor"];
            readonly data: string;
        } | {
            readonly event: "tidings.stale";
            readonly id: components["schemas"]["Cursor"];
            readonly data: string;
        } | {
            readonly event: "tidings.fresh";
            readonly id: components["schemas"]["Cursor"];
            readonly data: string;
        } | {
            readonly event: "tidings.reauth";
            readonly data: string;
        } | {
            readonly event: "tidings.close";
            readonly data: string;
        };
        readonly Open: {
            readonly connection: string;
            readonly resumed: boolean;
            readonly replayed: number | null;
            readonly heartbeat: number;
        };
        readonly Gap: {
            readonly reason: "expired" | "epoch" | "unreadable" | "overflow";
            readonly from: string | null;
            readonly to: components["schemas"]["Cursor"];
            readonly dropped?: {
                readonly conflated: number;
                readonly expired: number;
                readonly low: number;
            };
        };
        readonly Reauth: {
            readonly expires: string;
        };
        readonly Stale: {
            readonly since: string;
        };
        readonly Close: {
            readonly code: 1000 | 1001 | 1002 | 1003 | 1004 | 1005 | 1007;
            readonly reason: "shutdown" | "token-expired" | "revoked" | "slow-consumer" | "replaced" | "lifetime" | "stale";
            readonly reconnect: boolean;
            readonly after: number;
        };
        readonly Connection: {
            readonly id: string;
            readonly user: string;
            readonly address: string;
            readonly opened: string;
            readonly expires: string;
            readonly queued: number;
            readonly types: readonly string[];
            readonly topics: readonly string[];
            readonly session?: string;
            readonly format: "data" | "cloudevents";
            readonly name?: string;
            readonly renewed?: boolean;
        };
        readonly SubscriptionChange: {
            readonly types?: components["schemas"]["Patterns"];
            readonly topics?: components["schemas"]["Patterns"];
        };
        readonly DeadLetter: {
            readonly id: string;
            readonly source: string;
            readonly position: string;
            readonly reason: string;
            readonly at: string;
            readonly headers: {
                readonly [key: string]: string;
            };
            readonly payload?: string;
            readonly replayed?: string;
        };
        readonly McpServers: readonly string[] | null;
        readonly Stream: boolean | null;
        readonly RunStream: string;
        readonly RunFrame: {
            readonly id: string;
            readonly data: string;
        } | {
            readonly id: string;
            readonly data: "[DONE]";
        } | {
            readonly event: "tidings.close";
            readonly data: string;
        };
        readonly RunFrameData: components["schemas"]["RunStarted"] | components["schemas"]["ConversationCreated"] | components["schemas"]["Chunk"] | components["schemas"]["ToolResult"] | components["schemas"]["NodeStart"] | components["schemas"]["NodeEnd"] | components["schemas"]["GraphComplete"] | components["schemas"]["AgentCompletion"] | components["schemas"]["AgentIncomplete"] | components["schemas"]["RunFailure"] | components["schemas"]["UsageTotal"];
        readonly RunStarted: {
            readonly type: "run_started";
            readonly run_id: string;
            readonly conversation_id?: string;
        };
        readonly ConversationCreated: {
            readonly type: "conversation_created";
            readonly conversation_id: string;
        };
        readonly Chunk: {
            readonly id: string;
            readonly object: "chat.completion.chunk";
            readonly created: number;
            readonly model: string;
            readonly node_name?: string;
            readonly choices: readonly {
                readonly index: number;
                readonly delta: {
                    readonly content?: string;
                    readonly reasoning_content?: string;
                    readonly tool_calls?: readonly {
                        readonly index: number;
                        readonly id?: string;
                        readonly type?: "function";
                        readonly function: {
                            readonly name?: string;
                            readonly arguments: string;
                        };
                    }[];
                };
                readonly finish_reason: string | null;
            }[];
        };
        readonly ToolResult: {
            readonly role: "tool";
            readonly tool_call_id: string;
            readonly content: string;
            readonly node_name?: string;
            readonly is_error?: true;
        };
        readonly NodeStart: {
            readonly type: "node_start";
            readonly node_name: string;
            readonly level: number;
        };
        readonly NodeEnd: {
            readonly type: "node_end";
            readonly node_name: string;
            readonly level: number;
            readonly status: "completed" | "failed" | "skipped";
        };
        readonly GraphComplete: {
            readonly type: "graph_complete";
            readonly final_result: string;
            readonly execution_chain: components["schemas"]["ExecutionChain"];
        };
        readonly ExecutionChain: readonly (readonly string[])[];
        readonly AgentCompletion: {
            readonly completion: components["schemas"]["Completion"];
        };
        readonly AgentIncomplete: {
            readonly incomplete: components["schemas"]["Incomplete"];
        };
        readonly RunFailure: {
            readonly error: components["schemas"]["RunError"];
        };
        readonly UsageTotal: {
            readonly choices: readonly unknown[];
            readonly usage: components["schemas"]["Usage"];
        };
        readonly Completion: {
            readonly message: string;
            readonly graph_name?: string;
            readonly tool_name?: string;
        };
        readonly Incomplete: {
            readonly message: string;
            readonly missing_fields: readonly string[];
        };
        readonly RunError: {
            readonly message: string;
            readonly type: "model_error" | "tool_error" | "execution_error" | "validation_error" | "database_error" | "timeout_error" | "cancelled";
        };
        readonly Usage: {
            readonly prompt_tokens: number;
            readonly completion_tokens: number;
            readonly total_tokens: number;
        };
        readonly Trajectory: {
            readonly id: string;
            readonly object: "chat.completion";
            readonly created: number;
            readonly model: string;
            readonly run_id: string;
            readonly conversation_id?: string;
            readonly messages: readonly components["schemas"]["Message"][];
            readonly output: string;
            readonly final_result?: string;
            readonly execution_chain?: components["schemas"]["ExecutionChain"];
            readonly completion?: components["schemas"]["Completion"];
            readonly incomplete?: components["schemas"]["Incomplete"];
            readonly usage: components["schemas"]["Usage"];
            readonly errors?: readonly components["schemas"]["RunError"][];
        };
        readonly Message: {
            readonly role: string;
            readonly content?: string | readonly Record<string, never>[] | null;
            readonly reasoning_content?: string;
            readonly tool_calls?: readonly components["schemas"]["ToolCall"][];
            readonly tool_call_id?: string;
            readonly node_name?: string;
            readonly is_error?: boolean;
        } & {
            readonly [key: string]: unknown;
        };
        readonly ToolCall: {
            readonly id: string;
            readonly type: "function";
            readonly function: {
                readonly name: string;
                readonly arguments: string;
            };
        };
        readonly RunInfo: {
            readonly run_id: string;
            readonly kind: "completion" | "chat" | "agent" | "graph";
            readonly state: "running" | "completed" | "failed" | "cancelled";
            readonly model: string;
            readonly conversation_id: string | null;
            readonly node: string;
            readonly created: string;
        };
        readonly Conversation: {
            readonly id: string;
            readonly kind: "chat" | "agent" | "graph";
            readonly title: string;
            readonly tags: readonly components["schemas"]["Tag"][];
            readonly status: components["schemas"]["ConversationStatus"];
            readonly round_count: number;
            readonly usage: components["schemas"]["Usage"];
            readonly created: string;
            readonly updated: string;
        };
        readonly ConversationStatus: "active" | "favourite" | "deleted";
        readonly WholeConversation: {
            readonly rounds: readonly components["schemas"]["Round"][];
        } & components["schemas"]["Conversation"];
        readonly Round: {
            readonly number: number;
            readonly run_id: string;
            readonly state: "running" | "completed" | "failed" | "cancelled";
            readonly messages: readonly components["schemas"]["Message"][];
            readonly usage: components["schemas"]["Usage"];
            readonly detail?: {
                readonly completion?: components["schemas"]["Completion"];
                readonly incomplete?: components["schemas"]["Incomplete"];
                readonly error?: components["schemas"]["RunError"];
                readonly summary?: {
                    readonly rounds: number;
                };
                readonly definition?: components["schemas"]["Graph"];
                readonly subgraphs?: {
                    readonly [key: string]: components["schemas"]["Graph"];
                };
                readonly input?: string;
                readonly checkpoint?: components["schemas"]["Checkpoint"];
                readonly execution_chain?: components["schemas"]["ExecutionChain"];
                readonly final_result?: string;
            };
            readonly started: string;
            readonly ended?: string;
        };
        readonly Checkpoint: {
            readonly turns?: readonly {
                readonly node: string;
                readonly level: number;
            }[];
            readonly outputs?: {
                readonly [key: string]: readonly string[];
            };
            readonly done?: readonly string[];
            readonly failed?: {
                readonly [key: string]: unknown;
            };
        } & {
            readonly [key: string]: unknown;
        };
        readonly Graph: {
            readonly name: components["schemas"]["Name"];
            readonly description?: string | null;
            readonly nodes: readonly components["schemas"]["GraphNode"][];
            readonly end_template?: string | null;
        } & {
            readonly [key: string]: unknown;
        };
        readonly GraphNode: {
            readonly name: string;
            readonly model_name?: string | null;
            readonly mcp_servers?: components["schemas"]["McpServers"];
            readonly system_prompt?: string | null;
            readonly user_prompt?: string | null;
            readonly input_nodes?: readonly string[] | null;
            readonly output_nodes?: readonly string[] | null;
            readonly handoffs?: number | null;
            readonly global_output?: boolean | null;
            readonly context?: readonly string[] | null;
            readonly context_mode?: string | number | null;
            readonly output_enabled?: boolean | null;
            readonly is_subgraph?: boolean | null;
            readonly subgraph_name?: string | null;
            readonly level?: number;
        } & {
            readonly [key: string]: unknown;
        };
        readonly Tool: {
            readonly name?: components["schemas"]["Name"];
            readonly description: components["schemas"]["Text"];
            readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "get" | "post" | "put" | "patch" | "delete";
            readonly url: string;
            readonly parameters?: {
                readonly [key: string]: unknown;
            } | null;
            readonly headers?: {
                readonly [key: string]: string;
            } | null;
        } & {
            readonly [key: string]: unknown;
        };
        readonly ChatCompletion: {
            readonly id?: string;
            readonly object: "chat.completion";
            readonly created?: number;
            readonly model?: string;
            readonly choices: readonly {
                readonly index: number;
                readonly message: components["schemas"]["Message"];
                readonly finish_reason: string | null;
                readonly logprobs: {
                    readonly [key: string]: unknown;
                } | null;
            }[];
            readonly usage?: {
                readonly prompt_tokens: number;
                readonly completion_tokens: number;
                readonly total_tokens: number;
            } & {
                readonly [key: string]: unknown;
            };
        } & {
            readonly [key: string]: unknown;
        };
        readonly Model: {
            readonly id: string;
            readonly object: "model";
            readonly created: number;
            readonly owned_by: string;
        };
        readonly Health: {
            readonly status: "UP" | "DOWN";
            readonly checks: readonly {
                readonly name: string;
                readonly status: "UP" | "DOWN";
                readonly data?: {
                    readonly [key: string]: unknown;
                };
            }[];
        };
    };
    responses: {
        readonly NoSignIn: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        readonly RunIdTaken: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        readonly Published: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Published"];
            };
        };
        readonly Connection: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Connection"];
            };
        };
        readonly Run: {
            headers: {
                readonly "Tidings-Run": components["headers"]["Tidings-Run"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "text/event-stream": components["schemas"]["RunStream"];
                readonly "application/json": components["schemas"]["Trajectory"];
            };
        };
        readonly Graph: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Graph"];
            };
        };
        readonly Tool: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Tool"];
            };
        };
        readonly Up: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Health"];
            };
        };
        readonly Down: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Health"];
            };
        };
        readonly StoreFull: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        readonly BadRequest: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        readonly Unauthorized: {
            headers: {
                readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        readonly Forbidden: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        readonly NotFound: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        readonly TooSlow: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        readonly TooLarge: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        readonly UnsupportedMediaType: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        readonly TooManyRequests: {
            headers: {
                readonly "Retry-After": components["headers"]["Retry-After"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        readonly BadGateway: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        readonly Unavailable: {
            headers: {
                readonly "Retry-After": components["headers"]["Retry-After"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        readonly OpenAiError: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["OpenAiError"];
            };
        };
        readonly OpenAiUnauthorized: {
            headers: {
                readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["OpenAiError"];
            };
        };
        readonly OpenAiRetry: {
            headers: {
                readonly "Retry-After": components["headers"]["Retry-After"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["OpenAiError"];
            };
        };
    };
    parameters: {
        readonly Types: components["schemas"]["Patterns"];
        readonly Topics: components["schemas"]["Patterns"];
        readonly Session: string;
        readonly Format: "data" | "cloudevents";
        readonly Heartbeat: "event" | "id" | "comment";
        readonly LastEventIdQuery: string;
        readonly LastEventIdHeader: string;
        readonly ConnectionId: string;
        readonly NewRunId: string;
        readonly RunTimeout: number;
        readonly RunId: string;
        readonly ConversationId: string;
    };
    requestBodies: {
        readonly Graph: {
            readonly content: {
                readonly "application/json": components["schemas"]["Graph"];
            };
        };
    };
    headers: {
        readonly "Tidings-Run": string;
        readonly "Retry-After": number;
        readonly "WWW-Authenticate": "Bearer realm=\"tidings\"";
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readonly subscribe: {
        readonly parameters: {
            readonly query?: {
                readonly types?: components["parameters"]["Types"];
                readonly topics?: components["parameters"]["Topics"];
                readonly session?: components["parameters"]["Session"];
                readonly format?: components["parameters"]["Format"];
                readonly heartbeat?: components["parameters"]["Heartbeat"];
                readonly lastEventId?: components["parameters"]["LastEventIdQuery"];
            };
            readonly header?: {
                readonly "Last-Event-ID"?: components["parameters"]["LastEventIdHeader"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/event-stream": string;
                };
            };
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly publish: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                readonly "ce-specversion"?: "1.0";
                readonly "ce-id"?: components["schemas"]["Attribute"];
                readonly "ce-type"?: components["schemas"]["EventType"];
                readonly "ce-source"?: components["schemas"]["Source"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["PlainEvent"] | readonly components["schemas"]["PlainEvent"][];
                readonly "application/cloudevents+json": components["schemas"]["CloudEvent"];
                readonly "application/cloudevents-batch+json": readonly components["schemas"]["CloudEvent"][];
                readonly "application/x-ndjson": string;
                readonly "*/*": unknown;
            };
        };
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/x-ndjson": string;
                };
            };
            readonly 202: components["responses"]["Published"];
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 408: components["responses"]["TooSlow"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly probeStream: {
        readonly parameters: {
            readonly query?: {
                readonly types?: components["parameters"]["Types"];
                readonly topics?: components["parameters"]["Topics"];
                readonly session?: components["parameters"]["Session"];
                readonly format?: components["parameters"]["Format"];
                readonly heartbeat?: components["parameters"]["Heartbeat"];
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["TooManyRequests"];
        };
    };
    readonly poll: {
        readonly parameters: {
            readonly query?: {
                readonly types?: components["parameters"]["Types"];
                readonly topics?: components["parameters"]["Topics"];
                readonly session?: components["parameters"]["Session"];
                readonly format?: components["parameters"]["Format"];
                readonly cursor?: string;
                readonly timeout?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Polled"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly probePoll: {
        readonly parameters: {
            readonly query?: {
                readonly types?: components["parameters"]["Types"];
                readonly topics?: components["parameters"]["Topics"];
                readonly session?: components["parameters"]["Session"];
                readonly format?: components["parameters"]["Format"];
                readonly timeout?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["TooManyRequests"];
        };
    };
    readonly giveTicket: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly ticket: string;
                        readonly expires: string;
                    };
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly listConnections: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly connections: readonly components["schemas"]["Connection"][];
                    };
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly closeConnection: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: components["parameters"]["ConnectionId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly changeSubscription: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: components["parameters"]["ConnectionId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly subscribe?: components["schemas"]["SubscriptionChange"];
                    readonly unsubscribe?: components["schemas"]["SubscriptionChange"];
                };
            };
        };
        readonly responses: {
            readonly 200: components["responses"]["Connection"];
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 408: components["responses"]["TooSlow"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly renewToken: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: components["parameters"]["ConnectionId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": {
                    readonly token: string;
                };
            };
        };
        readonly responses: {
            readonly 200: components["responses"]["Connection"];
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 408: components["responses"]["TooSlow"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly drain: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly open: number;
                    };
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly explainPolicy: {
        readonly parameters: {
            readonly query?: {
                readonly user?: components["schemas"]["Attribute"];
                readonly groups?: readonly string[];
                readonly claims?: readonly string[];
                readonly topic?: string;
                readonly type?: string;
                readonly source?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly file?: string;
                        readonly rules: number;
                        readonly readAt: string;
                        readonly fault?: string;
                        readonly user?: string;
                        readonly from?: "stream" | "request";
                        readonly groups?: readonly string[];
                        readonly roles?: readonly string[];
                        readonly claims?: {
                            readonly [key: string]: readonly string[];
                        };
                        readonly explanation?: readonly {
                            readonly rule: string;
                            readonly applies: boolean;
                            readonly reason: string;
                        }[];
                        readonly subscribe?: readonly components["schemas"]["ExplainedGrant"][];
                        readonly publish?: readonly components["schemas"]["ExplainedGrant"][];
                        readonly decision?: {
                            readonly subscribe: components["schemas"]["Decision"];
                            readonly publish: components["schemas"]["Decision"];
                        };
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
        };
    };
    readonly revoke: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": ({
                    readonly user?: string;
                    readonly issued_before?: string;
                    readonly session?: string;
                    readonly token_id?: string;
                    readonly until: string;
                } & {
                    readonly [key: string]: unknown;
                }) & (unknown | unknown | unknown);
            };
        };
        readonly responses: {
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 408: components["responses"]["TooSlow"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly listDeadLetters: {
        readonly parameters: {
            readonly query?: {
                readonly limit?: number;
                readonly before?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly letters: readonly components["schemas"]["DeadLetter"][];
                        readonly more: boolean;
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly replayDeadLetter: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": components["schemas"]["PlainEvent"];
                readonly "application/cloudevents+json": components["schemas"]["CloudEvent"];
            };
        };
        readonly responses: {
            readonly 202: components["responses"]["Published"];
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 408: components["responses"]["TooSlow"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly chat: {
        readonly parameters: {
            readonly query?: {
                readonly timeout?: components["parameters"]["RunTimeout"];
            };
            readonly header?: {
                readonly "Tidings-Run"?: components["parameters"]["NewRunId"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly user_prompt: components["schemas"]["Text"];
                    readonly model_name: components["schemas"]["Text"];
                    readonly system_prompt?: string | null;
                    readonly mcp_servers?: components["schemas"]["McpServers"];
                    readonly conversation_id?: string | null;
                    readonly temporary?: boolean | null;
                    readonly stream?: components["schemas"]["Stream"];
                };
            };
        };
        readonly responses: {
            readonly 200: components["responses"]["Run"];
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 408: components["responses"]["TooSlow"];
            readonly 409: components["responses"]["RunIdTaken"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 502: components["responses"]["BadGateway"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly runAgent: {
        readonly parameters: {
            readonly query?: {
                readonly timeout?: components["parameters"]["RunTimeout"];
            };
            readonly header?: {
                readonly "Tidings-Run"?: components["parameters"]["NewRunId"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly requirement: components["schemas"]["Text"];
                    readonly model_name: components["schemas"]["Text"];
                    readonly agent_type?: "task" | "graph" | "tool" | null;
                    readonly mcp_servers?: components["schemas"]["McpServers"];
                    readonly conversation_id?: string | null;
                    readonly stream?: components["schemas"]["Stream"];
                };
            };
        };
        readonly responses: {
            readonly 200: components["responses"]["Run"];
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 408: components["responses"]["TooSlow"];
            readonly 409: components["responses"]["RunIdTaken"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 502: components["responses"]["BadGateway"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly executeGraph: {
        readonly parameters: {
            readonly query?: {
                readonly timeout?: components["parameters"]["RunTimeout"];
            };
            readonly header?: {
                readonly "Tidings-Run"?: components["parameters"]["NewRunId"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly graph_name?: string | null;
                    readonly input_text?: string | null;
                    readonly conversation_id?: string | null;
                    readonly continue_from_checkpoint?: boolean | null;
                    readonly stream?: components["schemas"]["Stream"];
                };
            };
        };
        readonly responses: {
            readonly 200: components["responses"]["Run"];
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 408: components["responses"]["TooSlow"];
            readonly 409: components["responses"]["RunIdTaken"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 502: components["responses"]["BadGateway"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly listRuns: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly runs: readonly components["schemas"]["RunInfo"][];
                    };
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 502: components["responses"]["BadGateway"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly getRun: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: components["parameters"]["RunId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RunInfo"];
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 502: components["responses"]["BadGateway"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly watchRun: {
        readonly parameters: {
            readonly query?: {
                readonly timeout?: components["parameters"]["RunTimeout"];
                readonly lastEventId?: components["parameters"]["LastEventIdQuery"];
            };
            readonly header?: {
                readonly "Last-Event-ID"?: components["parameters"]["LastEventIdHeader"];
            };
            readonly path: {
                readonly id: components["parameters"]["RunId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly "Tidings-Run": components["headers"]["Tidings-Run"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/event-stream": components["schemas"]["RunStream"];
                };
            };
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 502: components["responses"]["BadGateway"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly probeRun: {
        readonly parameters: {
            readonly query?: {
                readonly timeout?: components["parameters"]["RunTimeout"];
            };
            readonly header?: never;
            readonly path: {
                readonly id: components["parameters"]["RunId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["TooManyRequests"];
        };
    };
    readonly cancelRun: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: components["parameters"]["RunId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RunInfo"];
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 502: components["responses"]["BadGateway"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly listConversations: {
        readonly parameters: {
            readonly query?: {
                readonly kind?: "chat" | "agent" | "graph";
                readonly status?: readonly ("active" | "favourite" | "deleted")[];
                readonly tag?: components["schemas"]["Tag"];
                readonly q?: string;
                readonly before?: string;
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly conversations: readonly components["schemas"]["Conversation"][];
                        readonly next?: string;
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly getConversation: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: components["parameters"]["ConversationId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["WholeConversation"];
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly deleteConversation: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: components["parameters"]["ConversationId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly changeConversation: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: components["parameters"]["ConversationId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly title?: string;
                    readonly tags?: readonly components["schemas"]["Tag"][];
                    readonly status?: components["schemas"]["ConversationStatus"];
                } & {
                    readonly [key: string]: unknown;
                };
            };
        };
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Conversation"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 408: components["responses"]["TooSlow"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly compactConversation: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: components["parameters"]["ConversationId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly model_name: components["schemas"]["Text"];
                };
            };
        };
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly "Tidings-Run": components["headers"]["Tidings-Run"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly conversation_id: string;
                        readonly summary: string;
                        readonly round: number;
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 408: components["responses"]["TooSlow"];
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 502: components["responses"]["BadGateway"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly listGraphs: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly graphs: readonly {
                            readonly name: string;
                            readonly description: string;
                            readonly nodes: number;
                            readonly updated: string;
                        }[];
                    };
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly createGraph: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: components["requestBodies"]["Graph"];
        readonly responses: {
            readonly 201: components["responses"]["Graph"];
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 408: components["responses"]["TooSlow"];
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly getGraph: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly name: components["schemas"]["Name"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: components["responses"]["Graph"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly saveGraph: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly name: components["schemas"]["Name"];
            };
            readonly cookie?: never;
        };
        readonly requestBody: components["requestBodies"]["Graph"];
        readonly responses: {
            readonly 200: components["responses"]["Graph"];
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 408: components["responses"]["TooSlow"];
            readonly 409: components["responses"]["StoreFull"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly deleteGraph: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly name: components["schemas"]["Name"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly listTools: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly servers: readonly {
                            readonly name: string;
                            readonly tools: readonly {
                                readonly name: string;
                                readonly description: string;
                            }[];
                            readonly error?: string;
                        }[];
                    };
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly getOwnTool: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly name: components["schemas"]["Name"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: components["responses"]["Tool"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly saveOwnTool: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly name: components["schemas"]["Name"];
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["Tool"];
            };
        };
        readonly responses: {
            readonly 200: components["responses"]["Tool"];
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 408: components["responses"]["TooSlow"];
            readonly 409: components["responses"]["StoreFull"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly deleteOwnTool: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly name: components["schemas"]["Name"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly createChatCompletion: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                readonly "Tidings-Run"?: components["parameters"]["NewRunId"];
                readonly "Tidings-Background"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly model: components["schemas"]["Text"];
                    readonly messages: readonly components["schemas"]["Message"][];
                    readonly stream?: boolean;
                    readonly background?: boolean;
                    readonly store?: boolean;
                    readonly n?: number | null;
                    readonly max_tokens?: number | null;
                    readonly max_completion_tokens?: number | null;
                    readonly stream_options?: {
                        readonly include_usage?: boolean;
                    };
                } & {
                    readonly [key: string]: unknown;
                };
            };
        };
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly "Tidings-Run": components["headers"]["Tidings-Run"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChatCompletion"];
                    readonly "text/event-stream": components["schemas"]["RunStream"];
                };
            };
            readonly 400: components["responses"]["OpenAiError"];
            readonly 401: components["responses"]["OpenAiUnauthorized"];
            readonly 403: components["responses"]["OpenAiError"];
            readonly 404: components["responses"]["OpenAiError"];
            readonly 408: components["responses"]["OpenAiError"];
            readonly 413: components["responses"]["OpenAiError"];
            readonly 415: components["responses"]["OpenAiError"];
            readonly 429: components["responses"]["OpenAiRetry"];
            readonly 502: components["responses"]["OpenAiError"];
            readonly 503: components["responses"]["OpenAiRetry"];
            readonly 504: components["responses"]["OpenAiError"];
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OpenAiError"];
                };
            };
        };
    };
    readonly listModels: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly object: "list";
                        readonly data: readonly components["schemas"]["Model"][];
                    };
                };
            };
            readonly 401: components["responses"]["OpenAiUnauthorized"];
            readonly 429: components["responses"]["OpenAiRetry"];
            readonly 502: components["responses"]["OpenAiError"];
            readonly 503: components["responses"]["OpenAiRetry"];
        };
    };
    readonly getModel: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Model"];
                };
            };
            readonly 401: components["responses"]["OpenAiUnauthorized"];
            readonly 404: components["responses"]["OpenAiError"];
            readonly 429: components["responses"]["OpenAiRetry"];
            readonly 502: components["responses"]["OpenAiError"];
            readonly 503: components["responses"]["OpenAiRetry"];
        };
    };
    readonly signIn: {
        readonly parameters: {
            readonly query?: {
                readonly return?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 303: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NoSignIn"];
        };
    };
    readonly completeSignIn: {
        readonly parameters: {
            readonly query?: {
                readonly state?: string;
                readonly code?: string;
                readonly iss?: string;
                readonly error?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 303: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NoSignIn"];
        };
    };
    readonly refreshSession: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly expires: string;
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthorized"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NoSignIn"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly signOut: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly location: string;
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NoSignIn"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly backChannelLogout: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/x-www-form-urlencoded": {
                    readonly logout_token: string;
                };
            };
        };
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 404: components["responses"]["NoSignIn"];
            readonly 408: components["responses"]["TooSlow"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly getCaller: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly user?: string;
                        readonly name?: string;
                        readonly groups?: readonly string[];
                        readonly groupsOmitted?: boolean;
                        readonly roles?: readonly ("admin" | "publisher")[];
                        readonly grants?: components["schemas"]["Grants"];
                        readonly expires?: string;
                        readonly expired?: boolean;
                        readonly signInUrl?: string;
                        readonly signOutUrl?: string;
                        readonly features?: readonly ("push" | "runs")[];
                    };
                };
            };
            readonly 401: components["responses"]["Unauthorized"];
        };
    };
    readonly giveToken: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly user: components["schemas"]["Text"];
                    readonly groups?: readonly string[];
                    readonly tidings?: components["schemas"]["Grants"];
                    readonly expires_in?: number;
                };
            };
        };
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly token: string;
                        readonly expires: string;
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            readonly 408: components["responses"]["TooSlow"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 429: components["responses"]["TooManyRequests"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly health: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: components["responses"]["Up"];
            readonly 503: components["responses"]["Down"];
        };
    };
    readonly started: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: components["responses"]["Up"];
            readonly 503: components["responses"]["Down"];
        };
    };
    readonly live: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: components["responses"]["Up"];
            readonly 503: components["responses"]["Down"];
        };
    };
    readonly ready: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: components["responses"]["Up"];
            readonly 503: components["responses"]["Down"];
        };
    };
    readonly metrics: {
        readonly parameters: {
            readonly query?: {
                readonly scope?: "application" | "base" | "vendor";
                readonly name?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/plain": string;
                };
            };
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/plain": string;
                };
            };
        };
    };
}
