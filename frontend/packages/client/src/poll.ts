import { sleep } from "./clock.ts";
import type { CloseData, GapData } from "./control.ts";
import type { Outcome } from "./outcome.ts";
import { TidingsError } from "./problem.ts";
import { query, request } from "./request.ts";
import type { Settings } from "./settings.ts";
import {
  misfit,
  refused,
  silence,
  type TransportListener,
  type TransportRequest,
} from "./transport.ts";

/** How long the server may hold a poll that has nothing to tell, in seconds. */
export const HOLD = 25;
/** How long an answer may take beyond that, at most; milliseconds. */
const GRACE = 10_000;
/** Polls of a busy stream begin this far apart, in milliseconds: each brings what came meanwhile. */
const APART = 200;

/** What a poll is answered with. */
export interface PollAnswer {
  readonly events: readonly {
    readonly id: string;
    readonly type: string;
    readonly data: unknown;
  }[];
  readonly cursor: string;
  readonly gap?: GapData;
  readonly close?: CloseData;
}

/**
 * Polls until something goes wrong or the server says to stop; the counterpart of `readStream`. The
 * first poll is not held, so that it shows at once whether polling works, and where now is.
 */
export async function readPolls(
  settings: Settings,
  { cursor, refresh, signal }: TransportRequest,
  listener: TransportListener,
): Promise<Outcome> {
  const { clock } = settings;
  for (let first = true; !signal.aborted; first = false) {
    const began = clock.now();
    const answer = await poll(settings, cursor(), first ? 0 : HOLD, first && refresh, signal);
    if ("kind" in answer) return answer;
    // Whoever goes on, on another way, starts from before this answer, and gets it there.
    if (signal.aborted) break;
    if (first) listener.onOpen(undefined);
    hand(answer, listener);
    if (answer.close) return { kind: "told", close: answer.close };
    await sleep(clock, Math.max(0, began + APART - clock.now()), signal);
  }
  return { kind: "ended" };
}

/** Asks once. It never rejects: what went wrong is the result. */
export async function poll(
  settings: Settings,
  cursor: string | undefined,
  hold: number,
  refresh: boolean,
  signal: AbortSignal,
): Promise<PollAnswer | Outcome> {
  const { clock } = settings;
  const late = new AbortController();
  const limit = hold * 1000 + Math.min(GRACE, silence(settings));
  const cancel = clock.after(limit, () => late.abort());
  try {
    const response = await request(
      settings,
      `/events/poll${query(settings, { cursor, timeout: String(hold) })}`,
      {
        refresh,
        headers: { Accept: "application/json" },
        cache: "no-store",
        signal: AbortSignal.any([signal, late.signal]),
      },
    );
    const unfit = await misfit(response, "application/json", clock.now());
    return unfit ?? ((await response.json()) as PollAnswer);
  } catch (error) {
    if (late.signal.aborted) return { kind: "silent", mute: false };
    return error instanceof TidingsError ? refused(error) : { kind: "unreachable", error };
  } finally {
    cancel();
  }
}

/** Hands on an answer as the frames that a stream would have sent. */
export function hand(answer: PollAnswer, { onFrame }: Pick<TransportListener, "onFrame">): void {
  const { events, cursor, gap, close } = answer;
  if (gap) onFrame({ type: "tidings.gap", text: JSON.stringify(gap) });
  for (const { id, type, data } of events) {
    onFrame({ id, type, text: JSON.stringify(data) });
  }
  onFrame({ id: cursor });
  if (close) onFrame({ type: "tidings.close", text: JSON.stringify(close) });
}
