import { backoff } from "./backoff.ts";
import { sleep } from "./clock.ts";
import type { Settings } from "./settings.ts";
import { anySignal } from "./signals.ts";

type Retrying = Pick<Settings, "retry" | "random" | "clock">;

/** Counts the attempts that failed, and waits before the next one. */
export class Attempts {
  readonly #settings: Retrying;
  #failed = 0;
  #base: number;
  #nap: AbortController | undefined;

  constructor(settings: Retrying) {
    this.#settings = settings;
    this.#base = settings.retry.initialDelay;
  }

  /** How many failed in a row. */
  get attempt(): number {
    return this.#failed;
  }

  /** The server set its reconnection time, in milliseconds. */
  base(ms: number): void {
    this.#base = ms;
  }

  /**
   * One more failed, after it had been open for `lasted` milliseconds. Returns the random wait that
   * is then due; `undefined` where there is to be no other attempt.
   */
  failed(lasted: number): number | undefined {
    const { resetAfter, maxAttempts } = this.#settings.retry;
    if (lasted > 0 && lasted >= resetAfter) this.#failed = 0;
    this.#failed += 1;
    if (this.#failed >= maxAttempts) return undefined;
    return backoff(this.#settings, this.#failed, this.#base);
  }

  /** Waits `due` milliseconds, which is what the server asked for, and then `random` at most. */
  async wait(due: number, random: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.#settings;
    this.#nap ??= new AbortController();
    const nap = this.#nap.signal;
    if (due > 0) await sleep(clock, due, signal);
    await sleep(clock, random, anySignal(signal, nap));
    this.#nap = undefined;
  }

  /** Ends the random wait: this one, or the next where an attempt is still under way. */
  hurry(): void {
    this.#nap ??= new AbortController();
    this.#nap.abort();
  }

  /** The attempt got through: what hurried it is settled. */
  succeeded(): void {
    this.#nap = undefined;
  }
}
