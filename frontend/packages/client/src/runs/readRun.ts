import type { CloseData } from "../control.ts";
import { isControl, RESERVED } from "../control.ts";
import { Flow, suspect } from "../flow.ts";
import { type Frame, FrameReader } from "../frames.ts";
import { GRACE } from "../hold.ts";
import { parse } from "../json.ts";
import type { Outcome } from "../outcome.ts";
import type { RequestOptions } from "../request.ts";
import { attempt, silence } from "../transport.ts";
import type { RunSettings } from "./options.ts";

/** What is told of one stream while it is read. */
export interface RunStreamListener {
  /** The server answered, with the run's id where it gave one. */
  onOpen(runId: string | undefined): void;
  onFrame(frame: Frame): void;
}

/** The header that names the run before its first frame does. */
const RUN = "Tidings-Run";

/**
 * Makes one request and reads the stream that answers it to its end. It never rejects: how it ended
 * is the result.
 */
export async function readRun(
  settings: RunSettings,
  path: string,
  options: RequestOptions & { readonly signal: AbortSignal },
  listener: RunStreamListener,
): Promise<Outcome> {
  const { clock } = settings;
  let flow: Flow | undefined;
  let sentAt = Number.NaN;
  const outcome = await attempt<Outcome>(settings, {
    ...options,
    path,
    mediaType: "text/event-stream",
    patience: silence(settings),
    isMute: () => !flow?.proven,
    onRequest: () => {
      sentAt = clock.now();
    },
    async read(response, dog) {
      flow = new Flow(settings, dog, () => undefined);
      listener.onOpen(response.headers.get(RUN) ?? undefined);
      const close = await readFrames(response, flow, listener);
      return close ? { kind: "told", close } : { kind: "ended" };
    },
  });
  return suspect(outcome, flow, clock.now() - sentAt);
}

/**
 * Makes one request that the server answers behind the first frames, or after `hold` seconds.
 * @returns how it went wrong, or what the server said; `undefined` where the answer is whole
 */
export function pollRun(
  settings: RunSettings,
  path: string,
  hold: number,
  options: RequestOptions & { readonly signal: AbortSignal },
  listener: RunStreamListener,
): Promise<Outcome | undefined> {
  return attempt<Outcome | undefined>(settings, {
    ...options,
    path: `${path}?timeout=${hold}`,
    mediaType: "text/event-stream",
    patience: hold * 1000 + Math.min(GRACE, silence(settings)),
    async read(response) {
      const text = await response.text();
      listener.onOpen(response.headers.get(RUN) ?? undefined);
      const frames = new RunFrames(listener);
      frames.feed(text);
      return frames.close && { kind: "told", close: frames.close };
    },
  });
}

/** Reads until the stream ends or the server says that it will; then returns its word. */
async function readFrames(
  response: Response,
  flow: Flow,
  listener: RunStreamListener,
): Promise<CloseData | undefined> {
  const frames = new RunFrames(listener);
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  while (reader && !frames.close) {
    const { done, value } = await reader.read();
    if (done) break;
    if (flow.openedAt === undefined) flow.opened();
    flow.came();
    frames.feed(decoder.decode(value, { stream: true }));
  }
  return frames.close;
}

/** Reads frames until the server says that it ends the stream. */
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
