import { reportUncaught } from "./platform.ts";

/** Ends a subscription. A second call has no effect. */
export type Unsubscribe = () => void;

/**
 * A set of listeners. A subclass that needs a resource only while it has listeners overrides
 * `onFirst` and `onLast`.
 */
export class Subscribable<Listener extends (...args: never[]) => void> {
  readonly #listeners = new Set<{ readonly call: Listener }>();
  readonly #onError: (error: unknown) => void;

  /** @param onError receives the error of a listener; by default an uncaught error is reported */
  constructor(onError: (error: unknown) => void = reportUncaught) {
    this.#onError = onError;
  }

  /** Adds `listener`. The same function may be added more than once. The method is bound. */
  readonly subscribe = (listener: Listener): Unsubscribe => {
    const entry = { call: listener };
    this.#listeners.add(entry);
    if (this.#listeners.size === 1) this.onFirst();
    return () => {
      if (this.#listeners.delete(entry) && this.#listeners.size === 0) this.onLast();
    };
  };

  /** Whether there is a listener. */
  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  /** Calls each listener with `args`. A listener that throws does not affect the others. */
  protected emit(...args: Parameters<Listener>): void {
    for (const { call } of [...this.#listeners]) this.guard(() => call(...args));
  }

  /** Runs `task`. It reports an error and then returns `undefined`. */
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
