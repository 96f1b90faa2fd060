import type { Locks } from "../platform.ts";

export interface ElectionListener {
  onElected(): void;
  /** Another tab took the lead over. */
  onDeposed(): void;
  /** The page may not use locks, as in a sandboxed frame: it cannot be elected. */
  onDenied(error: unknown): void;
}

/**
 * Elects the leader: the tab that holds a lock. The lock passes on when its tab ends. Another tab
 * steals it from a frozen one.
 * @see https://w3c.github.io/web-locks/
 */
export class Election {
  readonly #locks: Locks;
  readonly #name: string;
  readonly #listener: ElectionListener;
  #withdrawn = false;
  /** Cancels a pending request. */
  #pending: AbortController | undefined;
  /** Releases the lock while this tab holds it. */
  #release: (() => void) | undefined;

  constructor(locks: Locks, name: string, listener: ElectionListener) {
    this.#locks = locks;
    this.#name = name;
    this.#listener = listener;
  }

  /** Takes the lead over from a leader that does not answer. */
  takeOver(): void {
    this.#request(true);
  }

  /** Releases the lock, and waits to be elected. */
  stepDown(): void {
    this.#releaseLock();
    this.#request(false);
  }

  /** Leaves the election. */
  withdraw(): void {
    this.#withdrawn = true;
    this.#pending?.abort();
    this.#releaseLock();
  }

  #releaseLock(): void {
    const release = this.#release;
    this.#release = undefined;
    release?.();
  }

  #request(steal: boolean): void {
    this.#pending?.abort();
    const pending = new AbortController();
    this.#pending = pending;
    let own: (() => void) | undefined;
    const held = () =>
      new Promise<void>((resolve) => {
        // A request that steals cannot be cancelled, so the lock may arrive too late.
        if (pending.signal.aborted || this.#withdrawn) return resolve();
        own = resolve;
        this.#release = resolve;
        this.#listener.onElected();
      });
    const options = steal ? { steal } : { signal: pending.signal };
    // Within a promise, an error that is thrown becomes a rejection.
    new Promise((resolve) => {
      resolve(this.#locks.request(this.#name, options, held));
    }).catch((error: unknown) => {
      if (own === undefined) {
        // A cancelled request is not a denial.
        if (!pending.signal.aborted) this.#listener.onDenied(error);
      } else if (own === this.#release) {
        this.#release = undefined;
        this.#listener.onDeposed();
      }
    });
  }
}
