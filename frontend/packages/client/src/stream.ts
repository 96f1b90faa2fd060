import { BEAT, type CloseData, isControl, RESERVED } from "./control.ts";
import { type Frame, FrameReader } from "./frames.ts";
import { parse } from "./json.ts";
import type { Outcome } from "./outcome.ts";
import { query } from "./request.ts";
import type { Settings } from "./settings.ts";
import { attempt, silence, type TransportListener, type TransportRequest } from "./transport.ts";
import type { Watchdog } from "./watchdog.ts";

/**
 * The server sends its first frame at once. A response without it for so long is held back on its
 * way; milliseconds.
 */
const FIRST_FRAME = 10_000;
/** What comes so long after the first frame did not come in one piece with it; milliseconds. */
const APART = 1000;
/**
 * The server answers at once. A connection that is cut without an answer after so long was held by
 * something on its way; milliseconds.
 */
const SUSPICIOUS = 5000;

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
      flow = new Flow(settings, listener, dog);
      const close = await readFrames(response, flow, listener);
      return close ? { kind: "told", close } : { kind: "ended" };
    },
  });
  const waited = clock.now() - sentAt;
  const mute =
    (outcome.kind === "ended" && !flow?.isOpen) ||
    (outcome.kind === "unreachable" && waited >= SUSPICIOUS);
  return mute ? { ...outcome, mute } : outcome;
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

/** Watches that bytes flow: at all, and not only when the stream opens. */
class Flow {
  readonly #settings: Settings;
  readonly #listener: TransportListener;
  readonly #dog: Watchdog;
  #openedAt: number | undefined;
  proven = false;

  constructor(settings: Settings, listener: TransportListener, dog: Watchdog) {
    this.#settings = settings;
    this.#listener = listener;
    this.#dog = dog;
    dog.feed(Math.min(silence(settings), FIRST_FRAME));
  }

  /** Whether the first frame has come. */
  get isOpen(): boolean {
    return this.#openedAt !== undefined;
  }

  opened(heartbeat: number): void {
    this.#openedAt = this.#settings.clock.now();
    this.#dog.feed(silence(this.#settings, heartbeat));
  }

  came(): void {
    this.#dog.feed();
    if (this.proven || this.#openedAt === undefined) return;
    if (this.#settings.clock.now() - this.#openedAt < APART) return;
    this.proven = true;
    this.#listener.onFlow();
  }
}
