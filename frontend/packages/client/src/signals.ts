/**
 * A signal that aborts with the first of `signals`. Stands in for `AbortSignal.any`, which browsers
 * before 2024 and Hermes do not have; there it lets go of the others when it aborts.
 */
export function anySignal(...signals: AbortSignal[]): AbortSignal {
  if ("any" in AbortSignal) return AbortSignal.any(signals);
  const any = new AbortController();
  for (const signal of signals) {
    const end = () => any.abort(signal.reason);
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { signal: any.signal });
  }
  return any.signal;
}

/** As `signal.throwIfAborted`, which the same platforms lack. */
export function throwIfAborted(signal: AbortSignal | null | undefined): void {
  if (signal?.aborted) throw signal.reason;
}
