import type { Frame } from "./frames.ts";
import type { Outcome } from "./outcome.ts";
import { isOfType, readRefusal, TidingsError } from "./problem.ts";
import { type RequestOptions, type RequestSettings, request } from "./request.ts";
import type { Settings } from "./settings.ts";
import { anySignal } from "./signals.ts";
import { createWatchdog, type Watchdog } from "./watchdog.ts";

/** Receives what a transport delivers. */
export interface TransportListener {
  /** The transport works; `connection` is the id of the stream at the server. */
  onOpen(connection: string | undefined): void;
  onFrame(frame: Frame): void;
  /** The server set its reconnection time, in milliseconds. */
  onRetry(ms: number): void;
  /** Bytes came well after the first ones: the network path does not buffer the stream. */
  onFlow(): void;
}

export interface TransportRequest {
  readonly cursor: () => string | undefined;
  readonly refresh: boolean;
  /** Ends the transport; its outcome is then ignored. */
  readonly signal: AbortSignal;
}

/** Identifies this client: the server may answer a refusal with its status instead of a stream. */
const CLIENT = "Tidings-Client";
const NAME = "js/1";
/** The server's default heartbeat, assumed before the server announces its own; milliseconds. */
const HEARTBEAT = 15_000;
/** The idle timeout in heartbeats. */
const BEATS = 2.5;

/** The idle timeout of a stream, in milliseconds. */
export function idleTimeoutOf(
  { heartbeatTimeout }: Pick<Settings, "heartbeatTimeout">,
  heartbeat = HEARTBEAT,
): number {
  return heartbeatTimeout ?? BEATS * heartbeat;
}

/** One request of a transport, and how to read its answer. */
export interface Attempt<T> extends RequestOptions {
  readonly path: string;
  readonly mediaType: string;
  readonly signal: AbortSignal;
  /** The idle timeout in milliseconds, for the answer and between its bytes. */
  readonly timeout: number;
  /** Reads the answer, and resets the watchdog with each byte. */
  read(response: Response, watchdog: Watchdog): Promise<T>;
  /** Whether an idle timeout suggests a network path that buffers streams. @default never */
  readonly isBuffered?: () => boolean;
  /** The request is sent now. */
  readonly onRequest?: () => void;
}

/** Makes an attempt with an idle timeout. It never rejects: an error is its outcome. */
export async function attempt<T>(
  settings: RequestSettings,
  { path, mediaType, signal, timeout, read, isBuffered, onRequest, ...options }: Attempt<T>,
): Promise<T | Outcome> {
  const { clock } = settings;
  const idle = new AbortController();
  const watchdog = createWatchdog(clock, () => idle.abort());
  let stage: "headers" | "unreachable" | "ended" = "headers";
  try {
    const response = await request(settings, path, {
      ...options,
      cache: "no-store",
      headers: { Accept: mediaType, [CLIENT]: NAME, ...options.headers },
      signal: anySignal(signal, idle.signal),
      onSent() {
        onRequest?.();
        stage = "unreachable";
        // The time for `headers` does not count.
        watchdog.reset(timeout);
      },
    });
    const mismatch = await findMismatch(response, mediaType, clock.now());
    if (mismatch) return mismatch;
    stage = "ended";
    return await read(response, watchdog);
  } catch (error) {
    if (idle.signal.aborted) return { kind: "silent", buffered: isBuffered?.() ?? false };
    // The option `headers` may fail with a refusal of its own.
    if (error instanceof TidingsError) return refused(error);
    // A name that the platform lacks: every further attempt would fail, too.
    return { kind: error instanceof ReferenceError ? "broken" : stage, error };
  } finally {
    watchdog.stop();
    idle.abort();
  }
}

function refused(error: TidingsError): Outcome {
  return { kind: "refused", error };
}

/** The outcome for a response that is not a success of the expected media type. */
async function findMismatch(
  response: Response,
  mediaType: string,
  now: number,
): Promise<Outcome | undefined> {
  const { status, ok, headers } = response;
  if (status === 204 || status === 205) return { kind: "nothing", status };
  if (!ok) return refused(await readRefusal(response, now));
  if (status !== 200) return unexpected(200, status);
  if (isOfType(response, mediaType)) return undefined;
  return unexpected(mediaType, headers.get("Content-Type"));
}

function unexpected(expected: string | number, actual: string | number | null): Outcome {
  return { kind: "unexpected", error: new Error(`Expected ${expected}, received ${actual}`) };
}
