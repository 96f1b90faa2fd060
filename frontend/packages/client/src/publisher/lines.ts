import { type CloseData, TOKEN_EXPIRED } from "../control.ts";
import { hasTexts, parse } from "../json.ts";
import { type Problem, readRefusal, TidingsError } from "../problem.ts";
import { request } from "../request.ts";
import { isTransient } from "../retryDecision.ts";
import type { Settings } from "../settings.ts";
import { anySignal } from "../signals.ts";
import { createWatchdog } from "../watchdog.ts";
import type { Item } from "./item.ts";

/** Time without an answer after which the events are sent again; milliseconds. */
const TIMEOUT = 30_000;

/** Time without an event after which the request ends; below the server's read timeout. */
const IDLE = 5000;

/** Maximum length of the lines that are handed to the platform at a time, in characters. */
const CHUNK = 64_000;

/** Why a request ended before all of its lines were answered. */
export class StreamEnded extends Error {
  override readonly name = "StreamEnded";
  /** Whether the next request needs new headers. */
  declare readonly refresh: boolean;

  constructor(message: string, refresh: boolean) {
    super(message);
    this.refresh = refresh;
  }
}

/**
 * One request that publishes the queue's events as lines, in their order, for as long as events
 * come. It removes each event when it is answered.
 */
export class LineStream {
  readonly #settings: Settings;
  readonly #queue: Item[];
  readonly #over = new AbortController();
  /** How many events of the queue, from its start, are sent. */
  #sent = 0;
  #isEnding = false;
  #wake: (() => void) | undefined;

  constructor(settings: Settings, queue: Item[]) {
    this.#settings = settings;
    this.#queue = queue;
  }

  /** Sends what was added to the queue. */
  notify(): void {
    this.#wake?.();
  }

  /** Ends the request once the queue is empty. */
  end(): void {
    this.#isEnding = true;
    this.#wake?.();
  }

  /**
   * Resolves at the end of the request; events that were added meanwhile remain in the queue.
   * @throws when events must be sent again, or the server refuses the request
   */
  async run(signal: AbortSignal, refresh: boolean): Promise<void> {
    const watchdog = createWatchdog(this.#settings.clock, () => {
      if (this.#sent > 0) this.#over.abort(new Error(`No answer in ${TIMEOUT / 1000} s`));
      else watchdog.reset(TIMEOUT);
    });
    watchdog.reset(TIMEOUT);
    try {
      const init = {
        method: "POST",
        headers: { "Content-Type": "application/x-ndjson" },
        body: this.#body(),
        duplex: "half",
        signal: anySignal(signal, this.#over.signal),
        refresh,
      };
      const response = await request(this.#settings, "/events", init);
      if (!response.ok) throw await readRefusal(response, this.#settings.clock.now());
      for await (const line of linesOf(response)) {
        watchdog.reset(TIMEOUT);
        this.#read(line);
      }
      if (this.#sent > 0) throw new StreamEnded("The answers ended early", false);
    } finally {
      watchdog.stop();
      this.#isEnding = true;
      this.#wake?.();
      this.#over.abort(new Error("The publish stream has ended"));
    }
  }

  #body(): ReadableStream<Uint8Array> {
    const encoder = new TextEncoder();
    return new ReadableStream({
      pull: async (controller) => {
        if (this.#sent === this.#queue.length) await this.#wait();
        let lines = "";
        for (const { json } of this.#queue.slice(this.#sent)) {
          if (lines.length > CHUNK) break;
          lines += `${json}\n`;
          this.#sent += 1;
        }
        if (lines) controller.enqueue(encoder.encode(lines));
        else controller.close();
      },
    });
  }

  /** Waits for an event, but not for long. */
  #wait(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        this.#wake = undefined;
        resolve();
      };
      const cancel = this.#settings.clock.after(IDLE, done);
      this.#wake = done;
      if (this.#isEnding) done();
    });
  }

  #read(line: string): void {
    const answer = parse(line);
    const { close } = Object(answer) as { readonly close?: CloseData };
    if (close) {
      throw new StreamEnded(`The server ended it: ${close.reason}`, close.code === TOKEN_EXPIRED);
    }
    const item = this.#queue[0];
    if (!item || this.#sent === 0) throw new StreamEnded("An answer without a line", false);
    if (hasTexts(answer, "cursor")) {
      const { cursor, duplicate } = answer as { cursor: string; duplicate?: boolean };
      item.resolve({ id: item.id, cursor, ...(duplicate && { duplicate }) });
    } else {
      item.reject(refusalOf(answer));
    }
    this.#queue.shift();
    this.#sent -= 1;
  }
}

/**
 * The refusal of one line.
 * @throws when the line must be sent again, and those after it
 */
function refusalOf(answer: unknown): TidingsError {
  const { errors = [], ...problem } = Object(answer) as Partial<Problem>;
  const { status = 500 } = problem;
  const refusal = new TidingsError(status, { ...problem, errors });
  if (isTransient(status)) throw refusal;
  return refusal;
}

async function* linesOf({ body }: Response): AsyncGenerator<string> {
  if (!body) return;
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const lines = (text + decoder.decode(part.value, { stream: true })).split("\n");
      text = lines.pop() ?? "";
      for (const line of lines) if (line) yield line;
    }
  } finally {
    reader.releaseLock();
  }
}
