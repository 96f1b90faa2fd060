import { type ClientOptions, createClient, type TidingsClient } from "@tidings/client";
import { FakeBrowser, type FakeClock, FakePage, type FakeTab } from "@tidings/client/testing";
import { Position } from "./position.ts";
import type { ServerModel } from "./serverModel.ts";

/** One tab, with what its application received. */
export interface Opened {
  readonly tab: FakeTab;
  readonly page: FakePage;
  readonly client: TidingsClient<Record<string, unknown>>;
  readonly received: number[];
  /** The numbers that gaps covered. */
  readonly excused: Set<number>;
  /** The cursor at which it started. */
  start: string | undefined;
  /** The last number at its start: it must receive every later one. */
  owedAfter: number;
}

/** A browser whose tabs listen to one server. */
export class BrowserModel {
  readonly tabs: Opened[] = [];
  readonly #browser = new FakeBrowser();
  readonly #clock: FakeClock;
  readonly #server: ServerModel;
  readonly #random: () => number;
  readonly #options: ClientOptions;
  #opened = 0;

  constructor(clock: FakeClock, server: ServerModel, random: () => number, options: ClientOptions) {
    this.#clock = clock;
    this.#server = server;
    this.#random = random;
    this.#options = options;
  }

  open(cursor?: string): Opened {
    const tab = this.#browser.openTab();
    const page = new FakePage();
    this.#opened += 1;
    const id = `${this.#opened}`;
    const client = createClient<Record<string, unknown>>({
      fetch: this.#server.fetchFor(tab),
      clock: {
        now: () => this.#clock.now(),
        after: (ms, task) => this.#clock.after(ms, () => tab.run(task)),
      },
      page,
      random: this.#random,
      headers: () => ({}),
      locks: tab.locks,
      openChannel: tab.openChannel,
      createId: () => id,
      ...(cursor !== undefined && { lastEventId: cursor }),
      ...this.#options,
    });
    const opened: Opened = {
      tab,
      page,
      client,
      received: [],
      excused: new Set(),
      start: cursor,
      owedAfter: 0,
    };
    this.#watch(opened);
    this.tabs.push(opened);
    client.connect();
    return opened;
  }

  kill(opened: Opened): void {
    opened.tab.crash();
    this.tabs.splice(this.tabs.indexOf(opened), 1);
  }

  #watch(opened: Opened): void {
    const { client, received, excused } = opened;
    client.status.subscribe(() => {
      if (opened.start !== undefined) return;
      opened.start = client.status.get().lastEventId;
      opened.owedAfter = this.#server.last;
    });
    client.on("n", ({ data }) => received.push(Number(data)));
    client.on("tidings.gap", ({ data }) => {
      for (const n of (data as { lost?: number[] }).lost ?? []) excused.add(n);
    });
  }
}

/** The errors of a tab: numbers that are repeated, missing, or too early. */
export function faults(tab: Opened, server: Pick<ServerModel, "last" | "isOurs">): string[] {
  const { start, owedAfter, received, excused } = tab;
  if (start === undefined) return ["never began"];
  const seen = new Set<number>();
  const wrong: string[] = [];
  for (const n of received) {
    if (seen.has(n)) wrong.push(`${n} doubled`);
    seen.add(n);
  }
  const ahead = Position.parse(start)
    .missing(server.last)
    .filter((n) => server.isOurs(n));
  for (const n of ahead) {
    if (n > owedAfter && !(seen.has(n) || excused.has(n))) wrong.push(`${n} lost`);
  }
  for (const n of seen) if (!ahead.includes(n)) wrong.push(`${n} not owed`);
  return wrong;
}
