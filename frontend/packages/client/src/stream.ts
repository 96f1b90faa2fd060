import { type CloseData, isControl, type OpenData } from "./control.ts";
import { type TidingsEvent, toEvent } from "./events.ts";
import { FrameReader } from "./frames.ts";
import type { Settings } from "./options.ts";
import { refusal, TidingsError } from "./problem.ts";
import { request } from "./request.ts";
import type { Outcome } from "./status.ts";
import { Watchdog } from "./watchdog.ts";

/** Heartbeats that may be late before a stream counts as dead. */
const BEATS = 2.5;
/** The server's default heartbeat, assumed until it has told its own; milliseconds. */
const HEARTBEAT = 15_000;

/** What a stream tells while it lasts. */
export interface StreamListener {
  onOpen(open: OpenData): void;
  onEvent(event: TidingsEvent): void;
  onCursor(cursor: string): void;
  onRetry(ms: number): void;
}

export interface StreamRequest {
  readonly cursor: string | undefined;
  readonly refresh: boolean;
  /** Ends the stream; the outcome is then of no interest. */
  readonly signal: AbortSignal;
}

/** Opens one stream and reads it to its end. It never rejects: how it ended is the result. */
export async function readStream(
  settings: Settings,
  { cursor, refresh, signal }: StreamRequest,
  listener: StreamListener,
): Promise<Outcome> {
  const lost = new AbortController();
  const dog = new Watchdog(settings.clock, silence(settings, HEARTBEAT), () => lost.abort());
  let response: Response | undefined;
  try {
    response = await request(settings, `/events${query(settings)}`, {
      refresh,
      headers: headers(cursor),
      cache: "no-store",
      signal: AbortSignal.any([signal, lost.signal]),
    });
    const misfit = await unfit(response, settings);
    if (misfit) return misfit;
    dog.feed();
    const close = await readFrames(settings, response, dog, listener);
    return close ? { kind: "told", close } : { kind: "ended" };
  } catch (error) {
    if (lost.signal.aborted) return { kind: "silent" };
    // Whoever brings the headers may have been refused a token.
    if (error instanceof TidingsError) return refused(error);
    return response ? { kind: "ended", error } : { kind: "unreachable", error };
  } finally {
    dog.stop();
    lost.abort();
  }
}

/** Reads frames until the stream ends or the server says that it will; then returns its word. */
async function readFrames(
  settings: Settings,
  response: Response,
  dog: Watchdog,
  listener: StreamListener,
): Promise<CloseData | undefined> {
  let close: CloseData | undefined;
  const frames = new FrameReader({
    onId: (id) => listener.onCursor(id),
    onRetry: (ms) => listener.onRetry(ms),
    onEvent(message) {
      const event = toEvent(message);
      if (isControl(event, "tidings.open")) {
        dog.feed(silence(settings, event.data.heartbeat));
        listener.onOpen(event.data);
      } else if (isControl(event, "tidings.close")) {
        close = event.data;
      }
      listener.onEvent(event);
    },
  });
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  while (reader && !close) {
    const { done, value } = await reader.read();
    if (done) break;
    dog.feed();
    frames.feed(decoder.decode(value, { stream: true }));
  }
  return close;
}

/** What makes `response` not a stream to read, if anything. */
async function unfit(response: Response, settings: Settings): Promise<Outcome | undefined> {
  const { status } = response;
  if (status === 204) return { kind: "nothing" };
  if (!response.ok) return refused(await refusal(response, settings.clock.now()));
  const type = response.headers.get("Content-Type") ?? "nothing";
  if (type.startsWith("text/event-stream")) return undefined;
  return { kind: "foreign", error: new Error(`Expected an event stream and got ${type}`) };
}

function refused(error: TidingsError): Outcome {
  return { kind: "refused", status: error.status, error, retryAfter: error.retryAfter };
}

function silence(settings: Settings, heartbeat: number): number {
  return settings.heartbeatTimeout ?? BEATS * heartbeat;
}

function headers(cursor: string | undefined): Record<string, string> {
  const accept = { Accept: "text/event-stream" };
  return cursor === undefined ? accept : { ...accept, "Last-Event-ID": cursor };
}

function query({ types, topics, session }: Settings): string {
  const params = new URLSearchParams();
  if (types.length > 0) params.set("types", types.join(","));
  if (topics.length > 0) params.set("topics", topics.join(","));
  if (session !== undefined) params.set("session", session);
  return params.size > 0 ? `?${params}` : "";
}
