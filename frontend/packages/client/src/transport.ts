import type { Frame } from "./frames.ts";
import type { Outcome } from "./outcome.ts";
import { isOfType, refusal, TidingsError } from "./problem.ts";
import { type Requesting, type RequestOptions, request } from "./request.ts";
import type { Settings } from "./settings.ts";
import { anySignal } from "./signals.ts";
import { type Watchdog, watchdog } from "./watchdog.ts";

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

/** By this header the server knows that statuses are understood here: a 503 need not be a stream. */
const CLIENT = "Tidings-Client";
const NAME = "js/1";
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

/** One request of a transport, and what is to be made of its answer. */
export interface Attempt<T> extends RequestOptions {
  readonly path: string;
  readonly mediaType: string;
  readonly signal: AbortSignal;
  /** How long the server may say nothing, in milliseconds: from the sending on, and between bytes. */
  readonly patience: number;
  /** Reads the answer, and feeds the watchdog with what comes. */
  read(response: Response, dog: Watchdog): Promise<T>;
  /** Whether a silence looks like a network that holds streams back. @default never */
  readonly isMute?: () => boolean;
  /** The request is made now. */
  readonly onRequest?: () => void;
}

/** Makes an attempt under a watchdog. It never rejects: what went wrong is the result. */
export async function attempt<T>(
  settings: Requesting,
  { path, mediaType, signal, patience, read, isMute, onRequest, ...options }: Attempt<T>,
): Promise<T | Outcome> {
  const { clock } = settings;
  const lost = new AbortController();
  const dog = watchdog(clock, () => lost.abort());
  let stage: "headers" | "unreachable" | "ended" = "headers";
  try {
    const response = await request(settings, path, {
      ...options,
      cache: "no-store",
      headers: { Accept: mediaType, [CLIENT]: NAME, ...options.headers },
      signal: anySignal(signal, lost.signal),
      onSent() {
        onRequest?.();
        stage = "unreachable";
        // Until then it is not the network that is waited for.
        dog.feed(patience);
      },
    });
    const unfit = await misfit(response, mediaType, clock.now());
    if (unfit) return unfit;
    stage = "ended";
    return await read(response, dog);
  } catch (error) {
    if (lost.signal.aborted) return { kind: "silent", mute: isMute?.() === true };
    // Whoever brings the headers may have been refused a token.
    if (error instanceof TidingsError) return refused(error);
    // A name that the platform does not have: no other attempt would go better.
    return { kind: error instanceof ReferenceError ? "broken" : stage, error };
  } finally {
    dog.stop();
    lost.abort();
  }
}

function refused(error: TidingsError): Outcome {
  return { kind: "refused", error };
}

/** What makes `response` not of the media type that was asked for, if anything. */
async function misfit(
  response: Response,
  mediaType: string,
  now: number,
): Promise<Outcome | undefined> {
  const { status, ok, headers } = response;
  if (status === 204 || status === 205) return { kind: "nothing", status };
  if (!ok) return refused(await refusal(response, now));
  if (status !== 200) return foreign(200, status);
  if (isOfType(response, mediaType)) return undefined;
  return foreign(mediaType, headers.get("Content-Type"));
}

function foreign(expected: string | number, got: string | number | null): Outcome {
  return { kind: "foreign", error: new Error(`Expected ${expected} and got ${got}`) };
}
