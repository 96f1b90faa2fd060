import type { Clock } from "../clock.ts";

interface Task {
  readonly at: number;
  readonly run: () => void;
}

/** Time that stands still until it is told to pass. */
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

  /** Lets `ms` milliseconds pass, running what falls due in its order, and settles in between. */
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

/** Node's is the shorter way; browsers have none. */
const later = (globalThis as { setImmediate?: (task: () => void) => void }).setImmediate;

/** Lets everything that only waits for promises go as far as it can. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    if (later) later(resolve);
    else setTimeout(resolve);
  });
}
