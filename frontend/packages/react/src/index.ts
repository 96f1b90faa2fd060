"use client";

export type {
  AgentCompletion,
  AgentIncomplete,
  GraphResult,
  NodeInfo,
  NodeStatus,
  RunFrame,
  RunStatus,
  StreamingBlock,
  StreamingBlockType,
  ToolCall,
  ToolCallStatus,
  Usage,
} from "@tidings/client/runs";
export { ConnectionIndicator, type ConnectionIndicatorProps } from "./ConnectionIndicator.tsx";
export type { FrameScheduler } from "./frameBatch.ts";
export type { RunCallbacks, RunError } from "./runs/runSession.ts";
export {
  type EnhancedStreamingState,
  type SSEConnection,
  type StartOptions,
  type UseSSEConnectionOptions,
  useSSEConnection,
} from "./runs/useSSEConnection.ts";
export { SessionContext } from "./SessionContext.ts";
export { SSEContext, useSSEClient } from "./SSEContext.ts";
export { SSEProvider, type SSEProviderProps } from "./SSEProvider.tsx";
export { type SessionView, useSession } from "./useSession.ts";
export { type UseSSEOptions, useSSE } from "./useSSE.ts";
export { type UseSSEEventsOptions, useSSEEvents } from "./useSSEEvents.ts";
export { useSSEStatus } from "./useSSEStatus.ts";
