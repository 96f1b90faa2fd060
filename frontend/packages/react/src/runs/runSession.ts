import { Store } from "@tidings/client";
import {
  type AgentCompletion,
  type AgentIncomplete,
  createRuns,
  IDLE_RUN,
  type RunFrame,
  type RunListener,
  type RunRequest,
  type RunState,
  type Runs,
  type RunsOptions,
  reduceRun,
  type WatchEnd,
  type WatchedRun,
} from "@tidings/client/runs";
import { type FrameScheduler, oncePerFrame } from "../frameBatch.ts";

/** The error of a run. */
export interface RunError {
  readonly message: string;
  /**
   * An error type of the protocol (`model_error`, `tool_error`, …), or one of the client: `refused`
   * (nothing was started), `unknown_start` (without an answer, the run may or may not have started),
   * `lost` (the run can no longer be watched).
   */
  readonly type: string;
  /** The client's own error, where there is one. */
  readonly cause?: Error;
}

/** Callbacks of a run. Each is optional, and need not be memoised. */
export interface RunCallbacks {
  /** Receives each frame before the state shows it. */
  readonly onMessage?: ((frame: RunFrame) => void) | undefined;
  /** The run ended without an error; `status` is `completed`, or `incomplete` for an agent. */
  readonly onComplete?: ((state: RunState) => void) | undefined;
  /** The run failed, or could no longer be watched. `onComplete` does not follow. */
  readonly onError?: ((error: RunError, state: RunState) => void) | undefined;
  /** The run was cancelled; `blocks` has its output so far. */
  readonly onCancelled?: ((state: RunState) => void) | undefined;
  /** The run belongs to a new conversation. The state already has its id. */
  readonly onConversationCreated?: ((conversationId: string) => void) | undefined;
  readonly onAgentCompletion?: ((completion: AgentCompletion) => void) | undefined;
  readonly onAgentIncomplete?: ((incomplete: AgentIncomplete) => void) | undefined;
}

export interface RunSessionOptions extends RunsOptions {
  /**
   * Runs a task before the next animation frame. The returned function cancels it.
   */
  readonly scheduler: FrameScheduler;
}

/**
 * Watches one run at a time and holds its state, which changes once per animation frame. A run that
 * was left or replaced causes no further callback.
 */
export class RunSession extends Store<RunState> {
  readonly #runs: Runs;
  readonly #callbacks: () => RunCallbacks;
  readonly #now: () => number;
  readonly #batch: ReturnType<typeof oncePerFrame>;
  /** Includes the frames since the last animation frame, which the store does not show. */
  #state: RunState = IDLE_RUN;
  #run: WatchedRun | undefined;

  constructor(options: RunSessionOptions, callbacks: () => RunCallbacks) {
    super(IDLE_RUN);
    this.#runs = createRuns(options);
    this.#callbacks = callbacks;
    this.#now = options.clock ? options.clock.now.bind(options.clock) : Date.now;
    this.#batch = oncePerFrame(() => this.set(this.#state), options.scheduler);
  }

  start(request: RunRequest): void {
    const { conversationId = null } = request;
    this.#follow({ conversationId }, (listener) => this.#runs.start(request, listener));
  }

  watch(runId: string, conversationId: string | undefined): void {
    this.#follow({ runId, conversationId: conversationId ?? null }, (listener) =>
      this.#runs.watch(runId, listener),
    );
  }

  /** Stops watching. The run continues. */
  leave(): void {
    this.#run?.leave();
    this.#run = undefined;
    if (this.#state.isStreaming) {
      this.#show({ ...this.#state, isStreaming: false, status: "left" });
    }
  }

  /** @throws {TidingsError} when the server refuses; another error when the server is unreachable */
  async cancel(): Promise<void> {
    await this.#run?.cancel();
  }

  reset(): void {
    this.leave();
    this.#show(IDLE_RUN);
  }

  #follow(known: Partial<RunState>, begin: (listener: RunListener) => WatchedRun): void {
    this.#run?.leave();
    this.#show({ ...IDLE_RUN, ...known, isStreaming: true, status: "connecting" });
    const run: WatchedRun = begin({
      onRun: (runId) => this.#change({ runId }),
      onStream: (state) => this.#onStream(state),
      onFrame: (frame) => this.#onFrame(frame),
      onEnd: (end) => {
        if (this.#run === run) this.#run = undefined;
        this.#onEnd(end);
      },
    });
    this.#run = run;
  }

  #onStream(stream: "open" | "reconnecting"): void {
    const { status } = this.#state;
    if (stream === "reconnecting" && status === "streaming") this.#change({ status: stream });
    if (stream === "open" && status === "reconnecting") this.#change({ status: "streaming" });
  }

  #onFrame(frame: RunFrame): void {
    const before = this.#state;
    this.#state = reduceRun(before, frame, this.#now());
    this.#batch.schedule();
    const callbacks = this.#callbacks();
    this.guard(() => callbacks.onMessage?.(frame));
    const { conversationId, completion, incomplete } = this.#state;
    if (conversationId !== null && conversationId !== before.conversationId) {
      // A callback that navigates to the conversation must find its id in the state.
      this.#show(this.#state);
      this.guard(() => callbacks.onConversationCreated?.(conversationId));
    }
    if (completion && !before.completion)
      this.guard(() => callbacks.onAgentCompletion?.(completion));
    if (incomplete && !before.incomplete)
      this.guard(() => callbacks.onAgentIncomplete?.(incomplete));
  }

  #onEnd(end: WatchEnd): void {
    if (end.kind !== "done") {
      const type = end.kind;
      const failed = { kind: "error", message: end.error.message, type } as const;
      const state = reduceRun(this.#state, failed, this.#now());
      this.#state = reduceRun(state, { kind: "done" }, this.#now());
    }
    const state = this.#state;
    this.#show(state);
    const { onComplete, onCancelled, onError } = this.#callbacks();
    switch (state.status) {
      case "failed": {
        const error = { message: state.error ?? "", type: state.errorType ?? "execution_error" };
        const cause = end.kind === "done" ? {} : { cause: end.error };
        this.guard(() => onError?.({ ...error, ...cause }, state));
        break;
      }
      case "cancelled":
        this.guard(() => onCancelled?.(state));
        break;
      default:
        this.guard(() => onComplete?.(state));
    }
  }

  #change(part: Partial<RunState>): void {
    this.#state = { ...this.#state, ...part };
    this.#batch.schedule();
  }

  /** Shows a state now, and drops the pending one. */
  #show(state: RunState): void {
    this.#batch.cancel();
    this.#state = state;
    this.set(state);
  }
}
