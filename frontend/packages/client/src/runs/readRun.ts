import type { CloseData } from "../control.ts";
import { isControl, RESERVED } from "../control.ts";
import { type Frame, FrameReader } from "../frames.ts";
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
export function readRun(
  settings: RunSettings,
  path: string,
  options: RequestOptions & { readonly signal: AbortSignal },
  listener: RunStreamListener,
): Promise<Outcome> {
  return attempt<Outcome>(settings, {
    ...options,
    path,
    mediaType: "text/event-stream",
    patience: silence(settings),
    async read(response, dog) {
      dog.feed();
      listener.onOpen(response.headers.get(RUN) ?? undefined);
      const close = await readFrames(response, () => dog.feed(), listener);
      return close ? { kind: "told", close } : { kind: "ended" };
    },
  });
}

/** Reads until the stream ends or the server says that it will; then returns its word. */
async function readFrames(
  response: Response,
  onBytes: () => void,
  listener: RunStreamListener,
): Promise<CloseData | undefined> {
  let close: CloseData | undefined;
  const frames = new FrameReader({
    onRetry: () => undefined,
    onFrame(frame) {
      const { type = "", text = "" } = frame;
      if (close || frame.text === undefined) return;
      const event = { type, data: type.startsWith(RESERVED) && parse(text) };
      if (isControl(event, "tidings.close")) close = event.data;
      else if (!type.startsWith(RESERVED)) listener.onFrame(frame);
    },
  });
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  while (reader && !close) {
    const { done, value } = await reader.read();
    if (done) break;
    onBytes();
    frames.feed(decoder.decode(value, { stream: true }));
  }
  return close;
}
