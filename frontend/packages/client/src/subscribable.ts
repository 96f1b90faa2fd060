import { reportUncaught } from "./platform.ts";

/** Undoes a subscription. Calling it twice is harmless. */
export type Unsubscribe = () => void;

/**
 * A set of listeners. A subclass that needs a resource only while somebody listens overrides
 * `onFirst` and `onLast`.
 */
export class Subscribable<Listener extends (...args: never[]) => void> {
  readonly #listeners = new Set<{ readonly call: Listener }>();
  readonly #onError: (error: unknown) => void;

  /** @param onError told what a listener throws; by default the platform's uncaught error */
  constructor(onError: (error: unknown) => void = reportUncaught) {
    this.#onError = onError;
  }

  /** Adds `listener`; the same function may be added more than once. Bound, so it can be passed on. */
  readonly subscribe = (listener: Listener): Unsubscribe => {
    const entry = { call: listener };
    this.#listeners.add(entry);
    if (this.#listeners.size === 1) this.onFirst();
    return () => {
      if (this.#listeners.delete(entry) && this.#listeners.size === 0) this.onLast();
    };
  };

  /** Whether anybody listens. */
  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  /** Calls each listener with `args`. One that throws hides nothing from the others. */
  protected emit(...args: Parameters<Listener>): void {
    for (const { call } of [...this.#listeners]) this.guard(() => call(...args));
  }

  /** Runs `task`; what it throws is told, and nothing comes of it. */
  protected guard<T>(task: () => T): T | undefined {
    try {
      return task();
    } catch (error) {
      this.#onError(error);
      return undefined;
    }
  }

  protected onFirst(): void {
    // for subclasses
  }

  protected onLast(): void {
    // for subclasses
  }
}
