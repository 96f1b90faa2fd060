import { hasTexts } from "./json.ts";
import { send } from "./request.ts";
import type { Settings } from "./settings.ts";
import { anySignal } from "./signals.ts";
import { watchdog } from "./watchdog.ts";

/** An event to publish. Attributes that address it must all match; none means everybody. */
export interface PublishEvent {
  /** 1 to 128 characters of `A–Z a–z 0–9 . _ -`, not beginning with `tidings.` */
  readonly type: string;
  readonly data?: unknown;
  /**
   * What the server knows a repeated publication by, within its dedupe window.
   * @default assigned when `publish` is called
   */
  readonly id?: string;
  readonly subject?: string;
  /** Only connections of this user; several with commas. */
  readonly user?: string;
  /** Only connections bound to this session. */
  readonly session?: string;
  /** Only users of this group; several with commas. */
  readonly group?: string;
  /** Only connections subscribed to this topic. */
  readonly topic?: string;
  /** @default "normal" */
  readonly priority?: "high" | "normal" | "low";
  /** In a waiting queue a newer event with this key and type replaces the older one. */
  readonly conflate?: string;
  /** RFC 3339 time after which it is not delivered any more. */
  readonly expires?: string;
}

/** The log has the events: nothing of them is lost any more. */
export interface PublishReceipt {
  readonly accepted: number;
  /** How many the server knew already and dropped. */
  readonly duplicates: number;
  readonly cursor: string;
}

/** How one event is published. */
export interface PublishOptions {
  /**
   * Whether to wait and try again while the server cannot be reached or is overloaded. If not, the
   * first failure is final, and so is one of an event before it: none overtakes another.
   * @default true
   */
  readonly retry?: boolean;
}

/** An answer that takes longer is given up, and the event sent again; milliseconds. */
const TIMEOUT = 30_000;

/**
 * Publishes one event, given as JSON.
 * @throws {TidingsError} when the server refuses; another error when it is not reached
 */
export async function post(
  settings: Settings,
  body: string,
  signal: AbortSignal,
): Promise<PublishReceipt> {
  const late = new AbortController();
  const dog = watchdog(settings.clock, () => {
    late.abort(new Error(`No answer in ${TIMEOUT / 1000} s`));
  });
  try {
    const response = await send(settings, "/events", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body,
      onSent: () => dog.feed(TIMEOUT),
      signal: anySignal(signal, late.signal),
    });
    return readReceipt(await response.json());
  } finally {
    dog.stop();
  }
}

/** @throws when it was not Tidings that answered, but a gateway in its place */
function readReceipt(body: unknown): PublishReceipt {
  if (hasTexts(body, "cursor")) return { accepted: 0, duplicates: 0, ...body };
  throw new Error("The answer is no receipt");
}
