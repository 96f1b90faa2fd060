import type { Outcome } from "./outcome.ts";
import { isCut } from "./verdict.ts";

/** How long the server may hold a poll that has nothing to tell, in seconds. */
const LONGEST = 25;
/** Shorter than this a poll is never held: it would be no better than asking all the time. */
const SHORTEST = 2;
/** How much of the time in which a path cut a poll is asked for next. */
const PART = 0.75;
/** What a poll that gets through adds: the cut may have had another reason, or the path changed. */
const GROWTH = 1 / 32;

/** Polls of a busy stream begin this far apart, in milliseconds: each brings what came meanwhile. */
export const APART = 200;
/** How long an answer may take beyond the time that it is held, at most; milliseconds. */
export const GRACE = 10_000;

/**
 * The time that polls are held, in seconds. A path that cuts what is idle (a NAT, a gateway's
 * timeout) is asked for less each time it does so, until polls get through.
 */
export class Hold {
  #seconds = LONGEST;

  get seconds(): number {
    return Math.floor(this.#seconds);
  }

  /** Learns from a poll that was under way `ms` milliseconds; `undefined`: it was answered. */
  learn(outcome: Outcome | undefined, ms: number): void {
    if (!outcome) this.#seconds = Math.min(LONGEST, this.#seconds + GROWTH);
    // At once means: not for the time.
    else if (isCut(outcome) && ms >= SHORTEST * 1000) {
      this.#seconds = Math.max(SHORTEST, Math.min(ms / 1000, this.#seconds) * PART);
    }
  }
}
