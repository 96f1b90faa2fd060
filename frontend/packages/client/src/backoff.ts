import type { Settings } from "./settings.ts";

/** The shortest limit, also for a server that sends `retry: 0`; milliseconds. */
const MIN_DELAY = 100;

/**
 * Computes the wait before an attempt, in milliseconds. Full jitter spreads the reconnects of
 * clients that were disconnected together.
 *
 * @param attempt counts from 1
 * @param base limit of the first wait
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoff(
  { retry, random }: Pick<Settings, "retry" | "random">,
  attempt: number,
  base = retry.initialDelay,
): number {
  // `maxDelay` limits only the growth: a server may ask for a longer delay.
  const first = Math.max(base, MIN_DELAY);
  const limit = Math.min(Math.max(first, retry.maxDelay), first * retry.factor ** (attempt - 1));
  return Math.round(limit * (1 - retry.jitter + retry.jitter * random()));
}
