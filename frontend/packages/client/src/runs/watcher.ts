import { Attempts } from "../attempts.ts";
import type { Frame } from "../frames.ts";
import { explain, type Outcome } from "../outcome.ts";
import { canRefresh, type RequestOptions } from "../request.ts";
import { judge, passes, type Verdict } from "../verdict.ts";
import type { RunFrame } from "./frame.ts";
import type { RunSettings } from "./options.ts";
import { readFrame } from "./readFrame.ts";
import { readRun } from "./readRun.ts";
import { type RunRequest, toPost } from "./request.ts";

/** How watching a run ended. How the run ended, its frames say. */
export type WatchEnd =
  /** `[DONE]` came. */
  | { readonly kind: "done" }
  /** The server refused to start it, or to show it. */
  | { readonly kind: "refused"; readonly error: Error }
  /** No answer to the start: the run may be under way or not, and nobody can tell which. */
  | { readonly kind: "unknown_start"; readonly error: Error }
  /** It goes on, maybe, but it cannot be watched any more. */
  | { readonly kind: "lost"; readonly error: Error };

/** What a watcher is told. After `onEnd` nothing comes. */
export interface RunListener {
  /** The run's id is known: from now on it can be cancelled and gone on with. */
  onRun?(runId: string): void;
  onFrame(frame: RunFrame): void;
  /** The stream flows (again), or was cut and will be gone on with. */
  onStream?(state: "open" | "reconnecting"): void;
  onEnd(end: WatchEnd): void;
}

/** Follows one run through as many streams as it takes. */
export class RunWatcher {
  readonly #settings: RunSettings;
  readonly #listener: RunListener;
  readonly #attempts: Attempts;
  readonly #over = new AbortController();
  #runId: string | undefined;
  #lastEventId: string | undefined;
  #done = false;
  /** Whether the current stream brought anything: then the waits start anew. */
  #flowed = false;

  constructor(settings: RunSettings, listener: RunListener) {
    this.#settings = settings;
    this.#listener = listener;
    this.#attempts = new Attempts(settings);
    const hush = settings.page.subscribe((change) => {
      if (change === "online" && !this.#flowed) this.#attempts.hurry();
    });
    this.#over.signal.addEventListener("abort", hush);
  }

  get runId(): string | undefined {
    return this.#runId;
  }

  /** Nothing is told any more; the run goes on. */
  leave(): void {
    this.#over.abort();
  }

  /**
   * Starts a run. The request is made once: only a 401, which says that nothing was started, has it
   * made again, with fresh headers.
   */
  async start(run: RunRequest): Promise<void> {
    const { path, body } = toPost(run);
    const headers = { "Content-Type": "application/json" };
    let outcome = await this.#read(path, { method: "POST", headers, body });
    if (isUnauthorized(outcome) && canRefresh(this.#settings)) {
      outcome = await this.#read(path, { method: "POST", headers, body, refresh: true });
    }
    if (this.#runId === undefined) this.#endUnstarted(outcome);
    else await this.#goOn(outcome);
  }

  /** Watches a run that was started elsewhere, from its beginning. */
  async watch(runId: string): Promise<void> {
    this.#name(runId);
    await this.#goOn(await this.#resume(false));
  }

  async #goOn(first: Outcome): Promise<void> {
    const { signal } = this.#over;
    let outcome = first;
    let refreshed = false;
    while (!(signal.aborted || this.#done)) {
      const verdict = this.#judge(outcome, refreshed);
      refreshed = verdict.next === "refresh" || (verdict.next === "retry" && verdict.refresh);
      if (verdict.next === "close" || verdict.next === "fail") {
        return this.#end({ kind: isRefusal(outcome) ? "refused" : "lost", error: fault(outcome) });
      }
      if (verdict.next === "retry" && !(await this.#pause(verdict.wait, outcome))) return;
      outcome = await this.#resume(refreshed);
    }
  }

  /** A run is short-lived: it is streamed or not at all, and polling does not stand in. */
  #judge(outcome: Outcome, refreshed: boolean): Verdict {
    const verdict = judge(outcome, canRefresh(this.#settings) && !refreshed);
    return verdict.next === "switch" ? { next: "retry", wait: 0, refresh: false } : verdict;
  }

  async #pause(due: number, outcome: Outcome): Promise<boolean> {
    const { resetAfter } = this.#settings.retry;
    const random = this.#attempts.failed(this.#flowed ? Math.max(resetAfter, 1) : 0);
    this.#flowed = false;
    if (random === undefined) {
      this.#end({ kind: "lost", error: fault(outcome) });
      return false;
    }
    this.#listener.onStream?.("reconnecting");
    await this.#attempts.wait(due, random, this.#over.signal);
    return !this.#over.signal.aborted;
  }

  #resume(refresh: boolean): Promise<Outcome> {
    const position = this.#lastEventId;
    return this.#read(`/runs/${encodeURIComponent(this.#runId ?? "")}/events`, {
      headers: position === undefined ? {} : { "Last-Event-ID": position },
      refresh,
    });
  }

  #read(path: string, options: RequestOptions): Promise<Outcome> {
    const { signal } = this.#over;
    this.#flowed = false;
    return readRun(
      this.#settings,
      path,
      { ...options, signal },
      {
        onOpen: (runId) => {
          if (signal.aborted) return;
          this.#attempts.succeeded();
          if (runId !== undefined) this.#name(runId);
          this.#listener.onStream?.("open");
        },
        onFrame: (frame) => {
          if (!(signal.aborted || this.#done)) this.#take(frame);
        },
      },
    );
  }

  #take({ id, text = "" }: Frame): void {
    this.#flowed = true;
    if (id !== undefined) {
      if (isBehind(id, this.#lastEventId)) return;
      this.#lastEventId = id;
    }
    const frame = readFrame(text);
    if (frame.kind === "started") this.#name(frame.runId);
    this.#listener.onFrame(frame);
    if (frame.kind === "done") this.#end({ kind: "done" });
  }

  #name(runId: string): void {
    if (this.#runId !== undefined) return;
    this.#runId = runId;
    this.#listener.onRun?.(runId);
  }

  #endUnstarted(outcome: Outcome): void {
    if (this.#over.signal.aborted || this.#done) return;
    const kind = isRefusal(outcome) ? "refused" : "unknown_start";
    this.#end({ kind, error: fault(outcome) });
  }

  #end(end: WatchEnd): void {
    if (this.#done || this.#over.signal.aborted) return;
    this.#done = true;
    this.#listener.onEnd(end);
    this.#over.abort();
  }
}

/** Whether a frame was had already: a server that repeats itself must not make text double. */
function isBehind(id: string, last: string | undefined): boolean {
  if (last === undefined) return false;
  const [a, b] = [id, last].map((at) => Number(at.slice(at.lastIndexOf(":") + 1)));
  return Number(a) <= Number(b);
}

function isUnauthorized(outcome: Outcome): boolean {
  return outcome.kind === "refused" && outcome.error.status === 401;
}

/**
 * Whether it is sure that nothing was done: nothing was sent, or the server's answer says so. What a
 * gateway says of a server that did not answer it, or a server of its own failure, does not.
 */
function isRefusal(outcome: Outcome): boolean {
  const { kind } = outcome;
  if (kind === "foreign" || kind === "nothing" || kind === "headers") return true;
  if (outcome.kind !== "refused") return false;
  const { status, own } = outcome.error;
  return status === 401 || (own && (status === 503 || status === 429 || !passes(status)));
}

function fault(outcome: Outcome): Error {
  if ("error" in outcome && outcome.error instanceof Error) return outcome.error;
  return new Error(explain(outcome).reason);
}
