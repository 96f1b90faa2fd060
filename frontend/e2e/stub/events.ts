import type { ServerResponse } from "node:http";

const BEAT = 5000;

interface Stream {
  readonly id: string;
  readonly user: string;
  readonly opened: Date;
}

/** The stream of events, with only what the console needs. */
export class Events {
  readonly #streams = new Map<ServerResponse, Stream>();
  #offset = 0;
  #opened = 0;

  open(response: ServerResponse, user: string): void {
    this.#opened += 1;
    const stream = { id: `c-${this.#opened}`, user, opened: new Date() };
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-cache" });
    const open = { connection: stream.id, resumed: false, replayed: 0, heartbeat: BEAT };
    response.write(`event: tidings.open\nid: ${this.#cursor()}\ndata: ${JSON.stringify(open)}\n\n`);
    this.#streams.set(response, stream);
    const beat = setInterval(() => response.write(`: beat\nid: ${this.#cursor()}\n\n`), BEAT);
    response.on("close", () => {
      clearInterval(beat);
      this.#streams.delete(response);
    });
  }

  /** Sends an event to the streams of `user`, or to all streams. Returns its cursor. */
  publish(user: string | undefined, type: string, data: unknown): string {
    this.#offset += 1;
    const cursor = this.#cursor();
    const frame = `event: ${type}\nid: ${cursor}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const [response, stream] of this.#streams) {
      if (user === undefined || stream.user === user) response.write(frame);
    }
    return cursor;
  }

  /** The open streams of a user; all streams for `admin`. */
  connections(user: string): object[] {
    return [...this.#streams.values()]
      .filter((stream) => user === "admin" || stream.user === user)
      .map(({ id, user: owner, opened }) => ({
        id,
        user: owner,
        address: "127.0.0.1",
        opened: opened.toISOString(),
        expires: new Date(opened.getTime() + 3_600_000).toISOString(),
        queued: 0,
        types: ["**"],
        topics: [],
        format: "data",
      }));
  }

  #cursor(): string {
    return `s:${this.#offset}`;
  }
}
