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

/** What went wrong with a run. */
export interface RunError {
  readonly message: string;
  /**
   * An error type of the protocol (`model_error`, `tool_error`, …), or the client's own: `refused`
   * (nothing was started), `unknown_start` (no answer came: it may have been started or not), `lost`
   * (it cannot be watched any more).
   */
  readonly type: string;
  /** What the client met, where the fault is its own. */
  readonly cause?: Error;
}

/** What is told of a run beside its state. Each is optional, and need not be memoised. */
export interface RunCallbacks {
  /** Each frame as it comes, before it is seen in the state. */
  readonly onMessage?: ((frame: RunFrame) => void) | undefined;
  /** The run ended well; `status` is `completed`, or `incomplete` of an agent. */
  readonly onComplete?: ((state: RunState) => void) | undefined;
  /** The run failed, or its watching did. Never followed by `onComplete`. */
  readonly onError?: ((error: RunError, state: RunState) => void) | undefined;
  /** The run was cancelled; `blocks` has what it said until then. */
  readonly onCancelled?: ((state: RunState) => void) | undefined;
  /** The run belongs to a conversation that this session did not name. The state has it by now. */
  readonly onConversationCreated?: ((conversationId: string) => void) | undefined;
  readonly onAgentCompletion?: ((completion: AgentCompletion) => void) | undefined;
  readonly onAgentIncomplete?: ((incomplete: AgentIncomplete) => void) | undefined;
}

export interface RunSessionOptions extends RunsOptions {
  /**
   * Runs a task before the next picture, and returns how to take it back.
   * @default requestAnimationFrame; every 250 ms in a page that draws nothing
   */
  readonly scheduler?: FrameScheduler;
}

/**
 * Follows one run at a time and has its state, which changes once a picture however many frames
 * come. A run that is left or replaced is not heard of again.
 */
export class RunSession extends Store<RunState> {
  readonly #runs: Runs;
  readonly #callbacks: () => RunCallbacks;
  readonly #now: () => number;
  readonly #batch: ReturnType<typeof oncePerFrame>;
  /** Ahead of what is shown by the frames since the last picture. */
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

  /** Stops watching; the run goes on. */
  leave(): void {
    this.#run?.leave();
    this.#run = undefined;
    if (this.#state.isStreaming) {
      this.#show({ ...this.#state, isStreaming: false, status: "left" });
    }
  }

  /** @throws what the server says against it */
  async cancel(): Promise<void> {
    await this.#run?.cancel();
  }

  reset(): void {
    this.leave();
    this.#show(IDLE_RUN);
  }

  #follow(known: Partial<RunState>, go: (listener: RunListener) => WatchedRun): void {
    this.#run?.leave();
    this.#show({ ...IDLE_RUN, ...known, isStreaming: true, status: "connecting" });
    const run: WatchedRun = go({
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
    const tell = this.#callbacks();
    this.guard(() => tell.onMessage?.(frame));
    const { conversationId, completion, incomplete } = this.#state;
    if (conversationId !== null && conversationId !== before.conversationId) {
      // Who goes there at once must find it in the state, or he takes the run for another one's.
      this.#show(this.#state);
      this.guard(() => tell.onConversationCreated?.(conversationId));
    }
    if (completion && !before.completion) this.guard(() => tell.onAgentCompletion?.(completion));
    if (incomplete && !before.incomplete) this.guard(() => tell.onAgentIncomplete?.(incomplete));
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

  /** Shows a state now; nothing of before it is shown after it. */
  #show(state: RunState): void {
    this.#batch.cancel();
    this.#state = state;
    this.set(state);
  }
}
