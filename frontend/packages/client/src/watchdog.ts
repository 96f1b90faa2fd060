import type { Clock } from "./clock.ts";

/** Barks once when it was not fed for long enough, from its first feeding on. */
export interface Watchdog {
  /** Starts the time anew, from now on with `timeout` (milliseconds) where it is given. */
  feed(timeout?: number): void;
  stop(): void;
}

export function watchdog(clock: Clock, bark: () => void): Watchdog {
  let known = 0;
  let cancel: () => void = () => undefined;
  return {
    feed(timeout = known) {
      known = timeout;
      cancel();
      cancel = clock.after(timeout, bark);
    },
    stop: () => cancel(),
  };
}
