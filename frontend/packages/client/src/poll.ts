import { sleep } from "./clock.ts";
import {
  type CloseData,
  type ControlEvents,
  FRESH,
  type GapData,
  STALE,
  type StaleData,
} from "./control.ts";
import { hasTexts, parse } from "./json.ts";
import type { Outcome } from "./outcome.ts";
import { ANSWER_GRACE, POLL_INTERVAL, PollTimeout } from "./pollTimeout.ts";
import { query } from "./request.ts";
import type { Settings } from "./settings.ts";
import {
  attempt,
  idleTimeoutOf,
  type TransportListener,
  type TransportRequest,
} from "./transport.ts";

/** The answer to a poll. */
export interface PollResponse {
  readonly events: readonly PolledEvent[];
  readonly cursor: string;
  readonly gap?: GapData | undefined;
  readonly close?: CloseData | undefined;
  /** Present only while the server cannot reach its log. */
  readonly stale?: StaleData | undefined;
}

interface PolledEvent {
  readonly id: string;
  readonly type: string;
  readonly data?: unknown;
  /** The data as a stream would send it. */
  readonly text?: string;
}

/**
 * Polls until an error, or until the server closes; the counterpart of `readStream`. The first poll
 * has no timeout, so that it shows immediately whether polling works, and returns the cursor.
 */
export async function readPolls(
  settings: Settings,
  { cursor, refresh, signal }: TransportRequest,
  listener: TransportListener,
  pollTimeout = new PollTimeout(),
): Promise<Outcome> {
  const { clock } = settings;
  let wasStale: StaleData | undefined;
  for (let first = true; !signal.aborted; first = false) {
    const began = clock.now();
    const answer = first
      ? await poll(settings, cursor(), 0, refresh, signal)
      : await longPoll(settings, cursor(), pollTimeout, false, signal);
    if ("kind" in answer) return answer;
    // The next transport resumes from the cursor before this answer, and receives its events.
    if (signal.aborted) break;
    if (first) listener.onOpen(undefined);
    deliver(answer, listener, wasStale);
    wasStale = answer.stale;
    if (answer.close) return { kind: "closed", close: answer.close };
    await sleep(clock, Math.max(0, began + POLL_INTERVAL - clock.now()), signal);
  }
  return { kind: "ended" };
}

/** Polls once with the timeout that the network path allows, and adapts that timeout. */
export async function longPoll(
  settings: Settings,
  cursor: string | undefined,
  pollTimeout: PollTimeout,
  refresh: boolean,
  signal: AbortSignal,
): Promise<PollResponse | Outcome> {
  const began = settings.clock.now();
  const answer = await poll(settings, cursor, pollTimeout.seconds, refresh, signal);
  pollTimeout.adapt("kind" in answer ? answer : undefined, settings.clock.now() - began);
  return answer;
}

/** Polls once. It never rejects: an error is its outcome. */
function poll(
  settings: Settings,
  cursor: string | undefined,
  seconds: number,
  refresh: boolean,
  signal: AbortSignal,
): Promise<PollResponse | Outcome> {
  return attempt(settings, {
    path: `/events/poll${query(settings, { cursor, timeout: String(seconds) })}`,
    mediaType: "application/json",
    refresh,
    signal,
    timeout: seconds * 1000 + Math.min(ANSWER_GRACE, idleTimeoutOf(settings)),
    read: async (response) => readResponse(parse(await response.text())),
  });
}

/** Reads the answer. A gateway may answer with JSON of its own. */
function readResponse(body: unknown): PollResponse | Outcome {
  const { events } = Object(body) as Partial<PollResponse>;
  if (hasTexts(body, "cursor") && Array.isArray(events)) {
    if (events.every((one) => hasTexts(one, "id", "type"))) return body as unknown as PollResponse;
  }
  return { kind: "unreachable", error: new Error("The answer is not a poll response") };
}

/**
 * Delivers an answer as the frames that a stream would have sent.
 *
 * @param wasStale the `stale` of the previous answer
 */
export function deliver(
  { events, cursor, gap, close, stale }: PollResponse,
  { onFrame }: Pick<TransportListener, "onFrame">,
  wasStale?: StaleData,
): void {
  const control = (type: keyof ControlEvents, data: object | undefined) => {
    if (data) onFrame({ type, text: JSON.stringify(data) });
  };
  control(stale ? STALE : FRESH, stale ?? wasStale);
  control("tidings.gap", gap);
  for (const { id, type, data = null, text = JSON.stringify(data) } of events) {
    onFrame({ id, type, text });
  }
  onFrame({ id: cursor });
  control("tidings.close", close);
}
