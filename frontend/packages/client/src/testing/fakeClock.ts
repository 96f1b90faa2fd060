import type { Clock } from "../clock.ts";

interface Task {
  readonly at: number;
  readonly run: () => void;
}

/** Time that advances only on request. */
export class FakeClock implements Clock {
  #now = 0;
  readonly #tasks = new Set<Task>();

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const task = { at: this.#now + ms, run };
    this.#tasks.add(task);
    return () => this.#tasks.delete(task);
  }

  /** Advances by `ms` milliseconds. Due tasks run in their order, and promises settle in between. */
  async advance(ms: number): Promise<void> {
    await settle();
    const end = this.#now + ms;
    for (let task = this.#due(end); task; task = this.#due(end)) {
      this.#tasks.delete(task);
      this.#now = task.at;
      task.run();
      await settle();
    }
    this.#now = end;
  }

  #due(end: number): Task | undefined {
    let first: Task | undefined;
    for (const task of this.#tasks) {
      if (task.at <= end && (!first || task.at < first.at)) first = task;
    }
    return first;
  }
}

/** Node's `setImmediate` is faster than a timer; browsers lack it. */
const immediate = (globalThis as { setImmediate?: (task: () => void) => void }).setImmediate;

/** Resolves when all pending promises have settled. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    if (immediate) immediate(resolve);
    else setTimeout(resolve);
  });
}
