import { jitter } from "./backoff.ts";
import { sleep } from "./clock.ts";
import { Events } from "./events.ts";
import type { Settings } from "./options.ts";
import { canRefresh } from "./request.ts";
import type { Outcome, Status } from "./status.ts";
import { Store } from "./store.ts";
import { readStream, type StreamListener } from "./stream.ts";
import { judge, type Verdict } from "./verdict.ts";

/** Keeps one stream open: opens it, resumes it, and knows when to stop. */
export class Connection {
  readonly status = new Store<Status>({ state: "idle" });
  readonly events = new Events();
  readonly #settings: Settings;
  #cursor: string | undefined;
  #base: number;
  #running: AbortController | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#cursor = settings.lastEventId;
    this.#base = settings.retry.initialDelay;
  }

  get cursor(): string | undefined {
    return this.#cursor;
  }

  start(): void {
    if (this.#running) return;
    this.#running = new AbortController();
    this.status.set({ state: "connecting" });
    void this.#run(this.#running.signal);
  }

  stop(): void {
    if (!this.#running) return;
    this.#end({ state: "closed" });
  }

  async #run(signal: AbortSignal): Promise<void> {
    let attempt = 0;
    let refresh = false;
    while (!signal.aborted) {
      const { outcome, lasted } = await this.#attempt(signal, refresh);
      if (signal.aborted) return;

      const verdict = judge(outcome, canRefresh(this.#settings) && !refresh);
      if (verdict.next === "close" || verdict.next === "fail") {
        return this.#end(final(verdict, outcome));
      }
      if (verdict.next === "retry") {
        attempt = lasted >= this.#settings.retry.resetAfter ? 1 : attempt + 1;
        await this.#pause(verdict.wait, attempt, outcome, signal);
      }
      refresh = verdict.refresh;
    }
  }

  /** Opens one stream and follows it to its end; `lasted` is how long it was open, in ms. */
  async #attempt(
    signal: AbortSignal,
    refresh: boolean,
  ): Promise<{ outcome: Outcome; lasted: number }> {
    const { clock } = this.#settings;
    let openedAt: number | undefined;
    // What was already on its way when the caller closed is not delivered any more.
    const unlessClosed =
      <Argument>(then: (argument: Argument) => void) =>
      (argument: Argument) => {
        if (!signal.aborted) then(argument);
      };
    const listener: StreamListener = {
      onOpen: unlessClosed(({ connection }) => {
        openedAt = clock.now();
        this.status.set({ state: "open", connection, since: openedAt });
      }),
      onCursor: unlessClosed((cursor) => {
        this.#cursor = cursor === "" ? undefined : cursor;
      }),
      onEvent: unlessClosed((event) => this.events.dispatch(event)),
      onRetry: unlessClosed((ms) => {
        this.#base = ms;
      }),
    };
    const request = { cursor: this.#cursor, refresh, signal };
    const outcome = await readStream(this.#settings, request, listener);
    return { outcome, lasted: openedAt === undefined ? 0 : clock.now() - openedAt };
  }

  async #pause(wait: number, attempt: number, cause: Outcome, signal: AbortSignal): Promise<void> {
    const { clock } = this.#settings;
    const delay = wait + jitter(this.#settings, attempt, this.#base);
    this.status.set({ state: "reconnecting", attempt, retryAt: clock.now() + delay, cause });
    await sleep(clock, delay, signal);
    if (!signal.aborted) {
      this.status.set({ state: "reconnecting", attempt, retryAt: undefined, cause });
    }
  }

  #end(status: Status): void {
    const running = this.#running;
    this.#running = undefined;
    running?.abort();
    this.status.set(status);
  }
}

function final(verdict: Verdict & { next: "close" | "fail" }, outcome: Outcome): Status {
  if (verdict.next === "fail") return { state: "failed", error: verdict.error };
  return outcome.kind === "told" ? { state: "closed", close: outcome.close } : { state: "closed" };
}
