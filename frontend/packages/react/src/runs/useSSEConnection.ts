"use client";

import type {
  AgentRequest,
  ChatRequest,
  GraphRequest,
  RunState,
  RunsOptions,
} from "@tidings/client/runs";
import { IDLE_RUN } from "@tidings/client/runs";
import { useContext, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { FrameContext } from "../FrameContext.ts";
import type { FrameScheduler } from "../frameBatch.ts";
import { useLatest } from "../useLatest.ts";
import { type RunCallbacks, RunSession } from "./runSession.ts";

export interface UseSSEConnectionOptions extends RunsOptions, RunCallbacks {
  /**
   * Runs a task before the next animation frame. The returned function cancels it.
   * @default requestAnimationFrame; every 250 ms in a hidden page
   */
  readonly scheduler?: FrameScheduler;
}

/** The request of a run without its input. */
export type StartOptions =
  | Omit<ChatRequest, "input">
  | Omit<AgentRequest, "input">
  | Omit<GraphRequest, "input">;

/** The state of a run, as a page shows it. */
export type EnhancedStreamingState = RunState;

export interface SSEConnection {
  /** Starts a run, and stops watching the previous one. */
  readonly startConnection: (input: string, options: StartOptions) => void;
  /** Watches an active or finished run from its first frame. */
  readonly resume: (runId: string, options?: { readonly conversationId?: string }) => void;
  /** Stops watching. The run continues, and `resume` watches it again. */
  readonly closeConnection: () => void;
  /**
   * Cancels the run at the server. Its output is kept, and `status` becomes `cancelled`.
   * @throws {TidingsError} when the server refuses; another error when the server is unreachable
   */
  readonly cancel: () => Promise<void>;
  /** Stops watching the run, and clears its state. */
  readonly reset: () => void;
  /** The same function as `reset`. */
  readonly resetStreamingState: () => void;
  /** The run's state. It changes once per animation frame; completed blocks remain the same objects. */
  readonly run: EnhancedStreamingState;
  /** The same state as `run`. */
  readonly enhancedStreamingState: EnhancedStreamingState;
}

/**
 * Starts and watches runs of chats, agents and graphs, one at a time. An interrupted stream resumes
 * from its cursor, and a run is never started twice. After unmounting, the run continues.
 *
 * The hook reads the request options (`url`, `headers`, `clock`, …) at the first render, and the
 * callbacks at the last one.
 */
export function useSSEConnection(options: UseSSEConnectionOptions = {}): SSEConnection {
  const callbacks = useLatest<RunCallbacks>(options);
  const scheduler = useContext(FrameContext);
  const [session] = useState(
    () => new RunSession({ scheduler, ...options }, () => callbacks.current),
  );
  useEffect(() => () => session.leave(), [session]);
  const state = useSyncExternalStore(session.subscribe, session.get, () => IDLE_RUN);
  const actions = useMemo(() => {
    const reset = () => session.reset();
    return {
      startConnection: (input: string, request: StartOptions) =>
        session.start({ ...request, input }),
      resume: (runId: string, known: { readonly conversationId?: string } = {}) =>
        session.watch(runId, known.conversationId),
      closeConnection: () => session.leave(),
      cancel: () => session.cancel(),
      reset,
      resetStreamingState: reset,
    };
  }, [session]);
  return { ...actions, run: state, enhancedStreamingState: state };
}
