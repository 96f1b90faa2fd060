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
 * Reads `text/event-stream` text in chunks cut anywhere. An id counts only at the blank line that
 * ends its frame: a stream cut between `id:` and its data must be asked for that event again.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export class FrameReader {
  readonly #listener: FrameListener;
  #pending = "";
  #afterCr = false;
  #id: string | undefined;
  #type = "";
  #text: string | undefined;

  constructor(listener: FrameListener) {
    this.#listener = listener;
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
    const [, name, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    switch (name) {
      case "data":
        this.#text = this.#text === undefined ? value : `${this.#text}\n${value}`;
        break;
      case "event":
        this.#type = value;
        break;
      case "id":
        if (!value.includes("\0")) this.#id = value;
        break;
      case "retry":
        if (/^\d+$/.test(value)) this.#listener.onRetry(Number(value));
    }
    if (line === "") this.#end();
  }

  #end(): void {
    const id = this.#id;
    const text = this.#text;
    const type = this.#type || "message";
    this.#id = undefined;
    this.#text = undefined;
    this.#type = "";
    if (id !== undefined || text !== undefined) {
      this.#listener.onFrame({
        ...(id !== undefined && { id }),
        ...(text !== undefined && { type, text }),
      });
    }
  }
}
