import { FakeClock } from "@tidings/client/testing";
import { BrowserModel, faults, type Opened } from "./browserModel.ts";
import { randomOf } from "./random.ts";
import { type Fault, ServerModel } from "./serverModel.ts";

interface Schedule {
  readonly seed: number;
  readonly tabs: number;
  readonly steps: number;
}

const WAITS = [0, 0, 50, 300, 1000, 4000, 12_000, 40_000];
const FAULTS: readonly Fault[] = ["401", "503", "network", "mute"];

/** Of 10,000 schedules `npm test` runs every fourth; `TIDINGS_SCHEDULES=all` runs all. */
const STEP = process.env["TIDINGS_SCHEDULES"] === "all" ? 1 : 4;

/** Runs one schedule per selected seed, and returns every error. */
export async function playAll(schedules: {
  readonly from: number;
  readonly count: number;
  readonly tabs: number;
}): Promise<string[]> {
  const { from, count, tabs } = schedules;
  const wrong: string[] = [];
  for (let seed = from; seed < from + count; seed += STEP) {
    wrong.push(...(await play({ seed, tabs, steps: 9 })));
  }
  return wrong;
}

/** Applies random faults, then repairs everything; returns the remaining errors. */
async function play({ seed, tabs, steps }: Schedule): Promise<string[]> {
  const random = randomOf(seed);
  const clock = new FakeClock();
  const server = new ServerModel(clock, random);
  const browser = new BrowserModel(clock, server, random, {
    share: tabs > 1,
    onError: () => undefined,
  });
  const world = { random, clock, server, browser };
  server.append(Math.floor(random() * 3));
  for (let i = 0; i < tabs; i++) browser.open();
  await clock.advance(0);
  for (let i = 0; i < steps; i++) {
    if (random() < 0.35) disturbTab(world);
    else disturbServer(world);
    await clock.advance(pick(random, WAITS) ?? 0);
  }
  await recover(world);
  return browser.tabs.flatMap((tab, i) => {
    const behind = isUpToDate(tab, server)
      ? []
      : [`stays at ${tab.client.cursor} of ${server.last}`];
    return [...behind, ...faults(tab, server)].map((wrong) => `seed ${seed}, tab ${i}: ${wrong}`);
  });
}

interface World {
  readonly random: () => number;
  readonly clock: FakeClock;
  readonly server: ServerModel;
  readonly browser: BrowserModel;
}

function disturbServer({ random, server, browser }: World): void {
  const connection = pick(random, server.open);
  const tab = pick(random, browser.tabs)?.tab;
  const count = 1 + Math.floor(random() * 3);
  const things = [
    () => server.append(count),
    () => server.append(count),
    () => server.append(count),
    () => server.heartbeat(),
    () => connection && server.cut(connection),
    () => {
      if (connection) connection.stalled = true;
    },
    () => connection && server.repeat(connection),
    () => connection && server.overflow(connection, count),
    () => tab && server.fail(tab, pick(random, FAULTS) ?? "401"),
    () => server.forget(),
  ];
  pick(random, things)?.();
}

function disturbTab({ random, browser }: World): void {
  const chosen = pick(random, browser.tabs);
  if (!chosen) return;
  const { tab, page, client } = chosen;
  const things = [
    () => tab.freeze(),
    () => tab.freeze(true),
    () => tab.thaw(),
    () => tab.thaw(),
    () => browser.open(),
    () => reload(browser, chosen),
    () => browser.tabs.length > 1 && browser.kill(chosen),
    () => tab.run(() => client.close()),
    () => tab.run(() => client.connect()),
    () => tab.run(() => page.signal(random() < 0.5 ? "freeze" : "resume")),
    () => tab.run(() => page.signal(random() < 0.5 ? "offline" : "online")),
  ];
  pick(random, things)?.();
}

/** A reloaded tab resumes from its stored cursor. */
function reload(browser: BrowserModel, old: Opened): void {
  const { cursor } = old.client;
  browser.kill(old);
  browser.open(cursor);
}

/** Ends all faults, and waits until every tab has the server's cursor. */
async function recover({ clock, server, browser }: World): Promise<void> {
  server.recover();
  for (const { tab, page } of browser.tabs) {
    await tab.thaw();
    page.signal("online");
    page.signal("resume");
  }
  const wanted = () => browser.tabs.every((tab) => isUpToDate(tab, server));
  for (let i = 0; i < 100 && !wanted(); i++) {
    server.recover();
    // A failed or closed client reconnects.
    for (const { client } of browser.tabs) client.connect();
    if (i % 4 === 0) server.appendBoth();
    server.heartbeat();
    await clock.advance(4000);
  }
}

function isUpToDate({ client }: Opened, { last }: ServerModel): boolean {
  return client.cursor === String(last);
}

function pick<T>(random: () => number, from: readonly T[]): T | undefined {
  return from[Math.floor(random() * from.length)];
}
