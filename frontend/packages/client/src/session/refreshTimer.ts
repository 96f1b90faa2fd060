import { backoff } from "../backoff.ts";
import { TidingsError } from "../problem.ts";
import type { SessionSettings } from "./options.ts";

/**
 * How long before its end a session is refreshed, in milliseconds, or a quarter of the time that is
 * left. A stream announces the end earlier (`tidings.reauth`), so that its tab refreshes first.
 */
const LEAD = 30_000;

/** The shortest wait, in milliseconds. */
const MIN_WAIT = 1000;

/** Runs a refresh when it is due, and repeats a failed one with back-off. */
export class RefreshTimer {
  readonly #settings: SessionSettings;
  readonly #refresh: () => void;
  /** Milliseconds since the Unix epoch, by the settings' clock. */
  #dueAt = Number.POSITIVE_INFINITY;
  #endAt = Number.POSITIVE_INFINITY;
  #failures = 0;
  #cancel: () => void = () => undefined;

  constructor(settings: SessionSettings, refresh: () => void) {
    this.#settings = settings;
    this.#refresh = refresh;
  }

  /** Whether it is time for a refresh. */
  get isDue(): boolean {
    return this.#settings.clock.now() >= this.#dueAt;
  }

  /** Whether the session has ended without a refresh. */
  get isOver(): boolean {
    return this.#settings.clock.now() >= this.#endAt;
  }

  /** @param left the time to the session's end, in milliseconds */
  start(left: number): void {
    this.stop();
    if (Number.isNaN(left)) return;
    const now = this.#settings.clock.now();
    this.#endAt = now + left;
    this.#dueAt = this.#endAt - Math.min(LEAD, left / 4);
    this.#wait(Math.max(this.#dueAt - now, MIN_WAIT));
  }

  /** Repeats a refresh that failed, with back-off, and once at the session's end. */
  retry(error: unknown): void {
    if (this.#endAt === Number.POSITIVE_INFINITY) return;
    this.#failures += 1;
    const asked = error instanceof TidingsError ? (error.retryAfter ?? 0) : 0;
    const wait = asked + backoff(this.#settings, this.#failures);
    const left = this.#endAt - this.#settings.clock.now();
    this.#wait(left > 0 ? Math.min(wait, left) : wait);
  }

  /** The timers of a hidden page run late: runs a refresh that is due. */
  catchUp(): void {
    if (this.isDue) this.#wait(0);
  }

  stop(): void {
    this.#cancel();
    this.#failures = 0;
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.#endAt = Number.POSITIVE_INFINITY;
  }

  #wait(ms: number): void {
    this.#cancel();
    this.#cancel = this.#settings.clock.after(ms, this.#refresh);
  }
}
