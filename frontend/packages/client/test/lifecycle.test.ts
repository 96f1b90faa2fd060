import { frame, settle } from "@tidings/client/testing";
import { describe, expect, it } from "vitest";
import { harness, problem } from "./harness.ts";

const RECEIPT = { accepted: 1, duplicates: 0, cursor: "x:1" };

const event = (n: number) => frame("n", n, `x:${n}`);

describe("the signal", () => {
  it("closes the client permanently", async () => {
    const end = new AbortController();
    const h = harness({ signal: end.signal });
    await h.opened();
    end.abort();
    expect(h.state).toBe("closed");
    h.client.connect();
    h.client.reconnect();
    await settle();
    expect(h.server.requests).toHaveLength(1);
  });

  it("that has already aborted prevents the start", async () => {
    const h = harness({ signal: AbortSignal.abort(new Error("over")) });
    h.client.connect();
    await expect(h.client.publish({ type: "a" })).rejects.toThrow("over");
    expect(h.state).toBe("idle");
    expect(h.server.requests).toHaveLength(0);
  });
});

describe("reconnect", () => {
  it("reconnects immediately, from its cursor", async () => {
    const h = harness();
    const stream = await h.opened();
    stream.send(event(1));
    await settle();
    stream.end();
    await settle();
    h.server.stream().open();
    h.client.reconnect();
    await settle();
    expect(h.state).toBe("open");
    expect(h.clock.now()).toBe(0);
    expect(h.server.last.headers.get("Last-Event-ID")).toBe("x:1");
  });

  it("replaces a stream that is open", async () => {
    const h = harness();
    await h.opened();
    const [first] = h.server.requests;
    h.server.stream().open({ connection: "c-2" });
    h.client.reconnect();
    await settle();
    expect(first?.signal?.aborted).toBe(true);
    expect(h.client.status.get()).toMatchObject({ state: "open", connection: "c-2" });
  });

  it("connects a client that is closed", async () => {
    const h = harness();
    h.server.stream().open();
    h.client.reconnect();
    await settle();
    expect(h.state).toBe("open");
  });
});

describe("a client that is not used", () => {
  it("listens to nothing of its page", async () => {
    const h = harness();
    expect(h.page.hasListeners).toBe(false);
    h.server.answer(new TypeError("no network")).answer(Response.json(RECEIPT, { status: 202 }));
    const receipt = h.client.publish({ type: "a" });
    expect(h.page.hasListeners).toBe(true);
    await h.clock.advance(1000);
    await receipt;
    await settle();
    expect(h.page.hasListeners).toBe(false);
    await h.opened();
    expect(h.page.hasListeners).toBe(true);
    h.client.close();
    expect(h.page.hasListeners).toBe(false);
  });
});

describe("tidings.reauth", () => {
  it("renews the token of the open stream with new headers", async () => {
    const h = harness({ headers: ({ refresh }) => ({ Authorization: refresh ? "new" : "old" }) });
    const stream = await h.opened();
    h.server.answer(new Response(null, { status: 204 }));
    stream.send(frame("tidings.reauth", { expires: 60 }));
    await settle();
    const { method, url, headers } = h.server.last;
    expect([method, url]).toEqual(["PUT", "/api/connections/c-1/token"]);
    expect(headers.get("Authorization")).toBe("new");
    expect(h.state).toBe("open");
  });

  it("is answered once per expiry", async () => {
    const h = harness({ headers: () => ({ Authorization: "always the same" }) });
    const stream = await h.opened();
    for (const expires of ["12:00", "12:00", "12:00", "13:00", "13:00"]) {
      h.server.answer(new Response(null, { status: 204 }));
      stream.send(frame("tidings.reauth", { expires }));
      await settle();
    }
    expect(h.server.requests.filter(({ method }) => method === "PUT")).toHaveLength(2);
  });

  it("has no effect where the headers cannot be refreshed", async () => {
    const h = harness({ headers: { Authorization: "old" } });
    const stream = await h.opened();
    stream.send(frame("tidings.reauth", { expires: 60 }));
    await settle();
    expect(h.server.requests).toHaveLength(1);
  });

  it("that fails is reported, and the stream continues until its expiry", async () => {
    const h = harness({ headers: () => ({}) });
    const stream = await h.opened();
    h.server.answer(problem(403));
    stream.send(frame("tidings.reauth", { expires: 60 }) + event(1));
    await settle();
    expect(h.errors).toMatchObject([{ status: 403 }]);
    expect(h.state).toBe("open");
    expect(h.received).toHaveLength(1);
  });
});

describe("options of the back-off", () => {
  it("jitter sets the random part", async () => {
    for (const [jitter, expected] of [
      [0, 1000],
      [0.5, 500],
      [1, 0],
    ] as const) {
      const h = harness({ random: () => 0, retry: { jitter } });
      (await h.opened()).end();
      await settle();
      expect(h.wait).toBe(expected);
    }
  });

  it("maxAttempts limits the failures; the default is unlimited", async () => {
    const h = harness({ retry: { maxAttempts: 3 } });
    h.server.answerAll(() => new TypeError("no network"));
    h.client.connect();
    await h.clock.advance(3_600_000);
    expect(h.client.status.get()).toMatchObject({ state: "failed", attempt: 3 });
    expect(h.server.requests).toHaveLength(3);
    const forever = harness();
    forever.server.answerAll(() => new TypeError("no network"));
    forever.client.connect();
    await forever.clock.advance(3_600_000);
    expect(forever.state).toBe("reconnecting");
    expect(forever.server.requests.length).toBeGreaterThan(100);
  });

  it("default to 1 s, doubled up to 30 s, reset after 5 s open", async () => {
    const h = harness();
    const waits: number[] = [];
    h.server.answerAll(() => new TypeError("no network"));
    h.client.connect();
    for (let i = 0; i < 7; i++) {
      await settle();
      waits.push(h.wait);
      await h.clock.advance(h.wait);
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    for (const [lasted, expected] of [
      [4999, 30_000],
      [5000, 1000],
    ] as const) {
      const stream = h.server.stream().open();
      await h.clock.advance(h.wait);
      expect(h.state).toBe("open");
      await h.clock.advance(lasted);
      stream.end();
      await settle();
      expect(h.wait).toBe(expected);
    }
  });
});

describe("a request", () => {
  it("sends cookies to the same origin by default, otherwise as configured", async () => {
    const seen: unknown[] = [];
    for (const options of [{}, { credentials: "include" }] as const) {
      const h = harness({
        ...options,
        fetch: (_, init) => {
          seen.push(init?.credentials);
          return Promise.resolve(new Response(null, { status: 204 }));
        },
      });
      h.client.connect();
      await settle();
    }
    expect(seen).toEqual(["same-origin", "include"]);
  });
});

it("shows the last event in the status of an open stream", async () => {
  const h = harness();
  const stream = await h.opened();
  await h.clock.advance(700);
  stream.send(event(4));
  await h.clock.advance(100);
  stream.send(": beat\nid: x:9\n\n");
  await settle();
  expect(h.client.status.get()).toEqual({
    state: "open",
    attempt: 0,
    nextRetryAt: undefined,
    code: undefined,
    reason: undefined,
    transport: "stream",
    role: "alone",
    connection: "c-1",
    lastEventId: "x:9",
    lastEventAt: 700,
  });
});
