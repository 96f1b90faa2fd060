import type { Frame } from "./frames.ts";
import type { Outcome } from "./outcome.ts";
import { refusal, type TidingsError } from "./problem.ts";
import type { Settings } from "./settings.ts";

/** What a transport tells while it lasts. */
export interface TransportListener {
  /** It works; `connection` is the id of a stream at the server. */
  onOpen(connection: string | undefined): void;
  onFrame(frame: Frame): void;
  /** The server set its reconnection time, in milliseconds. */
  onRetry(ms: number): void;
  /** Bytes came well after the first ones: the path does not hold them back. */
  onFlow(): void;
}

export interface TransportRequest {
  readonly cursor: () => string | undefined;
  readonly refresh: boolean;
  /** Ends the transport; the outcome is then of no interest. */
  readonly signal: AbortSignal;
}

/** The server's default heartbeat, assumed until it has told its own; milliseconds. */
const HEARTBEAT = 15_000;
/** Heartbeats that may be late before a stream counts as dead. */
const BEATS = 2.5;

/** How long a stream may be silent, in milliseconds. */
export function silence(
  { heartbeatTimeout }: Pick<Settings, "heartbeatTimeout">,
  heartbeat = HEARTBEAT,
): number {
  return heartbeatTimeout ?? BEATS * heartbeat;
}

export function refused(error: TidingsError): Outcome {
  return { kind: "refused", status: error.status, error, retryAfter: error.retryAfter };
}

/** What makes `response` not of the media type that was asked for, if anything. */
export async function misfit(
  response: Response,
  mediaType: string,
  now: number,
): Promise<Outcome | undefined> {
  if (response.status === 204) return { kind: "nothing" };
  if (!response.ok) return refused(await refusal(response, now));
  const type = response.headers.get("Content-Type") ?? "nothing";
  if (type.startsWith(mediaType)) return undefined;
  return { kind: "foreign", error: new Error(`Expected ${mediaType} and got ${type}`) };
}
