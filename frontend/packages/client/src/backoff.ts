import type { Settings } from "./options.ts";

/** A server that says `retry: 0` is not to be stormed; milliseconds. */
const SHORTEST = 100;

/**
 * The wait before an attempt, in milliseconds: full jitter, so that clients that were cut off
 * together do not come back together.
 *
 * @param attempt counts from 1
 * @param base limit of the first wait
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function jitter(settings: Settings, attempt: number, base: number): number {
  const { maxDelay, factor } = settings.retry;
  // A server that asks for more than the maximum gets it: only the growth is bounded.
  const first = Math.max(base, SHORTEST);
  const limit = Math.min(Math.max(first, maxDelay), first * factor ** (attempt - 1));
  return Math.round(settings.random() * limit);
}
