import type { Settings } from "./settings.ts";

/** A server that says `retry: 0` is not to be stormed; milliseconds. */
const SHORTEST = 100;

/**
 * The wait before an attempt, in milliseconds: with full jitter, so that clients that were cut off
 * together do not come back together.
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
  // A server that asks for more than the maximum gets it: only the growth is bounded.
  const first = Math.max(base, SHORTEST);
  const limit = Math.min(Math.max(first, retry.maxDelay), first * retry.factor ** (attempt - 1));
  return Math.round(limit * (1 - retry.jitter + retry.jitter * random()));
}
