import type { Clock } from "@tidings/client";
import type { FakeTab } from "@tidings/client/testing";
import { Position } from "./position.ts";
import { Wire } from "./wire.ts";

/** The fault of a tab's next request. */
export type Fault = "401" | "503" | "network" | "mute";

interface Connection {
  readonly tab: FakeTab;
  readonly wire: Wire;
  position: Position;
  /** Bytes no longer arrive, without an error. */
  stalled: boolean;
}

interface Poll {
  readonly position: Position;
  answer(): void;
}

/** The share of events for other users: a cursor passes them, and no client here receives them. */
const OF_OTHERS = 0.3;

/**
 * The server of the protocol: a log of numbered events, cursors that stand for exactly what was
 * sent, replay from any of them, and a gap where the log no longer reaches back. An event's data is
 * its number. A gap names the numbers that it covers, so that a test can check it.
 */
export class ServerModel {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #connections = new Set<Connection>();
  readonly #polls = new Set<Poll>();
  readonly #faults = new Map<FakeTab, Fault[]>();
  readonly #ofOthers = new Set<number>();
  /** The number of the last event, and of the last one that the log has dropped. */
  last = 0;
  forgotten = 0;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  get open(): Connection[] {
    return [...this.#connections];
  }

  fail(tab: FakeTab, fault: Fault): void {
    this.#faults.set(tab, [...(this.#faults.get(tab) ?? []), fault]);
  }

  recover(): void {
    this.#faults.clear();
    for (const connection of this.open) if (connection.stalled) this.cut(connection);
  }

  append(count: number): void {
    for (let i = 0; i < count; i++) this.#append(this.#random() < OF_OTHERS);
    this.#spread();
  }

  /** Appends one event for every client here, and one that only a heartbeat passes. */
  appendBoth(): void {
    this.#append(false);
    this.#append(true);
    this.#spread();
  }

  /** Whether the event is for the clients here. */
  isOurs(n: number): boolean {
    return !this.#ofOthers.has(n);
  }

  forget(): void {
    this.forgotten = this.last;
  }

  heartbeat(): void {
    for (const connection of this.open) {
      this.#send(connection, `: beat\nid: ${connection.position}\n\n`);
    }
  }

  /** Repeats the frames that were sent. */
  repeat(connection: Connection): void {
    const { sent } = connection.wire;
    this.#send(connection, sent.slice(-3).join(""));
  }

  /** The queue of this connection overflows: it drops the next events, and sends a gap. */
  overflow(connection: Connection, count: number): void {
    for (let i = 0; i < count; i++) this.#append(this.#random() < OF_OTHERS);
    const lost = connection.position.missing(this.last).slice(0, count);
    connection.position = lost.reduce((now, n) => now.with(n), connection.position);
    const data = JSON.stringify({ reason: "overflow", lost });
    this.#send(connection, `event: tidings.gap\ndata: ${data}\n\n`);
    this.#spread();
  }

  /** Breaks a connection, possibly within a frame. */
  cut(connection: Connection): void {
    this.#connections.delete(connection);
    if (this.#random() < 0.5) connection.wire.write(`id: ${this.last + 1}\nevent: n\nda`);
    connection.wire.break();
  }

  fetchFor(tab: FakeTab): typeof globalThis.fetch {
    return (input, init = {}) =>
      new Promise((resolve, reject) => {
        const signal = init.signal ?? undefined;
        signal?.addEventListener("abort", () => reject(signal.reason));
        const answer = (response: object) => tab.run(() => resolve(response as Response));
        const fault = this.#faults.get(tab)?.shift();
        if (fault === "network") return tab.run(() => reject(new TypeError("no network")));
        if (fault === "401" || fault === "503") return answer(refusal(Number(fault)));
        const url = new URL(String(input), "http://model");
        if (url.pathname.endsWith("/poll")) this.#poll(url.searchParams, signal, answer);
        else answer(this.#stream(tab, new Headers(init.headers), signal, fault === "mute"));
      });
  }

  #stream(tab: FakeTab, headers: Headers, signal: AbortSignal | undefined, mute: boolean): object {
    const wire = new Wire(tab, signal);
    const requested = headers.get("Last-Event-ID");
    const { position, gap } = this.#resume(requested);
    const connection = { tab, wire, position, stalled: mute };
    this.#connections.add(connection);
    signal?.addEventListener("abort", () => this.#connections.delete(connection));
    const open = {
      connection: "c",
      resumed: requested !== null,
      replayed: null,
      heartbeat: 15_000,
    };
    this.#send(
      connection,
      `event: tidings.open\nid: ${position}\ndata: ${JSON.stringify(open)}\n\n${
        gap ? `event: tidings.gap\nid: ${position}\ndata: ${JSON.stringify(gap)}\n\n` : ""
      }`,
    );
    this.#drain(connection);
    return response("text/event-stream", { body: { getReader: () => wire } });
  }

  #poll(
    params: URLSearchParams,
    signal: AbortSignal | undefined,
    answer: (response: object) => void,
  ): void {
    const { position, gap } = this.#resume(params.get("cursor"));
    const respond = () => {
      let now = position;
      const events = this.#order(position).flatMap((n) => {
        now = now.with(n);
        return this.isOurs(n) ? [{ id: String(now), type: "n", data: n, text: `${n}` }] : [];
      });
      const json = { events, cursor: String(now), ...(gap && { gap }) };
      const text = JSON.stringify(json);
      answer(response("application/json", { text: () => Promise.resolve(text) }));
    };
    const waiting = {
      position,
      answer: () => {
        this.#polls.delete(waiting);
        respond();
      },
    };
    const timeout = Number(params.get("timeout")) * 1000;
    if (timeout === 0 || gap || this.#hasEventsFor(position)) {
      respond();
    } else {
      this.#polls.add(waiting);
      signal?.addEventListener("abort", () => this.#polls.delete(waiting));
      this.#clock.after(timeout, () => this.#polls.has(waiting) && waiting.answer());
    }
  }

  #resume(cursor: string | null): { position: Position; gap?: object } {
    if (cursor === null) return { position: Position.upTo(this.last) };
    const position = Position.parse(cursor);
    const lost = position.missing(this.forgotten);
    if (lost.length === 0) return { position };
    const from = lost.reduce((now, n) => now.with(n), position);
    return { position: from, gap: { reason: "expired", lost } };
  }

  #append(forOthers: boolean): void {
    this.last += 1;
    if (forOthers) this.#ofOthers.add(this.last);
  }

  /** Sends appended events to their receivers. */
  #spread(): void {
    for (const connection of this.open) this.#drain(connection);
    for (const poll of [...this.#polls]) if (this.#hasEventsFor(poll.position)) poll.answer();
  }

  #hasEventsFor(position: Position): boolean {
    return position.missing(this.last).some((n) => this.isOurs(n));
  }

  #drain(connection: Connection): void {
    for (const n of this.#order(connection.position)) {
      connection.position = connection.position.with(n);
      if (!this.isOurs(n)) continue;
      this.#send(connection, `event: n\nid: ${connection.position}\ndata: ${n}\n\n`);
    }
  }

  /** The events after a position; now and then one is reordered ahead of another. */
  #order(position: Position): number[] {
    const rest = position.missing(this.last);
    const [first, second] = rest;
    if (first === undefined || second === undefined || this.#random() < 0.7) return rest;
    return [second, first, ...rest.slice(2)];
  }

  #send({ wire, stalled }: Connection, text: string): void {
    if (!stalled) wire.write(text);
  }
}

function response(type: string, more: object): object {
  return { ok: true, status: 200, headers: new Map([["Content-Type", type]]), ...more };
}

function refusal(status: number): object {
  return { ok: false, status, headers: new Map(), text: () => Promise.resolve("") };
}
