import type { ServerResponse } from "node:http";
import type { Claims } from "./tokens.ts";

export interface Published {
  readonly type: string;
  readonly data?: unknown;
  readonly user?: string;
  readonly group?: string;
  readonly topic?: string;
}

interface Connection {
  readonly id: string;
  readonly claims: Claims;
  readonly topics: readonly string[];
  readonly response: ServerResponse;
  reauth?: NodeJS.Timeout;
}

const HEARTBEAT = 15_000;
/** The protocol's minute before a token ends. */
const REAUTH = 60_000;

/** Its log, its connections, and who gets what. */
export class Hub {
  readonly #log: Published[] = [];
  readonly #connections = new Map<string, Connection>();
  #opened = 0;

  open(
    claims: Claims,
    params: URLSearchParams,
    cursor: string | undefined,
    response: ServerResponse,
  ): void {
    this.#opened += 1;
    const id = `c-${this.#opened}`;
    const topics = params.get("topics")?.split(",") ?? [];
    const connection: Connection = { id, claims, topics, response };
    const missed = cursor === undefined ? [] : this.#after(Number(cursor.split(":")[1]));
    const mine = missed.filter(([event]) => isFor(event, connection));
    const data = {
      connection: id,
      resumed: cursor !== undefined,
      replayed: mine.length,
      heartbeat: HEARTBEAT,
    };

    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-cache" });
    const from = cursor ?? this.#cursor();
    response.write(`retry: 1000\n${frame("tidings.open", data, from)}`);
    for (const [event, at] of mine) response.write(frame(event.type, event.data, at));

    const beat = setInterval(() => response.write(`: beat\nid: ${this.#cursor()}\n\n`), HEARTBEAT);
    this.#connections.set(id, connection);
    this.#expect(connection, claims.exp);
    response.on("close", () => {
      clearInterval(beat);
      clearTimeout(connection.reauth);
      this.#connections.delete(id);
    });
  }

  publish(event: Published): string {
    this.#log.push(event);
    const cursor = this.#cursor();
    for (const connection of this.#connections.values()) {
      if (isFor(event, connection)) {
        connection.response.write(frame(event.type, event.data, cursor));
      }
    }
    return cursor;
  }

  /** Lets a connection live as long as a fresh token of its owner. */
  renew(id: string, { sub, exp }: Claims): boolean {
    const connection = this.#connections.get(id);
    if (connection?.claims.sub !== sub) return false;
    this.#expect(connection, exp);
    return true;
  }

  #expect(connection: Connection, exp: number): void {
    clearTimeout(connection.reauth);
    connection.reauth = setTimeout(
      () => connection.response.write(frame("tidings.reauth", { expires: exp })),
      exp * 1000 - Date.now() - REAUTH,
    );
  }

  #after(position: number): [Published, string][] {
    return this.#log.slice(position).map((event, i) => [event, `dev:${position + i + 1}`]);
  }

  #cursor(): string {
    return `dev:${this.#log.length}`;
  }
}

function isFor(event: Published, { claims, topics }: Connection): boolean {
  return (
    (event.user === undefined || event.user.split(",").includes(claims.sub)) &&
    (event.group === undefined || event.group.split(",").some((g) => claims.groups.includes(g))) &&
    (event.topic === undefined || topics.some((topic) => covers(topic, event.topic ?? "")))
  );
}

function covers(pattern: string, topic: string): boolean {
  return pattern.endsWith("/**") ? topic.startsWith(pattern.slice(0, -2)) : pattern === topic;
}

function frame(type: string, data: unknown, id?: string): string {
  const at = id === undefined ? "" : `id: ${id}\n`;
  return `event: ${type}\n${at}data: ${JSON.stringify(data ?? null)}\n\n`;
}
