import type { GapData } from "../control.ts";
import type { ClientOptions } from "../options.ts";
import { FakeClock, settle } from "./fakeClock.ts";
import { frame, ScriptedServer, type SeenRequest, ServedStream } from "./scriptedServer.ts";

/** An event that a test's client has published. */
export interface ReceivedEvent {
  readonly type: string;
  readonly data?: unknown;
  readonly [attribute: string]: unknown;
}

/** The options of a client that uses a {@link FakeServer}. */
export type FakeOptions = Pick<ClientOptions, "fetch" | "clock" | "random" | "onError">;

/** How far `reconnect` moves the clock at most; milliseconds. */
const PATIENCE = 120_000;
const STEP = 1000;

/**
 * A server in the memory of a test. It accepts every subscription and every published event, and
 * sends each emitted event to all open streams. A client that resumes receives what it missed.
 *
 * ```ts
 * const server = new FakeServer();
 * const client = createClient({ ...server.options, types: ["task.*"] });
 * client.connect();
 * await server.emit("task.progress", { percent: 40 });
 * ```
 */
export class FakeServer {
  /** The time of the clients with these `options`. It advances only with `advance` and `reconnect`. */
  readonly clock = new FakeClock();
  /** The events that clients have published, oldest first. */
  readonly published: ReceivedEvent[] = [];
  /** The errors that clients with these `options` have reported. */
  readonly errors: unknown[] = [];
  readonly #script = new ScriptedServer().answerAll((request) => this.#answer(request));
  readonly #streams = new Set<ServedStream>();
  /** The frame of each emitted event. Its cursor is its position, from 1. */
  readonly #log: string[] = [];
  #reachable = true;

  /** Spread these into `createClient`. Do without them, and with `fetch` alone, for real time. */
  get options(): FakeOptions {
    const { clock, fetch } = this;
    return { fetch, clock, random: () => 1, onError: (error) => this.errors.push(error) };
  }

  get fetch(): typeof globalThis.fetch {
    return this.#script.fetch;
  }

  /** The requests of all clients, oldest first. */
  get requests(): readonly SeenRequest[] {
    return this.#script.requests;
  }

  /** How many streams are open. */
  get openStreams(): number {
    return this.#streams.size;
  }

  /** Sends an event to every open stream, and resolves when it was delivered. */
  async emit(type: string, data: unknown = null): Promise<void> {
    await settle();
    this.#log.push(frame(type, data, cursor(this.#log.length + 1)));
    await this.#send(this.#log.at(-1) ?? "");
  }

  /** Reports that events may be missing. */
  async gap(reason: GapData["reason"] = "expired"): Promise<void> {
    await settle();
    await this.#send(frame("tidings.gap", { reason }));
  }

  /** Breaks every stream, and is unreachable until `reconnect`. Events are kept meanwhile. */
  async disconnect(): Promise<void> {
    await settle();
    this.#reachable = false;
    for (const stream of this.#streams) stream.break();
    this.#streams.clear();
    await settle();
  }

  /** Is reachable again, and advances the clock until a client has reconnected. */
  async reconnect(): Promise<void> {
    this.#reachable = true;
    for (let waited = 0; this.#streams.size === 0 && waited < PATIENCE; waited += STEP) {
      await this.clock.advance(STEP);
    }
    await settle();
  }

  /** Advances the clock of the clients by `ms` milliseconds. */
  advance(ms: number): Promise<void> {
    return this.clock.advance(ms);
  }

  async #send(text: string): Promise<void> {
    for (const stream of this.#streams) stream.send(text);
    await settle();
  }

  #answer(request: SeenRequest): Response | Error {
    if (!this.#reachable) return new TypeError("The fake server is disconnected");
    const [path = ""] = request.url.split("?");
    if (path.endsWith("/events") && request.method === "POST") return this.#accept(request);
    if (path.endsWith("/events")) return this.#open(request);
    return Response.json({ status: 404, title: `No such path: ${path}` }, PROBLEM);
  }

  #accept({ body = "null" }: SeenRequest): Response {
    const event: ReceivedEvent = JSON.parse(body);
    this.published.push(event);
    const receipt = { accepted: 1, duplicates: 0, cursor: cursor(this.#log.length) };
    return Response.json(receipt, { status: 202 });
  }

  #open({ headers, signal }: SeenRequest): Response {
    const stream = new ServedStream();
    const last = headers.get("Last-Event-ID");
    const missed = last === null ? [] : this.#log.slice(Number(last.slice(PREFIX.length)));
    stream.open({ resumed: last !== null, replayed: missed.length });
    // Each stream starts with a cursor, from which it resumes.
    stream.send(`id: ${cursor(this.#log.length - missed.length)}\n\n${missed.join("")}`);
    this.#streams.add(stream);
    signal?.addEventListener("abort", () => this.#streams.delete(stream));
    return stream.response;
  }
}

const PROBLEM = { status: 404, headers: { "Content-Type": "application/problem+json" } };
const PREFIX = "fake:";

function cursor(position: number): string {
  return `${PREFIX}${position}`;
}
