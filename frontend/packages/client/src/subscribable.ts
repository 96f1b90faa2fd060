/** Undoes a subscription. Calling it twice is harmless. */
export type Unsubscribe = () => void;

/**
 * A set of listeners. A subclass that needs a resource only while somebody listens overrides
 * `onFirst` and `onLast`.
 */
export class Subscribable<Listener extends (...args: never[]) => void> {
  readonly #listeners = new Set<{ readonly call: Listener }>();

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

  /**
   * Calls each listener with `args`. One that throws hides nothing from the others: its error is
   * reported as the platform reports an uncaught one.
   */
  protected emit(...args: Parameters<Listener>): void {
    for (const { call } of [...this.#listeners]) {
      try {
        call(...args);
      } catch (error) {
        report(error);
      }
    }
  }

  protected onFirst(): void {
    // for subclasses
  }

  protected onLast(): void {
    // for subclasses
  }
}

/** Browsers have `reportError`; elsewhere an error thrown on its own comes to the same. */
function report(error: unknown): void {
  if (typeof reportError === "function") {
    reportError(error);
  } else {
    queueMicrotask(() => {
      throw error;
    });
  }
}
