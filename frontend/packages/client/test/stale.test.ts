import { frame, settle } from "@tidings/client/testing";
import { expect, it } from "vitest";
import { harness, polled } from "./harness.ts";

const SINCE = { since: "2026-11-30T01:02:03.004Z" };

it("reports that the server cannot reach its log, and that it reads it again", async () => {
  const h = harness();
  const reports: unknown[] = [];
  h.client.on("tidings.stale", ({ data }) => reports.push(data.since));
  h.client.on("tidings.fresh", ({ data }) => reports.push(data));
  const stream = await h.opened();
  const open = h.client.status.get();
  stream.send(frame("tidings.stale", SINCE, "x:1"));
  await settle();
  expect(h.client.status.get()).toEqual({ ...open, reason: "stale", lastEventId: "x:1" });
  stream.send(frame("tidings.fresh", SINCE, "x:1"));
  await settle();
  expect(h.client.status.get()).toEqual({ ...open, lastEventId: "x:1" });
  expect(reports).toEqual([SINCE.since, SINCE]);
  expect(h.received).toEqual([]);
});

it("clears that state with the stream, and reconnects after the server's wait", async () => {
  const h = harness();
  const stream = await h.opened();
  stream.send(frame("tidings.stale", SINCE));
  stream.send(frame("tidings.close", { code: 1007, reason: "stale", reconnect: true, after: 700 }));
  await settle();
  expect(h.client.status.get()).toMatchObject({ state: "reconnecting", code: 1007 });
  h.server.stream().open();
  await h.clock.advance(1700);
  expect(h.client.status.get()).toMatchObject({ state: "open", reason: undefined });
});

it("reports the same by long polling, and its end once", async () => {
  const h = harness();
  h.server.answer(new Response("", { headers: { "Content-Type": "text/event-stream" } }));
  const fresh: unknown[] = [];
  h.client.on("tidings.fresh", (event) => fresh.push(event));
  const stale = Response.json({ cursor: "x:1", events: [], stale: SINCE });
  h.server.answer(polled("x:1")).answer(stale).answer(polled("x:1")).answer(polled("x:1"));
  h.server.answer("never");
  h.client.connect();
  await settle();
  expect(h.client.status.get()).toMatchObject({ state: "polling", reason: undefined });
  await h.clock.advance(200);
  expect(h.client.status.get()).toMatchObject({ state: "polling", reason: "stale" });
  await h.clock.advance(200);
  expect(h.client.status.get()).toMatchObject({ state: "polling", reason: undefined });
  await h.clock.advance(200);
  expect(fresh).toHaveLength(1);
});
