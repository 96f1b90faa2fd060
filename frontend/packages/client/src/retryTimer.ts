import { backoff } from "./backoff.ts";
import { sleep } from "./clock.ts";
import type { Settings } from "./settings.ts";
import { anySignal } from "./signals.ts";

type RetrySettings = Pick<Settings, "retry" | "random" | "clock">;

/** Counts failed attempts, and waits before the next one. */
export class RetryTimer {
  readonly #settings: RetrySettings;
  #failures = 0;
  #initialDelay: number;
  #wait: AbortController | undefined;

  constructor(settings: RetrySettings) {
    this.#settings = settings;
    this.#initialDelay = settings.retry.initialDelay;
  }

  /** Consecutive failures. */
  get attempt(): number {
    return this.#failures;
  }

  /** Takes over the server's reconnection time, in milliseconds. */
  setInitialDelay(ms: number): void {
    this.#initialDelay = ms;
  }

  /**
   * An attempt failed, after a connection of `openFor` milliseconds.
   * @returns the random part of the next wait; `undefined` after the last attempt
   */
  onFailure(openFor: number): number | undefined {
    const { resetAfter, maxAttempts } = this.#settings.retry;
    if (openFor > 0 && openFor >= resetAfter) this.#failures = 0;
    this.#failures += 1;
    if (this.#failures >= maxAttempts) return undefined;
    return backoff(this.#settings, this.#failures, this.#initialDelay);
  }

  /** Waits the `due` milliseconds that the server asked for, then at most `random` milliseconds. */
  async wait(due: number, random: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.#settings;
    this.#wait ??= new AbortController();
    const skipped = this.#wait.signal;
    if (due > 0) await sleep(clock, due, signal);
    await sleep(clock, random, anySignal(signal, skipped));
    this.#wait = undefined;
  }

  /** Skips the current random wait; during an attempt, the next one. */
  skipWait(): void {
    this.#wait ??= new AbortController();
    this.#wait.abort();
  }

  /** An attempt reached the server. A pending `skipWait` no longer applies. */
  onSuccess(): void {
    this.#wait = undefined;
  }
}
