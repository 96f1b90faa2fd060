import { type CloseData, createClient, type GapData } from "@tidings/client";
import { frame, settle } from "@tidings/client/testing";
import { describe, expect, it } from "vitest";
import { harness } from "./harness.ts";

describe("a subscription", () => {
  it("goes into the query; the cursor and the token go into headers", async () => {
    const h = harness({
      url: "https://example.test/api/",
      types: ["task.*", "order.created"],
      topics: ["orders/**"],
      session: "s-1",
      lastEventId: "a:1",
      headers: { Authorization: "Bearer t" },
    });
    await h.opened();
    const url = new URL(h.server.last.url);
    expect(url.pathname).toBe("/api/events");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      types: "task.*,order.created",
      topics: "orders/**",
      session: "s-1",
    });
    expect(Object.fromEntries(h.server.last.headers)).toEqual({
      accept: "text/event-stream",
      authorization: "Bearer t",
      "last-event-id": "a:1",
      "tidings-client": "js/1",
    });
  });

  it("is empty without options", async () => {
    const h = harness();
    await h.opened();
    expect(h.server.last.url).toBe("/api/events");
    expect(h.server.last.headers.has("Last-Event-ID")).toBe(false);
  });
});

describe("a stream", () => {
  it("does nothing before connect", async () => {
    const h = harness();
    await settle();
    expect(h.server.requests).toHaveLength(0);
    expect(h.state).toBe("idle");
  });

  it("is open after tidings.open, not before", async () => {
    const h = harness();
    const stream = h.server.stream();
    h.client.connect();
    await settle();
    expect(h.state).toBe("connecting");
    stream.open({ connection: "c-9" });
    await settle();
    expect(h.client.status.get()).toMatchObject({
      state: "open",
      connection: "c-9",
      transport: "stream",
      role: "alone",
    });
  });

  it("connects once for several calls", async () => {
    const h = harness();
    await h.opened();
    h.client.connect();
    await settle();
    expect(h.server.requests).toHaveLength(1);
  });

  it("delivers events in order, each once, JSON parsed and other text as it is", async () => {
    const h = harness();
    const stream = await h.opened();
    stream.send(`${frame("a", { n: 1 }, "x:1")}event: b\nid: x:2\ndata: plain\n\ndata: 3\n\n`);
    await settle();
    expect(h.received).toEqual([
      { type: "a", id: "x:1", data: { n: 1 }, text: '{"n":1}' },
      { type: "b", id: "x:2", data: "plain", text: "plain" },
      { type: "message", id: undefined, data: 3, text: "3" },
    ]);
  });

  it("joins a character whose bytes came in two chunks", async () => {
    const h = harness();
    const stream = await h.opened();
    const bytes = new TextEncoder().encode(frame("a", "Grüße"));
    const middle = bytes.indexOf(0xc3) + 1;
    stream.send(bytes.slice(0, middle));
    await settle();
    stream.send(bytes.slice(middle));
    await settle();
    expect(h.received.map((event) => event.data)).toEqual(["Grüße"]);
  });

  it("shows a listener the cursor of the event it is given", async () => {
    const h = harness();
    const stream = await h.opened();
    const cursors: (string | undefined)[] = [];
    h.client.on("a", () => cursors.push(h.client.cursor));
    stream.send(frame("a", 1, "x:1") + frame("a", 2, "x:2"));
    await settle();
    expect(cursors).toEqual(["x:1", "x:2"]);
  });

  it("delivers gap and reauth only to listeners that name them", async () => {
    const h = harness();
    const stream = await h.opened();
    const reports: unknown[] = [];
    h.client.on("tidings.gap", (event) => reports.push(event.data satisfies GapData));
    h.client.on("tidings.reauth", (event) => reports.push(event.data));
    stream.send(frame("tidings.gap", { reason: "expired", from: "x:1", to: "x:9" }));
    stream.send(frame("tidings.reauth", { expires: 12 }));
    await settle();
    expect(reports).toEqual([{ reason: "expired", from: "x:1", to: "x:9" }, { expires: 12 }]);
    expect(h.received).toEqual([]);
  });

  it("delivers nothing after close, not even from the same chunk", async () => {
    const h = harness();
    const stream = await h.opened();
    h.client.on("a", () => h.client.close());
    stream.send(frame("a", 1) + frame("b", 2));
    await settle();
    expect(h.received.map((event) => event.type)).toEqual(["a"]);
    expect(h.state).toBe("closed");
    expect(h.server.last.signal?.aborted).toBe(true);
  });

  it("sends no request when it is closed immediately, and can reconnect", async () => {
    const h = harness();
    h.server.stream().open();
    h.client.connect();
    h.client.close();
    h.client.connect();
    await settle();
    expect(h.server.requests).toHaveLength(1);
    expect(h.state).toBe("open");
  });

  it("reports the server's reason for a close", async () => {
    const h = harness();
    const stream = await h.opened();
    const reports: CloseData[] = [];
    h.client.on("tidings.close", (event) => reports.push(event.data));
    const close = { code: 1004, reason: "replaced", reconnect: false };
    stream.send(frame("tidings.close", close));
    await settle();
    expect(reports).toEqual([close]);
    expect(h.client.status.get()).toMatchObject({
      state: "closed",
      code: 1004,
      reason: "replaced",
    });
  });
});

it("calls the platform's fetch as the platform requires", async () => {
  const original = globalThis.fetch;
  const seen: unknown[] = [];
  globalThis.fetch = function (this: unknown, input) {
    seen.push(this, input);
    return Promise.resolve(new Response(null, { status: 204 }));
  };
  try {
    const client = createClient();
    client.connect();
    await settle();
    expect(client.status.get()).toMatchObject({ state: "closed" });
    expect(seen).toEqual([globalThis, "/api/events"]);
  } finally {
    globalThis.fetch = original;
  }
});
