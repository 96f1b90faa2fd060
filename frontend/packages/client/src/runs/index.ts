export type {
  AgentCompletion,
  AgentIncomplete,
  GraphResult,
  NodeOutcome,
  RunFrame,
  ToolCallDelta,
  Usage,
} from "./frame.ts";
export type { RunsOptions } from "./options.ts";
export { readFrame, readUsage } from "./readFrame.ts";
export { reduceRun } from "./reduce.ts";
export type { AgentRequest, ChatRequest, GraphRequest, RunRequest } from "./request.ts";
export { createRuns, type Runs, type WatchedRun } from "./runs.ts";
export {
  IDLE_RUN,
  type NodeInfo,
  type NodeStatus,
  type RunState,
  type RunStatus,
  type StreamingBlock,
  type StreamingBlockType,
  type ToolCall,
  type ToolCallStatus,
} from "./state.ts";
export type { RunListener, WatchEnd } from "./watcher.ts";
