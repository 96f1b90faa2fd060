import type { Clock } from "./clock.ts";

/** Barks once when it was not fed for `timeout` milliseconds. */
export class Watchdog {
  readonly #clock: Clock;
  readonly #bark: () => void;
  #timeout: number;
  #cancel: () => void;

  constructor(clock: Clock, timeout: number, bark: () => void) {
    this.#clock = clock;
    this.#timeout = timeout;
    this.#bark = bark;
    this.#cancel = clock.after(timeout, bark);
  }

  /** Starts the time anew, from now on with `timeout` where it is given. */
  feed(timeout = this.#timeout): void {
    this.#timeout = timeout;
    this.#cancel();
    this.#cancel = this.#clock.after(timeout, this.#bark);
  }

  stop(): void {
    this.#cancel();
  }
}
