import type { Settings } from "./options.ts";
import { refusal } from "./problem.ts";
import { canRefresh, request } from "./request.ts";

/** An event to publish. Attributes that address it must all match; none means everybody. */
export interface PublishEvent {
  /** 1 to 128 characters of `A–Z a–z 0–9 . _ -`, not beginning with `tidings.` */
  readonly type: string;
  readonly data?: unknown;
  /** Makes a repeated publication harmless. @default assigned by the server */
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

/** @throws {TidingsError} when the server refuses; the platform's `TypeError` when it is not reached */
export async function publish(settings: Settings, event: PublishEvent): Promise<PublishReceipt> {
  const response = await send(settings, "/events", "POST", event);
  return response.json();
}

/**
 * Lets an open stream live as long as a fresh token.
 * @throws {TidingsError} when the server refuses
 */
export async function renew(settings: Settings, connection: string, token: string): Promise<void> {
  const path = `/connections/${encodeURIComponent(connection)}/token`;
  await send(settings, path, "PUT", { token }, { Authorization: `Bearer ${token}` });
}

async function send(
  settings: Settings,
  path: string,
  method: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  const init = {
    method,
    headers: { ...headers, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  let response = await request(settings, path, init);
  if (response.status === 401 && canRefresh(settings)) {
    response = await request(settings, path, { ...init, refresh: true });
  }
  if (!response.ok) throw await refusal(response, settings.clock.now());
  return response;
}
