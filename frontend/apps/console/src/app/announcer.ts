import { type Clock, Store } from "@tidings/client";

/** The minimum interval between announcements, in milliseconds. */
const INTERVAL = 10_000;

/**
 * The text for screen readers: at most one announcement in ten seconds, the latest one. Events are
 * not announced, since a stream of them would hide everything else.
 */
export class Announcer extends Store<string> {
  readonly #clock: Clock;
  #next: string | undefined;
  #quiet = false;

  constructor(clock: Clock) {
    super("");
    this.#clock = clock;
  }

  announce(text: string): void {
    if (this.#quiet) {
      this.#next = text;
    } else {
      this.#announceNow(text);
    }
  }

  #announceNow(text: string): void {
    this.#quiet = true;
    this.set(text);
    this.#clock.after(INTERVAL, () => {
      this.#quiet = false;
      const next = this.#next;
      this.#next = undefined;
      if (next !== undefined && next !== this.get()) this.#announceNow(next);
    });
  }
}
