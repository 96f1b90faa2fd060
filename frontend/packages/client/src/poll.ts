import { sleep } from "./clock.ts";
import {
  type CloseData,
  type ControlEvents,
  FRESH,
  type GapData,
  STALE,
  type StaleData,
} from "./control.ts";
import { APART, GRACE, Hold } from "./hold.ts";
import { hasTexts, parse } from "./json.ts";
import type { Outcome } from "./outcome.ts";
import { query } from "./request.ts";
import type { Settings } from "./settings.ts";
import { attempt, silence, type TransportListener, type TransportRequest } from "./transport.ts";

/** What a poll is answered with. */
export interface PollAnswer {
  readonly events: readonly PolledEvent[];
  readonly cursor: string;
  readonly gap?: GapData | undefined;
  readonly close?: CloseData | undefined;
  /** Only while the server is cut off from its log. */
  readonly stale?: StaleData | undefined;
}

interface PolledEvent {
  readonly id: string;
  readonly type: string;
  readonly data?: unknown;
  /** What a stream would have in its data lines; servers of before it have only the data. */
  readonly text?: string;
}

/**
 * Polls until something goes wrong or the server says to stop; the counterpart of `readStream`. The
 * first poll is not held, so that it shows at once whether polling works, and where now is.
 */
export async function readPolls(
  settings: Settings,
  { cursor, refresh, signal }: TransportRequest,
  listener: TransportListener,
  hold = new Hold(),
): Promise<Outcome> {
  const { clock } = settings;
  let wasStale: StaleData | undefined;
  for (let first = true; !signal.aborted; first = false) {
    const began = clock.now();
    const answer = first
      ? await poll(settings, cursor(), 0, refresh, signal)
      : await heldPoll(settings, cursor(), hold, false, signal);
    if ("kind" in answer) return answer;
    // Whoever goes on, on another way, starts from before this answer, and gets it there.
    if (signal.aborted) break;
    if (first) listener.onOpen(undefined);
    hand(answer, listener, wasStale);
    wasStale = answer.stale;
    if (answer.close) return { kind: "told", close: answer.close };
    await sleep(clock, Math.max(0, began + APART - clock.now()), signal);
  }
  return { kind: "ended" };
}

/** Asks once, for as long as the path is known to allow, and learns from what becomes of it. */
export async function heldPoll(
  settings: Settings,
  cursor: string | undefined,
  hold: Hold,
  refresh: boolean,
  signal: AbortSignal,
): Promise<PollAnswer | Outcome> {
  const began = settings.clock.now();
  const answer = await poll(settings, cursor, hold.seconds, refresh, signal);
  hold.learn("kind" in answer ? answer : undefined, settings.clock.now() - began);
  return answer;
}

/** Asks once. It never rejects: what went wrong is the result. */
function poll(
  settings: Settings,
  cursor: string | undefined,
  hold: number,
  refresh: boolean,
  signal: AbortSignal,
): Promise<PollAnswer | Outcome> {
  return attempt(settings, {
    path: `/events/poll${query(settings, { cursor, timeout: String(hold) })}`,
    mediaType: "application/json",
    refresh,
    signal,
    patience: hold * 1000 + Math.min(GRACE, silence(settings)),
    read: async (response) => readAnswer(parse(await response.text())),
  });
}

/** The answer, or that it was not Tidings that answered, but a gateway in its place. */
function readAnswer(body: unknown): PollAnswer | Outcome {
  const { events } = Object(body) as Partial<PollAnswer>;
  if (hasTexts(body, "cursor") && Array.isArray(events)) {
    if (events.every((one) => hasTexts(one, "id", "type"))) return body as unknown as PollAnswer;
  }
  return { kind: "unreachable", error: new Error("The answer is no poll") };
}

/**
 * Hands on an answer as the frames that a stream would have sent.
 *
 * @param wasStale what the answer before said of it
 */
export function hand(
  { events, cursor, gap, close, stale }: PollAnswer,
  { onFrame }: Pick<TransportListener, "onFrame">,
  wasStale?: StaleData,
): void {
  const control = (type: keyof ControlEvents, told: object | undefined) => {
    if (told) onFrame({ type, text: JSON.stringify(told) });
  };
  control(stale ? STALE : FRESH, stale ?? wasStale);
  control("tidings.gap", gap);
  for (const { id, type, data = null, text = JSON.stringify(data) } of events) {
    onFrame({ id, type, text });
  }
  onFrame({ id: cursor });
  control("tidings.close", close);
}
