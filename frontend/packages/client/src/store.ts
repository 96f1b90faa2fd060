import { Subscribable } from "./subscribable.ts";

/** A value to read and to subscribe to, as React's `useSyncExternalStore` expects. */
export interface Readable<T> {
  readonly get: () => T;
  readonly subscribe: (listener: () => void) => () => void;
}

/** A {@link Readable} that its owner sets. The value is replaced, never mutated. */
export class Store<T> extends Subscribable<() => void> implements Readable<T> {
  #value: T;

  constructor(initial: T, onError?: (error: unknown) => void) {
    super(onError);
    this.#value = initial;
  }

  readonly get = (): T => this.#value;

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    this.emit();
  }
}
