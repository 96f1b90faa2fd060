/** How long the server may hold a poll that has nothing to tell, in seconds. */
const LONGEST = 25;
/** Shorter than this a poll is never held: it would be no better than asking all the time. */
const SHORTEST = 2;
/** How much of the time in which a path cut a poll is asked for next. */
const PART = 0.75;
/** What a poll that gets through adds: the cut may have had another reason, or the path changed. */
const GROWTH = 1 / 32;

/**
 * The time that polls are held, in seconds. A path that cuts what is idle (a NAT, a gateway's
 * timeout) is asked for less each time it does so, until polls get through.
 */
export class Hold {
  #seconds = LONGEST;

  get seconds(): number {
    return Math.floor(this.#seconds);
  }

  /** A poll that was held `ms` milliseconds was cut on its way. At once means: not for the time. */
  cut(ms: number): void {
    if (ms < SHORTEST * 1000) return;
    this.#seconds = Math.max(SHORTEST, Math.min(ms / 1000, this.#seconds) * PART);
  }

  /** A poll was answered. */
  passed(): void {
    this.#seconds = Math.min(LONGEST, this.#seconds + GROWTH);
  }
}
