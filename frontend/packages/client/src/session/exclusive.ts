import type { SessionSettings } from "./options.ts";

/** How long a task waits for the lock, in milliseconds. A frozen tab may hold it for longer. */
const LOCK_TIMEOUT = 25_000;

/**
 * Runs `task` while no other tab runs a task of this name. Without locks, where they are denied, and
 * where the lock takes too long, it runs `task` without one.
 */
export async function runExclusively<T>(
  { locks, clock }: Pick<SessionSettings, "locks" | "clock">,
  name: string,
  task: () => Promise<T>,
): Promise<T> {
  if (!locks) return task();
  let running: Promise<T> | undefined;
  const held = async () => {
    cancel();
    running = task();
    // The task's error is for its caller, and the lock is released in either case.
    await running.catch(() => undefined);
  };
  const late = new AbortController();
  const cancel = clock.after(LOCK_TIMEOUT, () => late.abort());
  try {
    await locks.request(name, { signal: late.signal }, held);
  } catch {
    // Denied, or too late. A task that runs continues.
  }
  cancel();
  return running ?? task();
}
