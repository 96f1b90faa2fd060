import type { ServerResponse } from "node:http";
import type { FrameData } from "./script.ts";

const BEAT = 5000;

/** The frames of one run, and its watchers. */
export class Journal {
  readonly id: string;
  readonly #frames: string[] = [];
  readonly #watchers = new Set<ServerResponse>();
  #over = false;

  constructor(id: string) {
    this.id = id;
  }

  add(frame: FrameData | "[DONE]"): void {
    const data = frame === "[DONE]" ? frame : JSON.stringify(frame);
    this.#frames.push(data);
    for (const watcher of this.#watchers) watcher.write(this.#format(this.#frames.length));
    if (frame !== "[DONE]") return;
    this.#over = true;
    for (const watcher of this.#watchers) watcher.end();
  }

  /** Streams the frames after `lastEventId`, and then new ones. */
  watch(response: ServerResponse, lastEventId: string | undefined): void {
    response.writeHead(200, {
      "Content-Type": "text/event-stream",
      "Cache-Control": "no-cache, no-transform",
      "Tidings-Run": this.id,
    });
    const from = Number(lastEventId?.split(":").at(-1) ?? 0);
    for (let n = from + 1; n <= this.#frames.length; n += 1) response.write(this.#format(n));
    if (this.#over) {
      response.end();
      return;
    }
    this.#watchers.add(response);
    const beat = setInterval(() => response.write(": beat\n\n"), BEAT);
    response.on("close", () => {
      clearInterval(beat);
      this.#watchers.delete(response);
    });
  }

  #format(n: number): string {
    return `id: ${this.id}:${n}\ndata: ${this.#frames[n - 1]}\n\n`;
  }
}
