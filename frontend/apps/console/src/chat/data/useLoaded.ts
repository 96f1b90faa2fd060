import { useCallback, useEffect, useEffectEvent, useState } from "react";

export interface Loaded<T> {
  readonly value: T | undefined;
  readonly error: unknown;
  /** Loads now; what was loaded stays until then. */
  readonly reload: () => void;
}

/** Loads once for each `key`, and whenever it is told to; `undefined` loads nothing. */
export function useLoaded<T>(
  key: string | undefined,
  load: (key: string, signal: AbortSignal) => Promise<T>,
): Loaded<T> {
  const [state, setState] = useState<{ key?: string; value?: T; error?: unknown }>({});
  const [round, setRound] = useState(0);
  const loadNow = useEffectEvent(load);
  const reload = useCallback(() => setRound((before) => before + 1), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each round loads anew
  useEffect(() => {
    if (key === undefined) return;
    const over = new AbortController();
    loadNow(key, over.signal).then(
      (value) => {
        if (!over.signal.aborted) setState({ key, value });
      },
      (error: unknown) => {
        if (over.signal.aborted) return;
        setState((before) => (before.key === key ? { ...before, error } : { key, error }));
      },
    );
    return () => over.abort();
  }, [key, round]);
  // What was loaded for another key is not of this one.
  const { value, error } = state.key === key ? state : {};
  return { value, error, reload };
}
