import { frame, settle } from "@tidings/client/testing";
import { describe, expect, it } from "vitest";
import { harness } from "./harness.ts";

describe("the cursor", () => {
  it("is sent when the stream is resumed", async () => {
    const h = harness();
    const stream = await h.opened();
    stream.send(frame("a", 1, "x:1"));
    await settle();
    stream.end();
    h.server.stream().open();
    await h.clock.advance(1000);
    expect(h.server.last.headers.get("Last-Event-ID")).toBe("x:1");
    expect(h.state).toBe("open");
  });

  it("advances with a heartbeat event, which no listener receives", async () => {
    const h = harness();
    const reports: unknown[] = [];
    h.client.on("tidings.beat" as never, (event) => reports.push(event));
    const stream = await h.opened();
    stream.send(frame("a", 1, "x:1")).send(frame("tidings.beat", {}, "x:40"));
    await settle();
    expect(h.client.cursor).toBe("x:40");
    expect([h.received.length, reports.length]).toEqual([1, 0]);
    expect(h.client.status.get().lastEventId).toBe("x:40");
  });

  it("does not advance with a close without reconnect", async () => {
    const h = harness();
    const stream = await h.opened();
    stream.send(frame("a", 1, "x:1"));
    const close = { code: 1004, reason: "replaced", reconnect: false };
    stream.send(frame("tidings.close", close, "closed-1"));
    await settle();
    expect(h.state).toBe("closed");
    expect(h.client.cursor).toBe("x:1");
  });

  it("advances with a heartbeat, which no listener receives", async () => {
    const h = harness();
    const stream = await h.opened();
    stream.send(frame("a", 1, "x:1")).send(": beat\nid: x:40\n\n");
    await settle();
    stream.break();
    h.server.stream();
    await h.clock.advance(1000);
    expect(h.server.last.headers.get("Last-Event-ID")).toBe("x:40");
    expect(h.received).toHaveLength(1);
  });

  it("does not advance with an incomplete event", async () => {
    const h = harness();
    const stream = await h.opened();
    stream.send(frame("a", 1, "x:1")).send("id: x:2\nevent: a\ndata: {");
    await settle();
    stream.break();
    h.server.stream();
    await h.clock.advance(1000);
    expect(h.server.last.headers.get("Last-Event-ID")).toBe("x:1");
    expect(h.received).toHaveLength(1);
  });

  it("is kept by a client that is closed and connected again", async () => {
    const h = harness();
    const stream = await h.opened();
    stream.send(frame("a", 1, "x:5"));
    await settle();
    h.client.close();
    await h.opened();
    expect(h.server.last.headers.get("Last-Event-ID")).toBe("x:5");
  });
});

describe("the back-off", () => {
  it("doubles up to its maximum while nothing answers, and stays there", async () => {
    const h = harness({ retry: { initialDelay: 1000, maxDelay: 5000, factor: 2 } });
    const waits: number[] = [];
    h.server.answer(new TypeError("refused"));
    h.client.connect();
    for (let i = 0; i < 5; i++) {
      await settle();
      waits.push(h.wait);
      h.server.answer(new TypeError("refused"));
      await h.clock.advance(waits.at(-1) ?? 0);
    }
    expect(waits).toEqual([1000, 2000, 4000, 5000, 5000]);
  });

  it("is a random part of its limit", async () => {
    const h = harness({ random: () => 0.25 });
    (await h.opened()).end();
    await settle();
    expect(h.wait).toBe(250);
  });

  it("starts with the server's retry", async () => {
    const h = harness();
    const stream = await h.opened();
    stream.send("retry: 3000\n\n");
    await settle();
    stream.end();
    await settle();
    expect(h.wait).toBe(3000);
  });

  it("is never zero, also with retry: 0", async () => {
    const h = harness();
    const stream = await h.opened();
    stream.send("retry: 0\n\n").end();
    await settle();
    expect(h.wait).toBe(100);
  });

  it("grows while streams break immediately, and resets after one that lasted", async () => {
    const h = harness({ retry: { resetAfter: 5000 } });
    (await h.opened()).end();
    await settle();
    expect(h.wait).toBe(1000);
    h.server.stream().open().end();
    await h.clock.advance(1000);
    expect(h.wait).toBe(2000);
    const lasting = h.server.stream().open();
    await h.clock.advance(2000);
    await h.clock.advance(5000);
    lasting.end();
    await settle();
    expect(h.wait).toBe(1000);
  });

  it("reports its attempt, its cause and its end", async () => {
    const h = harness();
    (await h.opened()).end();
    await settle();
    expect(h.client.status.get()).toMatchObject({
      state: "reconnecting",
      attempt: 1,
      nextRetryAt: 1000,
      reason: "ended",
    });
    h.server.answer("never");
    await h.clock.advance(1000);
    expect(h.client.status.get()).toMatchObject({ state: "reconnecting", nextRetryAt: undefined });
  });

  it("ends immediately when the client is closed", async () => {
    const h = harness();
    (await h.opened()).end();
    await settle();
    h.client.close();
    await h.clock.advance(60_000);
    expect(h.state).toBe("closed");
    expect(h.server.requests).toHaveLength(1);
  });
});

describe("tidings.close", () => {
  it.each([
    [1000, "shutdown"],
    [1003, "slow-consumer"],
    [1005, "lifetime"],
    [1006, "refused"],
  ])("%i %s: reconnects after its wait, plus jitter", async (code, reason) => {
    const h = harness();
    const stream = await h.opened();
    stream.send(frame("tidings.close", { code, reason, reconnect: true, after: 4000 }));
    await settle();
    expect(h.wait).toBe(5000);
    expect(h.server.last.signal?.aborted).toBe(true);
    h.server.stream().open();
    await h.clock.advance(5000);
    expect(h.state).toBe("open");
  });

  it("1001 token-expired: reconnects with new headers", async () => {
    const refreshes: boolean[] = [];
    const h = harness({
      headers: ({ refresh }) => {
        refreshes.push(refresh);
        return {};
      },
    });
    const stream = await h.opened();
    stream.send(
      frame("tidings.close", { code: 1001, reason: "token-expired", reconnect: true, after: 0 }),
    );
    h.server.stream().open();
    await h.clock.advance(1000);
    expect(h.state).toBe("open");
    expect(refreshes).toEqual([false, true]);
  });

  it.each([
    [1002, "revoked"],
    [1004, "replaced"],
  ])("%i %s: does not reconnect", async (code, reason) => {
    const h = harness();
    const stream = await h.opened();
    const close = { code, reason, reconnect: false };
    stream.send(frame("tidings.close", close));
    await h.clock.advance(60_000);
    expect(h.client.status.get()).toMatchObject({ state: "closed", code, reason });
    expect(h.server.requests).toHaveLength(1);
  });
});
