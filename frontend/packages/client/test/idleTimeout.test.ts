import { settle } from "@tidings/client/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { harness, polled, problem } from "./harness.ts";

afterEach(() => vi.unstubAllGlobals());

const BEAT = ": beat\nid: x:1\n\n";

/** The path of the last request, with its timeout. */
function lastRequest({ server }: ReturnType<typeof harness>): string {
  const { pathname, searchParams } = new URL(server.last.url, "http://test");
  const timeout = searchParams.has("timeout") ? ` ${searchParams.get("timeout")}` : "";
  return pathname + timeout;
}

/** A gateway's error page. */
function page(status: number): Response {
  return new Response("<h1>Gateway", { status, headers: { "Content-Type": "text/html" } });
}

/** A stream that ends without a byte. */
function empty(): Response {
  return new Response("", { headers: { "Content-Type": "text/event-stream" } });
}

describe("the idle timeout", () => {
  it("ends the connection after 2.5 heartbeats", async () => {
    const h = harness();
    const stream = h.server.stream().open({ heartbeat: 4000 });
    h.client.connect();
    await h.clock.advance(4000);
    stream.send(BEAT);
    await h.clock.advance(9999);
    expect(h.state).toBe("open");
    await h.clock.advance(1);
    expect(h.client.status.get()).toMatchObject({ state: "reconnecting", reason: "silent" });
    expect(h.server.last.signal?.aborted).toBe(true);
    h.server.stream().open();
    await h.clock.advance(1000);
    expect(h.state).toBe("open");
    expect(h.server.last.headers.get("Last-Event-ID")).toBe("x:1");
  });

  it("restarts with any byte, also of half a frame", async () => {
    const h = harness({ heartbeatTimeout: 2000 });
    const stream = await h.opened();
    for (const chunk of [":", " be", "at\n", "id: 1\n"]) {
      await h.clock.advance(1999);
      stream.send(chunk);
    }
    await h.clock.advance(1999);
    expect(h.state).toBe("open");
    await h.clock.advance(1);
    expect(h.state).toBe("reconnecting");
  });

  it("does not apply after close", async () => {
    const h = harness();
    await h.opened();
    h.client.close();
    await h.clock.advance(60_000);
    expect(h.state).toBe("closed");
    expect(h.server.requests).toHaveLength(1);
  });
});

describe("a network that buffers streams", () => {
  it("is detected when no heartbeat follows the first frame, and polled instead", async () => {
    const h = harness();
    await h.opened();
    h.server.answer(polled("x:9", ["x:8", "a", 1], ["x:9", "a", "two"])).answer("never");
    await h.clock.advance(37_500);
    expect(h.client.status.get()).toMatchObject({
      state: "polling",
      transport: "poll",
      lastEventId: "x:9",
    });
    expect(h.received.map(({ data }) => data)).toEqual([1, "two"]);
    await h.clock.advance(200);
    expect(lastRequest(h)).toBe("/api/events/poll 25");
    expect(new URL(h.server.last.url, "http://test").searchParams.get("cursor")).toBe("x:9");
  });

  it("is detected when a response has no byte for 10 s", async () => {
    const h = harness();
    h.server.stream();
    h.client.connect();
    await h.clock.advance(9999);
    expect(h.state).toBe("connecting");
    h.server.answer(polled("x:1")).answer("never");
    await h.clock.advance(1);
    expect(h.state).toBe("polling");
    expect(lastRequest(h)).toBe("/api/events/poll 0");
  });

  it("is detected when no response arrives", async () => {
    const h = harness();
    h.server.answer("never").answer(polled("x:1")).answer("never");
    h.client.connect();
    await h.clock.advance(37_499);
    expect(h.state).toBe("connecting");
    await h.clock.advance(1);
    expect(h.state).toBe("polling");
  });

  it("is detected when it delivers pieces now and then", async () => {
    const h = harness({ heartbeatTimeout: 2000 });
    for (let i = 0; i < 2; i++) {
      const stream = h.server.stream().open();
      h.client.connect();
      await h.clock.advance(1500);
      stream.send(BEAT);
      if (i === 0) await h.clock.advance(2500);
    }
    h.server.answer(polled("x:1")).answer("never");
    await h.clock.advance(2000);
    expect(h.state).toBe("polling");
  });

  it.each([
    ["504 after 10 s", 10_000, () => page(504)],
    ["504 after 29 s", 29_000, () => page(504)],
    ["502 at once", 0, () => page(502)],
    ["a stream that ends without its first frame", 29_000, () => empty()],
    ["a connection that is cut after a while", 29_000, () => new TypeError("reset")],
  ])("is detected by %s", async (_, after, answer) => {
    const h = harness();
    h.server.answer(
      new Promise((resolve, reject) =>
        h.clock.after(after, () => {
          const given = answer();
          if (given instanceof Error) reject(given);
          else resolve(given);
        }),
      ),
    );
    h.server.answer(polled("x:1", ["x:1", "a", 1])).answer("never");
    h.client.connect();
    await h.clock.advance(after);
    expect(h.client.status.get()).toMatchObject({ state: "polling", transport: "poll" });
    expect(h.received.map(({ data }) => data)).toEqual([1]);
  });

  it("is not assumed after a 503 of Tidings, or an immediately refused connection", async () => {
    for (const answer of [problem(503), new TypeError("refused")]) {
      const h = harness();
      h.server.answer(answer);
      h.client.connect();
      await h.clock.advance(999);
      expect(h.client.status.get()).toMatchObject({ state: "reconnecting", transport: "stream" });
      expect(h.server.requests).toHaveLength(1);
    }
  });

  it("is not assumed where a gateway also fails polls", async () => {
    const h = harness();
    h.server.answer(page(504)).answer(page(504));
    h.client.connect();
    await settle();
    expect(h.client.status.get()).toMatchObject({ state: "reconnecting", code: 504 });
    h.server.stream().open();
    await h.clock.advance(1000);
    expect(h.client.status.get()).toMatchObject({ state: "open", transport: "stream" });
  });

  it("is not assumed where polling fails, too", async () => {
    const h = harness();
    h.server.stream();
    h.client.connect();
    h.server.answer(new TypeError("no network"));
    await h.clock.advance(10_000);
    expect(h.client.status.get()).toMatchObject({
      state: "reconnecting",
      reason: "unreachable: no network",
    });
    h.server.stream().open();
    await h.clock.advance(1000);
    expect(h.client.status.get()).toMatchObject({ state: "open", transport: "stream" });
  });
});
