import type { TidingsEvent } from "@tidings/client";

export type TaskStatus = "running" | "completed" | "failed" | "cancelled";

/** The content of one `task.*` event. Missing values remain unchanged. */
export interface TaskUpdate {
  readonly task: string;
  /** 0 to 1. */
  readonly progress: number | undefined;
  readonly status: TaskStatus | undefined;
  readonly message: string | undefined;
}

const STATUSES: Readonly<Record<string, TaskStatus>> = {
  queued: "running",
  pending: "running",
  started: "running",
  running: "running",
  progress: "running",
  completed: "completed",
  complete: "completed",
  done: "completed",
  finished: "completed",
  succeeded: "completed",
  success: "completed",
  failed: "failed",
  failure: "failed",
  error: "failed",
  cancelled: "cancelled",
  canceled: "cancelled",
};

/** Reads an event as the README describes; `undefined` where it names no task. */
export function readTask({ type, data }: TidingsEvent): TaskUpdate | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const fields = data as Readonly<Record<string, unknown>>;
  const task = name(fields["task"]) ?? name(fields["task_id"]) ?? name(fields["id"]);
  if (task === undefined) return undefined;
  const status = statusOf(fields["status"]) ?? statusOf(type.split(".").at(-1));
  return {
    task,
    status,
    progress: status === "completed" ? 1 : fraction(fields["progress"] ?? fields["percent"]),
    message: name(fields["message"]),
  };
}

function name(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

function statusOf(value: unknown): TaskStatus | undefined {
  if (typeof value !== "string") return undefined;
  const word = value.toLowerCase();
  return Object.hasOwn(STATUSES, word) ? STATUSES[word] : undefined;
}

/** Reads a progress: up to 1 a fraction, above it a percentage. */
function fraction(value: unknown): number | undefined {
  const number = typeof value === "string" ? Number.parseFloat(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) return undefined;
  return Math.min(1, Math.max(0, number > 1 ? number / 100 : number));
}
