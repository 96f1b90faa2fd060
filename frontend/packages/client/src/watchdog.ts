import type { Clock } from "./clock.ts";

/** Calls back once when it was not reset for its timeout. It starts with the first reset. */
export interface Watchdog {
  /** Restarts the time, with a new `timeout` (milliseconds) where one is given. */
  reset(timeout?: number): void;
  stop(): void;
}

export function createWatchdog(clock: Clock, onTimeout: () => void): Watchdog {
  let current = 0;
  let cancel: () => void = () => undefined;
  return {
    reset(timeout = current) {
      current = timeout;
      cancel();
      cancel = clock.after(timeout, onTimeout);
    },
    stop: () => cancel(),
  };
}
