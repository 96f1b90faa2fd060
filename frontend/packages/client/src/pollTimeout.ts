import type { Outcome } from "./outcome.ts";
import { isInterrupted } from "./retryDecision.ts";

/** The longest time that a poll asks the server to wait for events, in seconds. */
const MAX_SECONDS = 25;
/** The shortest such time: below it, long polling has no advantage over frequent polling. */
const MIN_SECONDS = 2;
/** After an interrupted poll, the next one asks for this part of the time that it lasted. */
const REDUCTION = 0.75;
/** Seconds that an answered poll adds, since the network path may have changed. */
const GROWTH = 1 / 32;

/** The minimum interval between two polls of a busy stream, in milliseconds. */
export const POLL_INTERVAL = 200;
/** How long an answer may take beyond the poll's timeout, at most; milliseconds. */
export const ANSWER_GRACE = 10_000;

/**
 * The timeout of long polls, in seconds. A network path may interrupt idle requests (a NAT, a
 * gateway's timeout). Each interruption shortens the timeout, until polls are answered.
 */
export class PollTimeout {
  #seconds = MAX_SECONDS;

  get seconds(): number {
    return Math.floor(this.#seconds);
  }

  /**
   * Adapts the timeout to a poll that lasted `ms` milliseconds.
   * @param outcome why the poll failed; `undefined` for an answered poll
   */
  adapt(outcome: Outcome | undefined, ms: number): void {
    if (!outcome) this.#seconds = Math.min(MAX_SECONDS, this.#seconds + GROWTH);
    // An immediate failure does not depend on the timeout.
    else if (isInterrupted(outcome) && ms >= MIN_SECONDS * 1000) {
      this.#seconds = Math.max(MIN_SECONDS, Math.min(ms / 1000, this.#seconds) * REDUCTION);
    }
  }
}
