import { Store, type TidingsEvent } from "@tidings/client";
import { readTask, type TaskStatus } from "./task.ts";

export interface Task {
  readonly id: string;
  /** 0 to 1; `undefined` where it was not reported. */
  readonly progress: number | undefined;
  readonly status: TaskStatus;
  readonly message: string | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly changedAt: number;
  /** The first reported progress, and its time; the basis of the estimate. */
  readonly from: { readonly progress: number; readonly at: number } | undefined;
}

export interface TasksOptions {
  /** The most retained tasks. @default 200 */
  readonly limit?: number;
  /** Runs a function before the next animation frame. @default requestAnimationFrame */
  readonly schedule?: (task: () => void) => void;
  /** @default Date.now */
  readonly now?: () => number;
}

/** The time without an update after which a task is stale; milliseconds. */
export const STALE_AFTER = 30_000;

/** The tasks of the `task.*` events, the last changed first. It changes once per animation frame. */
export class Tasks extends Store<readonly Task[]> {
  readonly #limit: number;
  readonly #schedule: (task: () => void) => void;
  readonly #now: () => number;
  /** The most recently changed last. */
  readonly #tasks = new Map<string, Task>();
  #scheduled = false;

  constructor(options: TasksOptions = {}) {
    super([]);
    this.#limit = options.limit ?? 200;
    this.#schedule = options.schedule ?? ((task) => requestAnimationFrame(task));
    this.#now = options.now ?? Date.now;
  }

  add(event: TidingsEvent): void {
    const update = readTask(event);
    if (!update) return;
    const at = this.#now();
    const before = this.#tasks.get(update.task);
    const { progress = before?.progress } = update;
    const first = progress === undefined ? undefined : { progress, at };
    this.#tasks.delete(update.task);
    this.#tasks.set(update.task, {
      id: update.task,
      progress,
      status: update.status ?? before?.status ?? "running",
      message: update.message ?? before?.message,
      startedAt: before?.startedAt ?? at,
      changedAt: at,
      from: before?.from ?? first,
    });
    const [oldest] = this.#tasks.keys();
    if (this.#tasks.size > this.#limit && oldest !== undefined) this.#tasks.delete(oldest);
    this.#schedulePublish();
  }

  removeFinished(): void {
    for (const { id, status } of this.#tasks.values()) {
      if (status !== "running") this.#tasks.delete(id);
    }
    this.#publish();
  }

  #schedulePublish(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#schedule(() => {
      this.#scheduled = false;
      this.#publish();
    });
  }

  #publish(): void {
    this.set([...this.#tasks.values()].reverse());
  }
}

export function isStale({ status, changedAt }: Task, now: number): boolean {
  return status === "running" && now - changedAt >= STALE_AFTER;
}

/** The estimated milliseconds left; `undefined` without progress to estimate from. */
export function timeLeft(task: Task, now: number): number | undefined {
  const { status, progress, from, changedAt } = task;
  if (status !== "running" || progress === undefined || !from) return undefined;
  const done = progress - from.progress;
  const took = changedAt - from.at;
  if (done <= 0 || took <= 0) return undefined;
  return Math.max(0, ((1 - progress) * took) / done - (now - changedAt));
}
