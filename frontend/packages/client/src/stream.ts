import { BEAT, type CloseData, isControl, RESERVED } from "./control.ts";
import { Flow, suspect } from "./flow.ts";
import { type Frame, FrameReader } from "./frames.ts";
import { parse } from "./json.ts";
import type { Outcome } from "./outcome.ts";
import { query } from "./request.ts";
import type { Settings } from "./settings.ts";
import { attempt, silence, type TransportListener, type TransportRequest } from "./transport.ts";

/** Opens one stream and reads it to its end. It never rejects: how it ended is the result. */
export async function readStream(
  settings: Settings,
  { cursor, refresh, signal }: TransportRequest,
  listener: TransportListener,
): Promise<Outcome> {
  const position = cursor();
  const { clock } = settings;
  let flow: Flow | undefined;
  let sentAt = Number.NaN;
  const outcome = await attempt<Outcome>(settings, {
    path: `/events${query(settings)}`,
    mediaType: "text/event-stream",
    headers: position === undefined ? {} : { "Last-Event-ID": position },
    refresh,
    signal,
    patience: silence(settings),
    isMute: () => !flow?.proven,
    onRequest: () => {
      sentAt = clock.now();
    },
    async read(response, dog) {
      flow = new Flow(settings, dog, listener.onFlow);
      const close = await readFrames(response, flow, listener);
      return close ? { kind: "told", close } : { kind: "ended" };
    },
  });
  return suspect(outcome, flow, clock.now() - sentAt);
}

/** Reads frames until the stream ends or the server says that it will; then returns its word. */
async function readFrames(
  response: Response,
  flow: Flow,
  listener: TransportListener,
): Promise<CloseData | undefined> {
  let close: CloseData | undefined;
  const frames = new FrameReader({
    onRetry: (ms) => listener.onRetry(ms),
    onFrame(frame) {
      if (close) return;
      const { type = "", text = "" } = frame;
      const event = { type, data: type.startsWith(RESERVED) && parse(text) };
      if (isControl(event, "tidings.open")) {
        flow.opened(event.data.heartbeat);
        listener.onOpen(event.data.connection);
      } else if (isControl(event, "tidings.close")) {
        close = event.data;
      }
      listener.onFrame(moves(frame, close));
    },
  });
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  while (reader && !close) {
    const { done, value } = await reader.read();
    if (done) break;
    flow.came();
    frames.feed(decoder.decode(value, { stream: true }));
  }
  return close;
}

/**
 * The frame as it is handed on. A heartbeat is only an id; the id of a close without return is for
 * clients that reconnect by themselves, and moves nobody else.
 */
function moves(frame: Frame, close: CloseData | undefined): Frame {
  const { id, ...rest } = frame;
  if (frame.type === BEAT) return id === undefined ? {} : { id };
  return close && !close.reconnect ? rest : frame;
}
