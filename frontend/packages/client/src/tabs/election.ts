import type { Locks } from "../platform.ts";

export interface ElectionListener {
  onElected(): void;
  /** Another tab took the lead by force. */
  onDeposed(): void;
  /** There are no locks for this page, as in a sandboxed frame: nobody can be elected. */
  onDenied(error: unknown): void;
}

/**
 * One tab leads: the one that holds a lock. The lock passes on when its tab ends; from one that is
 * frozen it is taken.
 * @see https://w3c.github.io/web-locks/
 */
export class Election {
  readonly #locks: Locks;
  readonly #name: string;
  readonly #listener: ElectionListener;
  #withdrawn = false;
  /** Takes back a request that still waits. */
  #waiting: AbortController | undefined;
  /** Gives the lock back while it is held. */
  #release: (() => void) | undefined;

  constructor(locks: Locks, name: string, listener: ElectionListener) {
    this.#locks = locks;
    this.#name = name;
    this.#listener = listener;
  }

  /** Takes the lead from a leader that does not answer. */
  usurp(): void {
    this.#ask(true);
  }

  /** Waits to be elected; a lead that it has is given up first. */
  standDown(): void {
    this.#giveBack();
    this.#ask(false);
  }

  /** Leaves for good. */
  withdraw(): void {
    this.#withdrawn = true;
    this.#waiting?.abort();
    this.#giveBack();
  }

  #giveBack(): void {
    const release = this.#release;
    this.#release = undefined;
    release?.();
  }

  #ask(steal: boolean): void {
    this.#waiting?.abort();
    const waiting = new AbortController();
    this.#waiting = waiting;
    let mine: (() => void) | undefined;
    const held = () =>
      new Promise<void>((resolve) => {
        // A lock cannot be stolen and the theft be called off, so it may come too late.
        if (waiting.signal.aborted || this.#withdrawn) return resolve();
        mine = resolve;
        this.#release = resolve;
        this.#listener.onElected();
      });
    const options = steal ? { steal } : { signal: waiting.signal };
    // What is thrown at once comes to the same as what is rejected.
    new Promise((resolve) => {
      resolve(this.#locks.request(this.#name, options, held));
    }).catch((error: unknown) => {
      if (mine === undefined) {
        // Unless it was taken back while it waited.
        if (!waiting.signal.aborted) this.#listener.onDenied(error);
      } else if (mine === this.#release) {
        this.#release = undefined;
        this.#listener.onDeposed();
      }
    });
  }
}
