import { type Clock, Store } from "@tidings/client";

/** How far apart announcements are at least, in milliseconds. */
const APART = 10_000;

/**
 * What a screen reader is told of the stream: at most one thing in ten seconds, the latest. A stream
 * of events would drown everything else, so they are not announced at all.
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
      this.#say(text);
    }
  }

  #say(text: string): void {
    this.#quiet = true;
    this.set(text);
    this.#clock.after(APART, () => {
      this.#quiet = false;
      const next = this.#next;
      this.#next = undefined;
      if (next !== undefined && next !== this.get()) this.#say(next);
    });
  }
}
