import type { Outcome } from "./outcome.ts";
import type { Settings } from "./settings.ts";
import { silence } from "./transport.ts";
import type { Watchdog } from "./watchdog.ts";

/**
 * The server begins each stream within a second. A response without a byte for so long is held back
 * on its way; milliseconds.
 */
const FIRST_FRAME = 10_000;
/** What comes so long after the first frame did not come in one piece with it; milliseconds. */
const APART = 1000;
/**
 * The server answers at once. A connection that is cut without an answer after so long was held by
 * something on its way; milliseconds.
 */
const SUSPICIOUS = 5000;

/** Watches that the bytes of a stream flow: at all, and not only when it opens. */
export class Flow {
  readonly #settings: Pick<Settings, "clock" | "heartbeatTimeout">;
  readonly #dog: Watchdog;
  readonly #onFlow: () => void;
  /** When it began, in milliseconds. */
  openedAt: number | undefined;
  proven = false;

  constructor(
    settings: Pick<Settings, "clock" | "heartbeatTimeout">,
    dog: Watchdog,
    onFlow: () => void,
  ) {
    this.#settings = settings;
    this.#dog = dog;
    this.#onFlow = onFlow;
    dog.feed(Math.min(silence(settings), FIRST_FRAME));
  }

  /** It has begun; `heartbeat` is the server's, in milliseconds. */
  opened(heartbeat?: number): void {
    this.openedAt = this.#settings.clock.now();
    this.#dog.feed(silence(this.#settings, heartbeat));
  }

  came(): void {
    this.#dog.feed();
    if (this.proven || this.openedAt === undefined) return;
    if (this.#settings.clock.now() - this.openedAt < APART) return;
    this.proven = true;
    this.#onFlow();
  }
}

/**
 * The outcome of a stream, marked as `mute` where the path may hold streams back: it ended before
 * it had begun, or was cut without an answer after `waited` milliseconds.
 */
export function suspect(outcome: Outcome, flow: Flow | undefined, waited: number): Outcome {
  const { kind } = outcome;
  const mute =
    (kind === "ended" && flow?.openedAt === undefined) ||
    (kind === "unreachable" && waited >= SUSPICIOUS);
  return mute ? { ...outcome, mute } : outcome;
}
