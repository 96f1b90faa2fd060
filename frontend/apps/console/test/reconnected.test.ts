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

/** Tabs of one browser, each with its reported reconnects. */
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
      const reports: (number | null)[] = [];
      const stop = onReconnected(client, (replayed) => reports.push(replayed));
      const stream = server.stream().open();
      client.connect();
      await settle();
      return { client, server, stream, reports, stop };
    },
  };
}

it("reports a reconnect in every tab, with the number of missed events where it is known", async () => {
  const b = browser();
  const [one, two] = [await b.open(), await b.open()];
  one.stream.send(frame("n", 1, "x:1"));
  await settle();
  expect([one.reports, two.reports]).toEqual([[], []]);
  one.server.stream().open({ resumed: true, replayed: 3 });
  one.stream.end();
  await b.clock.advance(1000);
  expect([one.reports, two.reports]).toEqual([[3], [null]]);
});

it("reports a reconnect to the remaining tabs when the leader has closed", async () => {
  const b = browser();
  const [one, two, three] = [await b.open(), await b.open(), await b.open()];
  one.stream.send(frame("n", 1, "x:1"));
  await settle();
  one.client.close();
  await settle();
  two.stream.send(frame("tidings.open", { connection: "c-2", resumed: true, replayed: 0 }));
  await settle();
  expect(two.client.status.get()).toMatchObject({ role: "leader", state: "open" });
  expect([two.reports, three.reports]).toEqual([[0], [null]]);
});

it("reports a reconnect by long polling", async () => {
  const b = browser();
  const one = await b.open(false);
  one.server.answer(Response.json({ events: [], cursor: "x:2" })).answer("never");
  await b.clock.advance(37_500);
  expect(one.client.status.get().state).toBe("polling");
  expect(one.reports).toEqual([null]);
});

it("does not report the first connection, and nothing after its end", async () => {
  const b = browser();
  const one = await b.open(false);
  expect(one.reports).toEqual([]);
  one.stop();
  one.server.stream().open({ resumed: true, replayed: 1 });
  one.stream.end();
  await b.clock.advance(1000);
  expect(one.client.status.get().state).toBe("open");
  expect(one.reports).toEqual([]);
});
