import { sleep } from "./clock.ts";
import type { Settings } from "./settings.ts";
import { anySignal } from "./signals.ts";
import { readStream } from "./stream.ts";
import type { TransportRequest } from "./transport.ts";

/** The wait before the first probe, and the longest wait between two probes; milliseconds. */
const FIRST_WAIT = 60_000;
const MAX_WAIT = 600_000;

/**
 * Probes at growing intervals whether streams work again. It resolves when one does, or when the
 * signal aborts. A probe delivers no events: the next stream resumes from the current cursor.
 */
export async function untilStreamable(
  settings: Settings,
  request: TransportRequest,
): Promise<void> {
  for (let wait = FIRST_WAIT; !request.signal.aborted; wait = Math.min(2 * wait, MAX_WAIT)) {
    await sleep(settings.clock, wait, request.signal);
    if (request.signal.aborted || (await probe(settings, request))) return;
  }
}

async function probe(settings: Settings, request: TransportRequest): Promise<boolean> {
  let flows = false;
  const finished = new AbortController();
  const ignore = () => undefined;
  await readStream(
    settings,
    { ...request, refresh: false, signal: anySignal(request.signal, finished.signal) },
    {
      onOpen: ignore,
      onFrame: ignore,
      onRetry: ignore,
      onFlow() {
        flows = true;
        finished.abort();
      },
    },
  );
  return flows;
}
