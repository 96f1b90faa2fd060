import { Attempts } from "../attempts.ts";
import { sleep } from "../clock.ts";
import type { Frame } from "../frames.ts";
import { APART } from "../hold.ts";
import { explain, type Outcome } from "../outcome.ts";
import { reportUncaught } from "../platform.ts";
import { canRefresh, type RequestOptions } from "../request.ts";
import { isCut, judge, passes, type Verdict } from "../verdict.ts";
import type { RunFrame } from "./frame.ts";
import type { RunSettings } from "./options.ts";
import type { Path } from "./path.ts";
import { readFrame } from "./readFrame.ts";
import { pollRun, type RunStreamListener, readRun } from "./readRun.ts";
import { type RunRequest, toPost } from "./request.ts";

/** How watching a run ended. How the run ended, its frames say. */
export type WatchEnd =
  /** `[DONE]` came. */
  | { readonly kind: "done" }
  /** The server refused to start it, or to show it. */
  | { readonly kind: "refused"; readonly error: Error }
  /** No answer to the start, and the run was not found: whether it was started nobody can tell. */
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

/** How often a run is looked for whose start was not answered. */
const SEARCHES = 3;

/** Follows one run through as many streams, or polls, as it takes. */
export class RunWatcher {
  readonly #settings: RunSettings;
  readonly #listener: RunListener;
  readonly #path: Path;
  readonly #attempts: Attempts;
  readonly #over = new AbortController();
  #runId: string | undefined;
  /** The id that a run was started with, whether or not the server has answered that. */
  #chosenId = "";
  /** How the start went that was not answered. */
  #unanswered: Outcome | undefined;
  #lastEventId: string | undefined;
  #done = false;
  /** Whether the current stream brought anything: then the waits start anew. */
  #flowed = false;

  constructor(settings: RunSettings, listener: RunListener, path: Path) {
    this.#settings = settings;
    this.#listener = listener;
    this.#path = path;
    this.#attempts = new Attempts(settings);
    const hush = settings.page.subscribe((change) => {
      if (change !== "online") return;
      path.switch("stream");
      if (!this.#flowed) this.#attempts.hurry();
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
   * made again, with fresh headers. Where no answer comes, the run is looked for by its id.
   */
  start(run: RunRequest): Promise<void> {
    return this.#guarded(async () => {
      const { path, body } = toPost(run);
      this.#chosenId = `r-${this.#settings.createId()}`;
      const headers = { "Content-Type": "application/json", "Tidings-Run": this.#chosenId };
      const options = { method: "POST", headers, body };
      let outcome = await this.#post(path, options);
      if (isUnauthorized(outcome) && canRefresh(this.#settings)) {
        outcome = await this.#post(path, { ...options, refresh: true });
      }
      if (outcome && this.#runId === undefined) {
        if (isRefusal(outcome)) return this.#end({ kind: "refused", error: fault(outcome) });
        this.#unanswered = outcome;
      }
      await this.#goOn(outcome ?? (await this.#resume(false)));
    });
  }

  /** Where streams are held back, the answer ends behind the first frames. */
  #post(path: string, options: RequestOptions): Promise<Outcome | undefined> {
    return this.#path.transport === "stream"
      ? this.#read(path, options)
      : this.#ask(path, 0, options);
  }

  /** Watches a run that was started elsewhere, from its beginning. */
  watch(runId: string): Promise<void> {
    return this.#guarded(async () => {
      this.#name(runId);
      await this.#goOn(await this.#resume(false));
    });
  }

  /** Whatever throws here (a platform that lacks something, say) ends the watching, with a reason. */
  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#broke(error);
    }
  }

  #broke(error: unknown): void {
    if (this.#done) reportUncaught(error);
    else this.#end(this.#failure({ kind: "broken", error }));
  }

  async #goOn(first: Outcome): Promise<void> {
    const { signal } = this.#over;
    let outcome = first;
    let refreshed = false;
    while (!(signal.aborted || this.#done)) {
      const verdict = this.#judge(outcome, refreshed);
      refreshed = verdict.next === "refresh" || (verdict.next === "retry" && verdict.refresh);
      if (verdict.next === "close" || verdict.next === "fail") {
        return this.#end(this.#failure(outcome));
      }
      if (verdict.next === "switch") this.#path.switch(verdict.to);
      if (verdict.next === "retry" && !(await this.#pause(verdict.wait, outcome))) return;
      outcome = await this.#resume(refreshed);
    }
  }

  #judge(outcome: Outcome, refreshed: boolean): Verdict {
    const verdict = judge(outcome, canRefresh(this.#settings) && !refreshed);
    if (this.#path.transport === "stream") return verdict;
    // Polling is second best: where it does not get through either, the stream has the last word.
    if (isCut(outcome) && !this.#flowed) this.#path.switch("stream");
    return verdict.next === "switch" ? { next: "retry", wait: 0, refresh: false } : verdict;
  }

  async #pause(due: number, outcome: Outcome): Promise<boolean> {
    const { resetAfter } = this.#settings.retry;
    const random = this.#attempts.failed(this.#flowed ? Math.max(resetAfter, 1) : 0);
    this.#flowed = false;
    const isGivenUp = this.#runId === undefined && this.#attempts.attempt > SEARCHES;
    if (random === undefined || isGivenUp) {
      this.#end(this.#failure(outcome));
      return false;
    }
    this.#listener.onStream?.("reconnecting");
    await this.#attempts.wait(due, random, this.#over.signal);
    return !this.#over.signal.aborted;
  }

  #failure(outcome: Outcome): WatchEnd {
    if (this.#runId !== undefined) {
      return { kind: isRefusal(outcome) ? "refused" : "lost", error: fault(outcome) };
    }
    // That the run is not there, or not reached, is no news to whoever got no answer.
    return { kind: "unknown_start", error: fault(this.#unanswered ?? outcome) };
  }

  #resume(refresh: boolean): Promise<Outcome> {
    return this.#path.transport === "poll" ? this.#poll(refresh) : this.#stream(refresh);
  }

  #stream(refresh: boolean): Promise<Outcome> {
    return this.#read(this.#events(), { headers: this.#position(), refresh });
  }

  /** Polls until something goes wrong, or the server says to stop. */
  async #poll(refresh: boolean): Promise<Outcome> {
    const { clock } = this.#settings;
    const { signal } = this.#over;
    const { hold } = this.#path;
    this.#flowed = false;
    for (let first = true; !(signal.aborted || this.#done); first = false) {
      const began = clock.now();
      const options = { headers: this.#position(), refresh: refresh && first };
      const outcome = await this.#ask(this.#events(), first ? 0 : hold.seconds, options);
      hold.learn(outcome, clock.now() - began);
      if (outcome) return outcome;
      this.#flowed = true;
      await sleep(clock, Math.max(0, began + APART - clock.now()), signal);
    }
    return { kind: "ended" };
  }

  #events(): string {
    return `/runs/${encodeURIComponent(this.#runId ?? this.#chosenId)}/events`;
  }

  #position(): Record<string, string> {
    return this.#lastEventId === undefined ? {} : { "Last-Event-ID": this.#lastEventId };
  }

  #read(path: string, options: RequestOptions): Promise<Outcome> {
    this.#flowed = false;
    const { signal } = this.#over;
    return readRun(this.#settings, path, { ...options, signal }, this.#reader());
  }

  #ask(path: string, hold: number, options: RequestOptions): Promise<Outcome | undefined> {
    const { signal } = this.#over;
    return pollRun(this.#settings, path, hold, { ...options, signal }, this.#reader());
  }

  #reader(): RunStreamListener {
    const { signal } = this.#over;
    return {
      onOpen: (runId) => {
        if (signal.aborted) return;
        this.#attempts.succeeded();
        if (runId !== undefined) this.#name(runId);
        this.#listener.onStream?.("open");
      },
      onFrame: (frame) => {
        if (signal.aborted || this.#done) return;
        try {
          this.#take(frame);
        } catch (error) {
          // A listener that throws is not a stream that was cut.
          this.#broke(error);
        }
      },
    };
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

function isUnauthorized(outcome: Outcome | undefined): boolean {
  return outcome?.kind === "refused" && outcome.error.status === 401;
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
