import { createClient } from "@tidings/client";
import {
  FakeBrowser,
  FakeClock,
  FakePage,
  frame,
  ScriptedServer,
  settle,
} from "@tidings/client/testing";
import { expect, it } from "vitest";
import { onReconnected } from "../src/live/reconnected.ts";

/** Tabs of one browser, each with what it was told of lost connections that are back. */
function browser() {
  const clock = new FakeClock();
  const tabs = new FakeBrowser();
  return {
    clock,
    async open(share = true) {
      const { locks, openChannel } = tabs.openTab();
      const server = new ScriptedServer();
      const client = createClient({
        fetch: server.fetch,
        clock,
        page: new FakePage(),
        random: () => 1,
        onError: () => undefined,
        locks,
        openChannel,
        share,
      });
      const told: (number | null)[] = [];
      const stop = onReconnected(client, (replayed) => told.push(replayed));
      const stream = server.stream().open();
      client.connect();
      await settle();
      return { client, server, stream, told, stop };
    },
  };
}

it("tells in every tab that the stream is back, and where it is, how much was missed", async () => {
  const b = browser();
  const [one, two] = [await b.open(), await b.open()];
  one.stream.send(frame("n", 1, "x:1"));
  await settle();
  expect([one.told, two.told]).toEqual([[], []]);
  one.server.stream().open({ resumed: true, replayed: 3 });
  one.stream.end();
  await b.clock.advance(1000);
  expect([one.told, two.told]).toEqual([[3], [null]]);
});

it("tells the tabs that stay when the one that had the stream is gone", async () => {
  const b = browser();
  const [one, two, three] = [await b.open(), await b.open(), await b.open()];
  one.stream.send(frame("n", 1, "x:1"));
  await settle();
  one.client.close();
  await settle();
  two.stream.send(frame("tidings.open", { connection: "c-2", resumed: true, replayed: 0 }));
  await settle();
  expect(two.client.status.get()).toMatchObject({ role: "leader", state: "open" });
  expect([two.told, three.told]).toEqual([[0], [null]]);
});

it("tells who polls", async () => {
  const b = browser();
  const one = await b.open(false);
  one.server.answer(Response.json({ events: [], cursor: "x:2" })).answer("never");
  await b.clock.advance(37_500);
  expect(one.client.status.get().state).toBe("polling");
  expect(one.told).toEqual([null]);
});

it("tells nothing of the first connection, and nothing after it is stopped", async () => {
  const b = browser();
  const one = await b.open(false);
  expect(one.told).toEqual([]);
  one.stop();
  one.server.stream().open({ resumed: true, replayed: 1 });
  one.stream.end();
  await b.clock.advance(1000);
  expect(one.client.status.get().state).toBe("open");
  expect(one.told).toEqual([]);
});
