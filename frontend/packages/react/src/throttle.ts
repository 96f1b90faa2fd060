import { Subscribable, type TidingsEvent } from "@tidings/client";

/**
 * Passes the first event on at once. Of those that follow within `interval` milliseconds, it passes
 * the newest of each type on at its end, in their order.
 */
export class Throttle<Event extends TidingsEvent> extends Subscribable<(event: Event) => void> {
  readonly #interval: number;
  readonly #waiting = new Map<string, Event>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(interval: number) {
    super();
    this.#interval = interval;
  }

  add(event: Event): void {
    // Removed first, since a map keeps the position of a key.
    this.#waiting.delete(event.type);
    this.#waiting.set(event.type, event);
    if (this.#timer === undefined) this.#flush();
  }

  protected override onLast(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting.clear();
  }

  #flush(): void {
    this.#timer = undefined;
    if (this.#waiting.size === 0) return;
    const events = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#timer = setTimeout(() => this.#flush(), this.#interval);
    for (const event of events) this.emit(event);
  }
}
