import type { Outcome } from "./outcome.ts";
import type { Settings } from "./settings.ts";
import { idleTimeoutOf } from "./transport.ts";
import type { Watchdog } from "./watchdog.ts";

/**
 * The server sends the first frame within a second. After this time without a byte, something on the
 * network path buffers the response; milliseconds.
 */
const FIRST_FRAME = 10_000;
/** Bytes this long after the first frame were not sent together with it; milliseconds. */
const APART = 1000;
/**
 * The server answers immediately. A connection that breaks without an answer after this time was
 * held by something on the network path; milliseconds.
 */
const SUSPICIOUS = 5000;

/** Checks that the bytes of a stream flow, and not only when it opens. */
export class FlowMonitor {
  readonly #settings: Pick<Settings, "clock" | "heartbeatTimeout">;
  readonly #watchdog: Watchdog;
  readonly #onFlow: () => void;
  /** When the stream opened, in milliseconds since the Unix epoch. */
  openedAt: number | undefined;
  isFlowing = false;

  constructor(
    settings: Pick<Settings, "clock" | "heartbeatTimeout">,
    watchdog: Watchdog,
    onFlow: () => void,
  ) {
    this.#settings = settings;
    this.#watchdog = watchdog;
    this.#onFlow = onFlow;
    watchdog.reset(Math.min(idleTimeoutOf(settings), FIRST_FRAME));
  }

  /** The stream is open; `heartbeat` is the server's interval, in milliseconds. */
  onOpen(heartbeat?: number): void {
    this.openedAt = this.#settings.clock.now();
    this.#watchdog.reset(idleTimeoutOf(this.#settings, heartbeat));
  }

  onBytes(): void {
    this.#watchdog.reset();
    if (this.isFlowing || this.openedAt === undefined) return;
    if (this.#settings.clock.now() - this.openedAt < APART) return;
    this.isFlowing = true;
    this.#onFlow();
  }
}

/**
 * Marks the outcome of a stream as `buffered` where the network path may buffer streams: the stream
 * ended before it opened, or broke without an answer after `waited` milliseconds.
 */
export function markBuffered(
  outcome: Outcome,
  flow: FlowMonitor | undefined,
  waited: number,
): Outcome {
  const { kind } = outcome;
  const buffered =
    (kind === "ended" && flow?.openedAt === undefined) ||
    (kind === "unreachable" && waited >= SUSPICIOUS);
  return buffered ? { ...outcome, buffered } : outcome;
}
