import type { EventMap, EventType } from "./eventMap.ts";
import { hasTexts } from "./json.ts";
import { send } from "./request.ts";
import type { Settings } from "./settings.ts";
import { anySignal } from "./signals.ts";
import { createWatchdog } from "./watchdog.ts";

/**
 * What an event to publish may have, in addition to its type and data. A receiver must match all
 * address attributes; without one everyone matches.
 */
export interface PublishAttributes {
  /**
   * Identifies a repeated publication within the server's dedupe window.
   * @default assigned when `publish` is called
   */
  readonly id?: string;
  readonly subject?: string;
  /** Only connections of this user; commas separate several users. */
  readonly user?: string;
  /** Only connections of this session. */
  readonly session?: string;
  /** Only users of this group; commas separate several groups. */
  readonly group?: string;
  /** Only connections subscribed to this topic. */
  readonly topic?: string;
  /** @default "normal" */
  readonly priority?: "high" | "normal" | "low";
  /** In a queue, a newer event with the same key and type replaces the older one. */
  readonly conflate?: string;
  /** RFC 3339 time after which the event is not delivered. */
  readonly expires?: string;
}

/**
 * An event to publish. The type is 1 to 128 characters of `A–Z a–z 0–9 . _ -`, not beginning with
 * `tidings.`. With an event map, the type is one of the map, and the data is that of the type.
 */
export type PublishEvent<Events extends object = EventMap> = {
  readonly [Type in EventType<Events>]: PublishAttributes & {
    readonly type: Type;
  } & PublishData<Events[Type]>;
}[EventType<Events>];

/** Data that may be `undefined` may be left out. */
type PublishData<Data> = undefined extends Data
  ? { readonly data?: Data }
  : { readonly data: Data };

/** Confirms that the log has stored the events. */
export interface PublishReceipt {
  readonly accepted: number;
  /** How many duplicates the server dropped. */
  readonly duplicates: number;
  readonly cursor: string;
}

/** Options for one event. */
export interface PublishOptions {
  /**
   * Whether to wait and retry while the server is unreachable or overloaded. Otherwise the first
   * failure is final, and so is the failure of an earlier event: events are never reordered.
   * @default true
   */
  readonly retry?: boolean;
}

/** The timeout of an answer, after which the event is sent again; milliseconds. */
const TIMEOUT = 30_000;

/**
 * Publishes one event, given as JSON.
 * @throws {TidingsError} when the server refuses; another error when the server is unreachable
 */
export async function post(
  settings: Settings,
  body: string,
  signal: AbortSignal,
): Promise<PublishReceipt> {
  const late = new AbortController();
  const watchdog = createWatchdog(settings.clock, () => {
    late.abort(new Error(`No answer in ${TIMEOUT / 1000} s`));
  });
  try {
    const response = await send(settings, "/events", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body,
      onSent: () => watchdog.reset(TIMEOUT),
      signal: anySignal(signal, late.signal),
    });
    return readReceipt(await response.json());
  } finally {
    watchdog.stop();
  }
}

/** @throws when the answer is not from Tidings, but from a gateway */
function readReceipt(body: unknown): PublishReceipt {
  if (hasTexts(body, "cursor")) return { accepted: 0, duplicates: 0, ...body };
  throw new Error("The answer is not a receipt");
}
