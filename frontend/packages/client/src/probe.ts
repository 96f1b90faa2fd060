import { sleep } from "./clock.ts";
import type { Settings } from "./settings.ts";
import { anySignal } from "./signals.ts";
import { readStream } from "./stream.ts";
import type { TransportRequest } from "./transport.ts";

/** When streaming is tried again first, and what the time between tries grows to; milliseconds. */
const FIRST = 60_000;
const LONGEST = 600_000;

/**
 * Tries from time to time whether streams pass again, and resolves once one does, or with the
 * signal. What the tried stream delivers is left alone: it is for whoever streams next, from the
 * position that was reached by then.
 */
export async function untilStreamable(
  settings: Settings,
  request: TransportRequest,
): Promise<void> {
  for (let wait = FIRST; !request.signal.aborted; wait = Math.min(2 * wait, LONGEST)) {
    await sleep(settings.clock, wait, request.signal);
    if (request.signal.aborted || (await passes(settings, request))) return;
  }
}

async function passes(settings: Settings, request: TransportRequest): Promise<boolean> {
  let flows = false;
  const seen = new AbortController();
  const nothing = () => undefined;
  await readStream(
    settings,
    { ...request, refresh: false, signal: anySignal(request.signal, seen.signal) },
    {
      onOpen: nothing,
      onFrame: nothing,
      onRetry: nothing,
      onFlow() {
        flows = true;
        seen.abort();
      },
    },
  );
  return flows;
}
