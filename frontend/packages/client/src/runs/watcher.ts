import { sleep } from "../clock.ts";
import type { Frame } from "../frames.ts";
import { explain, type Outcome } from "../outcome.ts";
import { reportUncaught } from "../platform.ts";
import { POLL_INTERVAL } from "../pollTimeout.ts";
import { canRefresh, type RequestOptions } from "../request.ts";
import {
  decide,
  isInterrupted,
  isTransient,
  type RetryDecision,
  withoutSwitch,
} from "../retryDecision.ts";
import { RetryTimer } from "../retryTimer.ts";
import type { RunFrame } from "./frame.ts";
import type { NetworkPath } from "./networkPath.ts";
import type { RunSettings } from "./options.ts";
import { readFrame } from "./readFrame.ts";
import { pollRun, type RunStreamListener, readRun } from "./readRun.ts";
import { type RunRequest, toPost } from "./request.ts";

/** How watching a run ended. The run's own frames say how the run ended. */
export type WatchEnd =
  /** `[DONE]` arrived. */
  | { readonly kind: "done" }
  /** The server refused to start the run, or to show it. */
  | { readonly kind: "refused"; readonly error: Error }
  /** The start was not answered, and the run was not found. It may or may not have started. */
  | { readonly kind: "unknown_start"; readonly error: Error }
  /** The run may continue, but it cannot be watched. */
  | { readonly kind: "lost"; readonly error: Error };

/** Receives what a watcher learns. No call follows `onEnd`. */
export interface RunListener {
  /** The run's id is known: the run can now be cancelled and resumed. */
  onRun?(runId: string): void;
  onFrame(frame: RunFrame): void;
  /** The stream is open, or was interrupted and will resume. */
  onStream?(state: "open" | "reconnecting"): void;
  onEnd(end: WatchEnd): void;
}

/** How often to search for a run whose start was not answered. */
const SEARCHES = 3;

/** Watches one run over any number of streams or polls. */
export class RunWatcher {
  readonly #settings: RunSettings;
  readonly #listener: RunListener;
  readonly #path: NetworkPath;
  readonly #retryTimer: RetryTimer;
  readonly #over = new AbortController();
  #runId: string | undefined;
  /** The id sent with the start of the run, whether or not the server has answered. */
  #chosenId = "";
  /** The outcome of a start without an answer. */
  #unanswered: Outcome | undefined;
  #lastEventId: string | undefined;
  #done = false;
  /** Whether the current stream has delivered a frame. The back-off then restarts. */
  #received = false;

  constructor(settings: RunSettings, listener: RunListener, path: NetworkPath) {
    this.#settings = settings;
    this.#listener = listener;
    this.#path = path;
    this.#retryTimer = new RetryTimer(settings);
    const unsubscribe = settings.page.subscribe((change) => {
      if (change !== "online") return;
      path.switch("stream");
      if (!this.#received) this.#retryTimer.skipWait();
    });
    this.#over.signal.addEventListener("abort", unsubscribe);
  }

  get runId(): string | undefined {
    return this.#runId;
  }

  /** Stops watching. The run continues. */
  leave(): void {
    this.#over.abort();
  }

  /**
   * Starts a run. The request is sent once. Only a 401 repeats it with new headers, because a 401
   * proves that no run was started. Without an answer, the watcher searches for the run by its id.
   */
  start(run: RunRequest): Promise<void> {
    return this.#guard(async () => {
      const { path, body } = toPost(run);
      this.#chosenId = `r-${this.#settings.createId()}`;
      const headers = { "Content-Type": "application/json", "Tidings-Run": this.#chosenId };
      const options = { method: "POST", headers, body };
      let outcome = await this.#post(path, options);
      if (isUnauthorized(outcome) && canRefresh(this.#settings)) {
        outcome = await this.#post(path, { ...options, refresh: true });
      }
      if (outcome && this.#runId === undefined) {
        if (isRefusal(outcome)) return this.#end({ kind: "refused", error: toError(outcome) });
        this.#unanswered = outcome;
      }
      await this.#follow(outcome ?? (await this.#resume(false)));
    });
  }

  /** Sends the start. Where streams are buffered, the answer ends after the first frames. */
  #post(path: string, options: RequestOptions): Promise<Outcome | undefined> {
    return this.#path.transport === "stream"
      ? this.#read(path, options)
      : this.#pollOnce(path, 0, options);
  }

  /** Watches a run that was started elsewhere, from its first frame. */
  watch(runId: string): Promise<void> {
    return this.#guard(async () => {
      this.#setRunId(runId);
      await this.#follow(await this.#resume(false));
    });
  }

  /** An error of the client's own code, or of the platform, ends the watching with a reason. */
  async #guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#done) reportUncaught(error);
    else this.#end(this.#failure({ kind: "broken", error }));
  }

  async #follow(first: Outcome): Promise<void> {
    const { signal } = this.#over;
    let outcome = first;
    let refreshed = false;
    while (!(signal.aborted || this.#done)) {
      const decision = this.#decide(outcome, refreshed);
      refreshed = decision.next === "refresh" || (decision.next === "retry" && decision.refresh);
      if (decision.next === "end") return this.#end(this.#failure(outcome));
      if (decision.next === "switch") this.#path.switch(decision.to);
      if (decision.next === "retry" && !(await this.#waitForRetry(decision.wait, outcome))) return;
      outcome = await this.#resume(refreshed);
    }
  }

  #decide(outcome: Outcome, refreshed: boolean): RetryDecision {
    const decision = decide(outcome, canRefresh(this.#settings) && !refreshed);
    if (this.#path.isAuto && this.#path.transport === "stream") return decision;
    // Polling is the fallback: where it fails, the outcome of a stream decides.
    if (isInterrupted(outcome) && !this.#received) this.#path.switch("stream");
    return withoutSwitch(decision);
  }

  async #waitForRetry(due: number, outcome: Outcome): Promise<boolean> {
    const { resetAfter } = this.#settings.retry;
    const random = this.#retryTimer.onFailure(this.#received ? Math.max(resetAfter, 1) : 0);
    this.#received = false;
    const isNotFound = this.#runId === undefined && this.#retryTimer.attempt > SEARCHES;
    if (random === undefined || isNotFound) {
      this.#end(this.#failure(outcome));
      return false;
    }
    this.#listener.onStream?.("reconnecting");
    await this.#retryTimer.wait(due, random, this.#over.signal);
    return !this.#over.signal.aborted;
  }

  #failure(outcome: Outcome): WatchEnd {
    if (this.#runId !== undefined) {
      return { kind: isRefusal(outcome) ? "refused" : "lost", error: toError(outcome) };
    }
    // The start without an answer is the cause; the failed search follows from it.
    return { kind: "unknown_start", error: toError(this.#unanswered ?? outcome) };
  }

  #resume(refresh: boolean): Promise<Outcome> {
    return this.#path.transport === "poll" ? this.#poll(refresh) : this.#stream(refresh);
  }

  #stream(refresh: boolean): Promise<Outcome> {
    return this.#read(this.#eventsPath(), { headers: this.#cursorHeaders(), refresh });
  }

  /** Polls until an error, or until the server closes. */
  async #poll(refresh: boolean): Promise<Outcome> {
    const { clock } = this.#settings;
    const { signal } = this.#over;
    const { pollTimeout } = this.#path;
    this.#received = false;
    for (let first = true; !(signal.aborted || this.#done); first = false) {
      const began = clock.now();
      const options = { headers: this.#cursorHeaders(), refresh: refresh && first };
      const seconds = first ? 0 : pollTimeout.seconds;
      const outcome = await this.#pollOnce(this.#eventsPath(), seconds, options);
      pollTimeout.adapt(outcome, clock.now() - began);
      if (outcome) return outcome;
      this.#received = true;
      await sleep(clock, Math.max(0, began + POLL_INTERVAL - clock.now()), signal);
    }
    return { kind: "ended" };
  }

  #eventsPath(): string {
    return `/runs/${encodeURIComponent(this.#runId ?? this.#chosenId)}/events`;
  }

  #cursorHeaders(): Record<string, string> {
    return this.#lastEventId === undefined ? {} : { "Last-Event-ID": this.#lastEventId };
  }

  #read(path: string, options: RequestOptions): Promise<Outcome> {
    this.#received = false;
    const { signal } = this.#over;
    return readRun(this.#settings, path, { ...options, signal }, this.#createListener());
  }

  #pollOnce(path: string, seconds: number, options: RequestOptions): Promise<Outcome | undefined> {
    const { signal } = this.#over;
    const listener = this.#createListener();
    return pollRun(this.#settings, path, seconds, { ...options, signal }, listener);
  }

  #createListener(): RunStreamListener {
    const { signal } = this.#over;
    return {
      onOpen: (runId) => {
        if (signal.aborted) return;
        this.#retryTimer.onSuccess();
        if (runId !== undefined) this.#setRunId(runId);
        this.#listener.onStream?.("open");
      },
      onFrame: (frame) => {
        if (signal.aborted || this.#done) return;
        try {
          this.#onFrame(frame);
        } catch (error) {
          // The error of a listener does not count as an interrupted stream.
          this.#fail(error);
        }
      },
    };
  }

  #onFrame({ id, text = "" }: Frame): void {
    this.#received = true;
    if (id !== undefined) {
      if (isRepeated(id, this.#lastEventId)) return;
      this.#lastEventId = id;
    }
    const frame = readFrame(text);
    if (frame.kind === "started") this.#setRunId(frame.runId);
    this.#listener.onFrame(frame);
    if (frame.kind === "done") this.#end({ kind: "done" });
  }

  #setRunId(runId: string): void {
    if (this.#runId !== undefined) return;
    this.#runId = runId;
    this.#listener.onRun?.(runId);
  }

  #end(end: WatchEnd): void {
    if (this.#done || this.#over.signal.aborted) return;
    this.#done = true;
    this.#listener.onEnd(end);
    this.#over.abort();
  }
}

/** Whether a frame was already received: a repeated frame must not duplicate its text. */
function isRepeated(id: string, last: string | undefined): boolean {
  if (last === undefined) return false;
  const [a, b] = [id, last].map((cursor) => Number(cursor.slice(cursor.lastIndexOf(":") + 1)));
  return Number(a) <= Number(b);
}

function isUnauthorized(outcome: Outcome | undefined): boolean {
  return outcome?.kind === "refused" && outcome.error.status === 401;
}

/**
 * Whether the outcome proves that nothing was started: no request was sent, or the server's answer
 * says so. A gateway's error, or a failure of the server itself, proves nothing.
 */
function isRefusal(outcome: Outcome): boolean {
  const { kind } = outcome;
  if (kind === "unexpected" || kind === "nothing" || kind === "headers") return true;
  if (outcome.kind !== "refused") return false;
  const { status, own } = outcome.error;
  return status === 401 || (own && (status === 503 || status === 429 || !isTransient(status)));
}

function toError(outcome: Outcome): Error {
  if ("error" in outcome && outcome.error instanceof Error) return outcome.error;
  return new Error(explain(outcome).reason);
}
