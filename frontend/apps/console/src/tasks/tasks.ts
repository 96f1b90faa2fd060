import { Store, type TidingsEvent } from "@tidings/client";
import { readTask, type TaskStatus } from "./task.ts";

export interface Task {
  readonly id: string;
  /** 0 to 1, as far as it was told. */
  readonly progress: number | undefined;
  readonly status: TaskStatus;
  readonly message: string | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly changedAt: number;
  /** The first progress that was told, and when: what the time left is reckoned from. */
  readonly from: { readonly progress: number; readonly at: number } | undefined;
}

export interface TasksOptions {
  /** How many are kept. @default 200 */
  readonly limit?: number;
  /** Runs a task before the next picture. @default requestAnimationFrame */
  readonly schedule?: (task: () => void) => void;
  /** @default Date.now */
  readonly now?: () => number;
}

/** A task is stale if nothing was heard of it for so long; milliseconds. */
export const STALE_AFTER = 30_000;

/** The tasks that `task.*` events tell of, the last changed first. It changes once a picture. */
export class Tasks extends Store<readonly Task[]> {
  readonly #limit: number;
  readonly #schedule: (task: () => void) => void;
  readonly #now: () => number;
  /** The last changed last. */
  readonly #tasks = new Map<string, Task>();
  #scheduled = false;

  constructor(options: TasksOptions = {}) {
    super([]);
    this.#limit = options.limit ?? 200;
    this.#schedule = options.schedule ?? ((task) => requestAnimationFrame(task));
    this.#now = options.now ?? Date.now;
  }

  add(event: TidingsEvent): void {
    const news = readTask(event);
    if (!news) return;
    const at = this.#now();
    const before = this.#tasks.get(news.task);
    const { progress = before?.progress } = news;
    const first = progress === undefined ? undefined : { progress, at };
    this.#tasks.delete(news.task);
    this.#tasks.set(news.task, {
      id: news.task,
      progress,
      status: news.status ?? before?.status ?? "running",
      message: news.message ?? before?.message,
      startedAt: before?.startedAt ?? at,
      changedAt: at,
      from: before?.from ?? first,
    });
    const [oldest] = this.#tasks.keys();
    if (this.#tasks.size > this.#limit && oldest !== undefined) this.#tasks.delete(oldest);
    this.#showSoon();
  }

  removeFinished(): void {
    for (const { id, status } of this.#tasks.values()) {
      if (status !== "running") this.#tasks.delete(id);
    }
    this.#show();
  }

  #showSoon(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#schedule(() => {
      this.#scheduled = false;
      this.#show();
    });
  }

  #show(): void {
    this.set([...this.#tasks.values()].reverse());
  }
}

export function isStale({ status, changedAt }: Task, now: number): boolean {
  return status === "running" && now - changedAt >= STALE_AFTER;
}

/** Milliseconds left at the pace so far; `undefined` where there is no pace to go by. */
export function timeLeft(task: Task, now: number): number | undefined {
  const { status, progress, from, changedAt } = task;
  if (status !== "running" || progress === undefined || !from) return undefined;
  const done = progress - from.progress;
  const took = changedAt - from.at;
  if (done <= 0 || took <= 0) return undefined;
  return Math.max(0, ((1 - progress) * took) / done - (now - changedAt));
}
