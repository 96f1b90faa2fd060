import type { Clock } from "@tidings/client";

/** The browser's clock. */
export const timers: Clock = {
  now: () => Date.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};
