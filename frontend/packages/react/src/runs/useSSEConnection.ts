"use client";

import type {
  AgentRequest,
  ChatRequest,
  GraphRequest,
  RunState,
  RunsOptions,
} from "@tidings/client/runs";
import { IDLE_RUN } from "@tidings/client/runs";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { FrameScheduler } from "../frameBatch.ts";
import { useLatest } from "../useLatest.ts";
import { type RunCallbacks, RunSession } from "./runSession.ts";

export interface UseSSEConnectionOptions extends RunsOptions, RunCallbacks {
  /**
   * Runs a task before the next picture, and returns how to take it back.
   * @default requestAnimationFrame; every 250 ms in a page that draws nothing
   */
  readonly scheduler?: FrameScheduler;
}

/** All that a run is started with, beside the input. */
export type StartOptions =
  | Omit<ChatRequest, "input">
  | Omit<AgentRequest, "input">
  | Omit<GraphRequest, "input">;

/** A run as a page shows it. */
export type EnhancedStreamingState = RunState;

export interface SSEConnection {
  /** Starts a run, and leaves the one before it. */
  readonly startConnection: (input: string, options: StartOptions) => void;
  /** Watches a run that is under way or over, from its beginning. */
  readonly resume: (runId: string, options?: { readonly conversationId?: string }) => void;
  /** Stops watching; the run goes on, and `resume` comes back to it. */
  readonly closeConnection: () => void;
  /**
   * Stops the run at the server. What it said is kept, and `status` becomes `cancelled`.
   * @throws {TidingsError} when the server refuses; another error when it is not reached
   */
  readonly cancel: () => Promise<void>;
  /** Leaves the run and forgets what it said. */
  readonly resetStreamingState: () => void;
  /** Changes once a picture; finished blocks stay the same objects. */
  readonly enhancedStreamingState: EnhancedStreamingState;
}

/**
 * Starts and follows runs of chats, agents and graphs, one at a time. A stream that is cut is gone
 * on with where it was; a run is never started twice. Unmounting leaves the run, which goes on.
 *
 * What a run is asked for with (`url`, `headers`, `clock`, …) is taken from the first render; the
 * callbacks are those of the last one.
 */
export function useSSEConnection(options: UseSSEConnectionOptions = {}): SSEConnection {
  const callbacks = useLatest<RunCallbacks>(options);
  const [session] = useState(() => new RunSession(options, () => callbacks.current));
  useEffect(() => () => session.leave(), [session]);
  const state = useSyncExternalStore(session.subscribe, session.get, () => IDLE_RUN);
  const actions = useMemo(
    () => ({
      startConnection: (input: string, how: StartOptions) => session.start({ ...how, input }),
      resume: (runId: string, how: { readonly conversationId?: string } = {}) =>
        session.watch(runId, how.conversationId),
      closeConnection: () => session.leave(),
      cancel: () => session.cancel(),
      resetStreamingState: () => session.reset(),
    }),
    [session],
  );
  return { ...actions, enhancedStreamingState: state };
}
