import type { CloseData } from "../control.ts";
import { isControl, RESERVED } from "../control.ts";
import { FlowMonitor, markBuffered } from "../flowMonitor.ts";
import { type Frame, FrameReader } from "../frames.ts";
import { parse } from "../json.ts";
import type { Outcome } from "../outcome.ts";
import { ANSWER_GRACE } from "../pollTimeout.ts";
import type { RequestOptions } from "../request.ts";
import { attempt, idleTimeoutOf } from "../transport.ts";
import type { RunSettings } from "./options.ts";

/** Receives what one stream delivers. */
export interface RunStreamListener {
  /** The server answered, with the run's id where the answer has one. */
  onOpen(runId: string | undefined): void;
  onFrame(frame: Frame): void;
}

/** The header with the run's id, which arrives before the first frame. */
const RUN = "Tidings-Run";

/**
 * Sends one request and reads its stream to the end. It never rejects: the stream's end is the
 * outcome.
 */
export async function readRun(
  settings: RunSettings,
  path: string,
  options: RequestOptions & { readonly signal: AbortSignal },
  listener: RunStreamListener,
): Promise<Outcome> {
  const { clock } = settings;
  let flow: FlowMonitor | undefined;
  let sentAt = Number.NaN;
  const outcome = await attempt<Outcome>(settings, {
    ...options,
    path,
    mediaType: "text/event-stream",
    timeout: idleTimeoutOf(settings),
    isBuffered: () => !flow?.isFlowing,
    onRequest: () => {
      sentAt = clock.now();
    },
    async read(response, watchdog) {
      flow = new FlowMonitor(settings, watchdog, () => undefined);
      listener.onOpen(response.headers.get(RUN) ?? undefined);
      const close = await readFrames(response, flow, listener);
      return close ? { kind: "closed", close } : { kind: "ended" };
    },
  });
  return markBuffered(outcome, flow, clock.now() - sentAt);
}

/**
 * Sends one request that the server answers after the first frames, or after `seconds`.
 * @returns an error or the server's close; `undefined` for a complete answer
 */
export function pollRun(
  settings: RunSettings,
  path: string,
  seconds: number,
  options: RequestOptions & { readonly signal: AbortSignal },
  listener: RunStreamListener,
): Promise<Outcome | undefined> {
  return attempt<Outcome | undefined>(settings, {
    ...options,
    path: `${path}?timeout=${seconds}`,
    mediaType: "text/event-stream",
    timeout: seconds * 1000 + Math.min(ANSWER_GRACE, idleTimeoutOf(settings)),
    async read(response) {
      const text = await response.text();
      listener.onOpen(response.headers.get(RUN) ?? undefined);
      const frames = new RunFrames(listener);
      frames.feed(text);
      return frames.close && { kind: "closed", close: frames.close };
    },
  });
}

/** Reads frames until the stream ends. Returns the data of `tidings.close` where one came. */
async function readFrames(
  response: Response,
  flow: FlowMonitor,
  listener: RunStreamListener,
): Promise<CloseData | undefined> {
  const frames = new RunFrames(listener);
  const reader = response.body?.getReader();
  if (!reader) return undefined;
  const decoder = new TextDecoder();
  while (!frames.close) {
    const { done, value } = await reader.read();
    if (done) break;
    if (flow.openedAt === undefined) flow.onOpen();
    flow.onBytes();
    frames.feed(decoder.decode(value, { stream: true }));
  }
  return frames.close;
}

/** Reads frames until the server closes the stream. */
class RunFrames extends FrameReader {
  close: CloseData | undefined;

  constructor(listener: RunStreamListener) {
    super({
      onRetry: () => undefined,
      onFrame: (frame) => {
        const { type = "", text = "" } = frame;
        if (this.close || frame.text === undefined) return;
        const event = { type, data: type.startsWith(RESERVED) && parse(text) };
        if (isControl(event, "tidings.close")) this.close = event.data;
        else if (!type.startsWith(RESERVED)) listener.onFrame(frame);
      },
    });
  }
}
