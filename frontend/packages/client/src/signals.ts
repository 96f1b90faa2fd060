/**
 * A signal that aborts with the first of `signals`. It replaces `AbortSignal.any`, which browsers
 * before 2024 and Hermes lack. When it aborts, it removes its listeners from the other signals.
 */
export function anySignal(...signals: AbortSignal[]): AbortSignal {
  if ("any" in AbortSignal) return AbortSignal.any(signals);
  const any = new AbortController();
  for (const signal of signals) {
    const end = () => any.abort(signal.reason);
    signal.addEventListener("abort", end);
    // Not the option `signal` of `addEventListener`, which React Native ignores.
    any.signal.addEventListener("abort", () => signal.removeEventListener("abort", end));
    if (signal.aborted) end();
    if (any.signal.aborted) break;
  }
  return any.signal;
}

/** Replaces `signal.throwIfAborted`, which the same platforms lack. */
export function throwIfAborted(signal: AbortSignal | null | undefined): void {
  if (signal?.aborted) throw signal.reason;
}
