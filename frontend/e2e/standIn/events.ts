import type { ServerResponse } from "node:http";

const BEAT = 5000;

/** The stream of Tidings' own events, as far as the console needs it. */
export class Events {
  readonly #streams = new Map<ServerResponse, string>();
  #position = 0;

  open(response: ServerResponse, user: string): void {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-cache" });
    const open = {
      connection: `c-${this.#position}`,
      resumed: false,
      replayed: 0,
      heartbeat: BEAT,
    };
    response.write(
      `event: tidings.open\nid: s:${this.#position}\ndata: ${JSON.stringify(open)}\n\n`,
    );
    this.#streams.set(response, user);
    const beat = setInterval(() => response.write(`: beat\nid: s:${this.#position}\n\n`), BEAT);
    response.on("close", () => {
      clearInterval(beat);
      this.#streams.delete(response);
    });
  }

  publish(user: string, type: string, data: object): void {
    this.#position += 1;
    const frame = `event: ${type}\nid: s:${this.#position}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const [response, owner] of this.#streams) if (owner === user) response.write(frame);
  }
}
