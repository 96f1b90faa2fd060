/**
 * One frame of a stream: an event, or only an id, such as a heartbeat. Tabs send frames to each
 * other, so a frame is plain data.
 */
export interface Frame {
  /** The cursor after this frame; `undefined` where the frame does not advance it. */
  readonly id?: string;
  /** The event type and its data as sent. Both are absent in a frame without an event. */
  readonly type?: string;
  readonly text?: string;
}

/** Receives what a {@link FrameReader} reads. */
export interface FrameListener {
  /** A frame with an id, with data, or with both is complete. */
  onFrame(frame: Frame): void;
  /** The server set its reconnection time, in milliseconds. */
  onRetry(ms: number): void;
}

/**
 * Reads `text/event-stream` text in chunks of any size. An id takes effect at the blank line that
 * ends its frame. So a client whose stream breaks between `id:` and the data asks for that event again.
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
    // A CR ends its line immediately; an LF at the start of the next chunk belongs to it.
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
