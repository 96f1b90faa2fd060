import { createParser, type EventSourceMessage } from "eventsource-parser";

/** What a {@link FrameReader} tells. */
export interface FrameListener {
  /** A frame with data. Its id, if it has one, was told to `onId` just before. */
  onEvent(event: EventSourceMessage): void;
  /** A frame that carried an id, with or without data, has ended. */
  onId(id: string): void;
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
 * event again.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export class FrameReader {
  readonly #parser;
  readonly #onId: (id: string) => void;
  #pending = "";
  #afterCr = false;
  #id: string | undefined;

  constructor(listener: FrameListener) {
    this.#onId = (id) => listener.onId(id);
    this.#parser = createParser({
      onEvent: (event) => listener.onEvent(event),
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
    if (line === "" && this.#id !== undefined) {
      this.#onId(this.#id);
      this.#id = undefined;
    } else if (line === "id" || line.startsWith("id:")) {
      const value = line.slice(3).replace(/^ /, "");
      if (!value.includes("\0")) this.#id = value;
    }
    this.#parser.feed(`${line}\n`);
  }
}
