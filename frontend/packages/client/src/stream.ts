import { BEAT, type CloseData, isControl, RESERVED } from "./control.ts";
import { FlowMonitor, markBuffered } from "./flowMonitor.ts";
import { type Frame, FrameReader } from "./frames.ts";
import { parse } from "./json.ts";
import type { Outcome } from "./outcome.ts";
import { query } from "./request.ts";
import type { Settings } from "./settings.ts";
import {
  attempt,
  idleTimeoutOf,
  type TransportListener,
  type TransportRequest,
} from "./transport.ts";

/** Opens one stream and reads it to its end. It never rejects: its end is the outcome. */
export async function readStream(
  settings: Settings,
  { cursor, refresh, signal }: TransportRequest,
  listener: TransportListener,
): Promise<Outcome> {
  const position = cursor();
  const { clock } = settings;
  let flow: FlowMonitor | undefined;
  let sentAt = Number.NaN;
  const outcome = await attempt<Outcome>(settings, {
    path: `/events${query(settings)}`,
    mediaType: "text/event-stream",
    headers: position === undefined ? {} : { "Last-Event-ID": position },
    refresh,
    signal,
    timeout: idleTimeoutOf(settings),
    isBuffered: () => !flow?.isFlowing,
    onRequest: () => {
      sentAt = clock.now();
    },
    async read(response, watchdog) {
      flow = new FlowMonitor(settings, watchdog, listener.onFlow);
      const close = await readFrames(response, flow, listener);
      return close ? { kind: "closed", close } : { kind: "ended" };
    },
  });
  return markBuffered(outcome, flow, clock.now() - sentAt);
}

/** Reads frames until the stream ends. Returns the data of `tidings.close` where one came. */
async function readFrames(
  response: Response,
  flow: FlowMonitor,
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
        flow.onOpen(event.data.heartbeat);
        listener.onOpen(event.data.connection);
      } else if (isControl(event, "tidings.close")) {
        close = event.data;
      }
      listener.onFrame(toDelivered(frame, close));
    },
  });
  const reader = response.body?.getReader();
  // A platform without streams may lack the decoder, too.
  if (!reader) return undefined;
  const decoder = new TextDecoder();
  while (!close) {
    const { done, value } = await reader.read();
    if (done) break;
    flow.onBytes();
    frames.feed(decoder.decode(value, { stream: true }));
  }
  return close;
}

/**
 * The frame as the listener receives it. A heartbeat is reduced to its id. The id of a close without
 * reconnect is for clients that reconnect by themselves, so it does not advance this cursor.
 */
function toDelivered(frame: Frame, close: CloseData | undefined): Frame {
  const { id, ...rest } = frame;
  if (frame.type === BEAT) return id === undefined ? {} : { id };
  return close && !close.reconnect ? rest : frame;
}
