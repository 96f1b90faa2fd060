import { useCallback, useEffect, useEffectEvent, useState } from "react";

/** What was loaded last, and what went wrong since. */
export interface Polled<T> {
  readonly value: T | undefined;
  readonly error: unknown;
  /** Loads now. */
  readonly reload: () => void;
}

/** Loads at once and every `every` milliseconds while the page is seen; the last answer stays. */
export function usePolled<T>(
  load: (signal: AbortSignal) => Promise<T>,
  every: number | undefined,
): Polled<T> {
  const [state, setState] = useState<Omit<Polled<T>, "reload">>({
    value: undefined,
    error: undefined,
  });
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  const loadNow = useEffectEvent(load);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each round loads anew
  useEffect(() => {
    const over = new AbortController();
    async function run(): Promise<void> {
      if (document.visibilityState === "hidden") return;
      try {
        const value = await loadNow(over.signal);
        if (!over.signal.aborted) setState({ value, error: undefined });
      } catch (error) {
        if (!over.signal.aborted) setState(({ value }) => ({ value, error }));
      }
    }
    void run();
    const timer = every === undefined ? undefined : setInterval(run, every);
    return () => {
      over.abort();
      clearInterval(timer);
    };
  }, [every, round]);
  return { ...state, reload };
}
