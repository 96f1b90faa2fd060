import { createParser } from "eventsource-parser";

/**
 * One frame as it moves a reader on: an event, or only an id, as a heartbeat has it. This is also
 * what tabs hand each other, so it is plain data.
 */
export interface Frame {
  /** The position after it; `undefined` where it moves nobody on. */
  readonly id?: string;
  /** The event type, and its data as sent; both absent where nothing is to be dispatched. */
  readonly type?: string;
  readonly text?: string;
}

/** What a {@link FrameReader} tells. */
export interface FrameListener {
  /** A frame with an id, with data, or with both has ended. */
  onFrame(frame: Frame): void;
  /** The server set its reconnection time, in milliseconds. */
  onRetry(ms: number): void;
}

/**
 * Reads `text/event-stream` text in chunks cut anywhere.
 *
 * The parsing is eventsource-parser's. It says nothing of a frame without data, though by the
 * standard such a frame moves the last event id on, and Tidings' heartbeats are just that. So this
 * splits the lines itself, remembers the `id`, and hands each line on. An id counts only at the
 * blank line that ends its frame: a stream cut between `id:` and its data must be asked for that
 * event again. Since a line comes at a time, nothing is gained by the parser's versions from 3.0.7
 * on, whose fast ways through long chunks weigh half a kilobyte.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export class FrameReader {
  readonly #parser;
  readonly #listener: FrameListener;
  #pending = "";
  #afterCr = false;
  #id: string | undefined;
  #event: { readonly type: string; readonly text: string } | undefined;

  constructor(listener: FrameListener) {
    this.#listener = listener;
    this.#parser = createParser({
      onEvent: ({ event = "message", data }) => {
        this.#event = { type: event, text: data };
      },
      onRetry: (ms) => listener.onRetry(ms),
    });
  }

  feed(chunk: string): void {
    // A CR ends its line at once; a LF that follows in the next chunk belongs to it.
    const text = this.#afterCr && chunk.startsWith("\n") ? chunk.slice(1) : chunk;
    if (chunk !== "") this.#afterCr = chunk.endsWith("\r");

    const lines = text.split(/\r\n|\r|\n/);
    const rest = lines.pop() ?? "";
    for (const line of lines) {
      this.#line(this.#pending + line);
      this.#pending = "";
    }
    this.#pending += rest;
  }

  #line(line: string): void {
    this.#parser.feed(`${line}\n`);
    if (line === "") {
      this.#end();
    } else if (line === "id" || line.startsWith("id:")) {
      const value = line.slice(3).replace(/^ /, "");
      if (!value.includes("\0")) this.#id = value;
    }
  }

  #end(): void {
    const id = this.#id;
    const event = this.#event;
    this.#id = undefined;
    this.#event = undefined;
    if (id !== undefined || event) {
      this.#listener.onFrame({ ...(id !== undefined && { id }), ...event });
    }
  }
}
