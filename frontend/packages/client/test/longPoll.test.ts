import { type FakeClock, ServedStream, settle } from "@tidings/client/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readPolls } from "../src/poll.ts";
import { withDefaults } from "../src/settings.ts";
import { harness, polled, problem } from "./harness.ts";

afterEach(() => vi.unstubAllGlobals());

const BEAT = ": beat\nid: x:1\n\n";

/** A gateway's error page. */
function page(status: number): Response {
  return new Response("<h1>Gateway", { status, headers: { "Content-Type": "text/html" } });
}

/** A poll that the server answers after its whole timeout. */
function held(clock: FakeClock): Promise<Response> {
  return new Promise((resolve) => clock.after(25_000, () => resolve(polled("x:2"))));
}

describe("long poll", () => {
  async function polling(options: Parameters<typeof harness>[0] = {}) {
    const h = harness(options);
    h.server.stream();
    h.client.connect();
    h.server.answer(polled("x:1"));
    await h.clock.advance(10_000);
    return h;
  }

  it("sends filters, headers and cursor, and delivers each gap before the events after it", async () => {
    const h = await polling({ types: ["a.*"], topics: ["t"], headers: { Authorization: "t" } });
    const reports: string[] = [];
    h.client.on("tidings.gap", ({ data }) => reports.push(data.reason));
    h.client.on("a.b", ({ data }) => reports.push(String(data)));
    const answer = { events: [{ id: "x:5", type: "a.b", data: 5 }], cursor: "x:5" };
    h.server.answer(Response.json({ ...answer, gap: { reason: "expired" } })).answer("never");
    await h.clock.advance(200);
    expect(reports).toEqual(["expired", "5"]);
    expect(h.server.requests[2]?.url).toBe(
      "/api/events/poll?types=a.*&topics=t&cursor=x%3A1&timeout=25",
    );
    expect(h.server.requests[2]?.headers.get("Authorization")).toBe("t");
  });

  it("starts polls at least 200 ms apart", async () => {
    const h = await polling();
    const before = h.server.requests.length;
    for (let i = 0; i < 10; i++) h.server.answer(polled(`x:${i + 2}`, [`x:${i + 2}`, "a", i]));
    h.server.answer("never");
    await h.clock.advance(1000);
    expect(h.server.requests).toHaveLength(before + 5);
    expect(h.received).toHaveLength(5);
  });

  it("continues to poll through an overload, and waits as requested", async () => {
    const h = await polling();
    h.server.answer(problem(503, {}, { "Retry-After": "7" }));
    await h.clock.advance(200);
    expect(h.client.status.get()).toMatchObject({ state: "reconnecting", code: 503 });
    expect(h.wait).toBe(8000);
    h.server.answer(polled("x:2")).answer("never");
    await h.clock.advance(8000);
    expect(h.state).toBe("polling");
  });

  it.each([{}, null, 5, [], { kind: "ended" }, { events: [{ id: 1 }], cursor: "x:2" }])(
    "counts a gateway's %j as a failed attempt, reports it, and continues",
    async (body) => {
      const h = await polling();
      h.server.answer(Response.json(body));
      await h.clock.advance(200);
      expect(h.client.status.get()).toMatchObject({
        state: "reconnecting",
        transport: "poll",
        reason: "unreachable: The answer is not a poll response",
      });
      expect(h.errors.map(String)).toEqual(["Error: The answer is not a poll response"]);
      h.server.answer(polled("x:2", ["x:2", "a", 2])).answer("never");
      await h.clock.advance(1000);
      expect(h.state).toBe("polling");
      expect(h.received.map(({ data }) => data)).toEqual([2]);
    },
  );

  it("continues after a listener and onError throw", async () => {
    const reported: unknown[] = [];
    vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
    const h = await polling({
      onError: () => {
        throw new Error("nor can I");
      },
    });
    h.client.on("a", () => {
      throw new Error("I cannot");
    });
    h.server.answer(polled("x:2", ["x:2", "a", 2])).answer(polled("x:3", ["x:3", "b", 3]));
    h.server.answer("never");
    await h.clock.advance(600);
    expect(h.received.map(({ data }) => data)).toEqual([2, 3]);
    expect(h.state).toBe("polling");
    expect(reported.map(String)).toEqual(["Error: nor can I"]);
  });

  it("refreshes each expired token", async () => {
    const refreshes: boolean[] = [];
    const h = await polling({
      headers: ({ refresh }) => {
        refreshes.push(refresh);
        return {};
      },
    });
    for (let n = 2; n < 6; n++) {
      h.server.answer(problem(401)).answer(polled(`x:${n}`, [`x:${n}`, "a", n]));
      await h.clock.advance(200);
      expect(h.client.status.get()).toMatchObject({ state: "polling", lastEventId: `x:${n}` });
    }
    expect(refreshes.filter((refresh) => refresh)).toHaveLength(4);
  });

  it("takes a second consecutive 401 as final after a stream has confirmed it", async () => {
    const h = await polling({ headers: () => ({}) });
    h.server.answer(problem(401)).answer(problem(401)).stream().open();
    await h.clock.advance(1200);
    expect(h.client.status.get()).toMatchObject({ state: "open", transport: "stream" });
  });

  it("delivers the same text as a stream", async () => {
    const texts = ["", "123", '"123"', "1e2", "12345678901234567890", '{"a": 1}', "two\nlines"];
    const streamed = harness();
    const stream = await streamed.opened();
    texts.forEach((text, i) => {
      const lines = text.split("\n").map((line) => `data: ${line}\n`);
      stream.send(`event: a\nid: x:2.${i}\n${lines.join("")}\n`);
    });
    await settle();
    const h = await polling();
    // `data` would differ: a number loses digits, and text gets quotes.
    const events = texts.map((text, i) => ({ id: `x:2.${i}`, type: "a", data: null, text }));
    h.server.answer(Response.json({ events, cursor: "x:9" })).answer("never");
    await h.clock.advance(200);
    expect(h.received.map(({ text }) => text)).toEqual(texts);
    expect(h.received).toEqual(streamed.received);
  });

  it("aborts an overdue answer", async () => {
    const h = await polling();
    h.server.answer("never");
    await h.clock.advance(200 + 34_999);
    expect(h.state).toBe("polling");
    await h.clock.advance(1);
    expect(h.state).toBe("reconnecting");
  });

  /** The timeouts of the received polls, in seconds. */
  const timeouts = ({ server }: ReturnType<typeof harness>) =>
    server.requests
      .map(({ url }) => new URL(url, "http://test").searchParams.get("timeout"))
      .filter((timeout) => timeout !== null && timeout !== "0");

  it("shortens its timeout where a gateway times out after 10 s", async () => {
    const h = await polling();
    h.server.answerAll(({ url }) => {
      const timeout = Number(new URL(url, "http://test").searchParams.get("timeout"));
      if (!url.includes("/poll")) return new TypeError("no stream");
      if (timeout === 0) return polled("x:1");
      const late = (ms: number, answer: () => Response) =>
        new Promise<Response>((resolve) => h.clock.after(ms, () => resolve(answer())));
      return timeout < 10
        ? late(timeout * 1000, () => polled("x:1"))
        : late(10_000, () => page(504));
    });
    await h.clock.advance(50_000);
    expect(timeouts(h).slice(0, 3)).toEqual(["25", "7", "7"]);
    expect(h.state).toBe("polling");
  });

  it("shortens its timeout where a NAT drops idle connections", async () => {
    const h = await polling();
    h.server.answerAll(({ url }) => {
      const timeout = Number(new URL(url, "http://test").searchParams.get("timeout"));
      if (!url.includes("/poll") || timeout > 10) return "never";
      const answer = () => polled("x:1");
      return timeout === 0
        ? answer()
        : new Promise((resolve) => h.clock.after(timeout * 1000, () => resolve(answer())));
    });
    await h.clock.advance(200_000);
    expect(timeouts(h).slice(0, 5)).toEqual(["25", "18", "14", "10", "10"]);
    expect(h.state).toBe("polling");
  });

  it("keeps its timeout after an outage with immediate failures", async () => {
    const h = await polling();
    h.server.answer(new TypeError("refused")).answer(polled("x:1")).answer("never");
    await h.clock.advance(1600);
    expect(timeouts(h)).toEqual(["25", "25"]);
  });

  it("obeys a close, and one without reconnect is final", async () => {
    const h = await polling();
    const close = { code: 1004, reason: "replaced", reconnect: false };
    h.server.answer(Response.json({ events: [], cursor: "x:2", close }));
    await h.clock.advance(200);
    expect(h.client.status.get()).toMatchObject({ state: "closed", code: 1004 });
    await h.clock.advance(600_000);
    expect(h.server.requests).toHaveLength(3);
  });

  it("returns to streaming after a probe with a heartbeat, without loss", async () => {
    const h = await polling();
    const streams: ServedStream[] = [];
    h.server.answerAll(({ url }) => {
      if (url.includes("/poll")) return held(h.clock);
      const stream = new ServedStream().open();
      streams.push(stream);
      return stream.response;
    });
    h.server.answer(polled("x:2", ["x:2", "a", 2]));
    await h.clock.advance(60_000);
    expect(streams).toHaveLength(1);
    expect(h.state).toBe("polling");
    // Events of the probe are ignored: the next stream delivers them.
    streams[0]?.send("id: x:3\nevent: a\ndata: 3\n\n");
    await h.clock.advance(999);
    streams[0]?.send(BEAT);
    await h.clock.advance(1);
    expect(h.state).toBe("polling");
    streams[0]?.send(BEAT);
    await settle();
    expect(h.client.status.get()).toMatchObject({ state: "open", transport: "stream" });
    expect(h.server.last.headers.get("Last-Event-ID")).toBe("x:2");
    streams[1]?.send("id: x:3\nevent: a\ndata: 3\n\n");
    await settle();
    expect(h.received.map(({ data }) => data)).toEqual([2, 3]);
  });

  it("ignores an answer after its abort", async () => {
    const end = new AbortController();
    const frames: unknown[] = [];
    let body: (text: string) => void = () => undefined;
    const response = Response.json({});
    response.text = () => new Promise((resolve) => (body = resolve));
    const settings = withDefaults({ fetch: () => Promise.resolve(response) });
    const nothing = () => undefined;
    const polls = readPolls(
      settings,
      { cursor: () => "x:1", refresh: false, signal: end.signal },
      {
        onOpen: nothing,
        onRetry: nothing,
        onFlow: nothing,
        onFrame: (frame) => frames.push(frame),
      },
    );
    await settle();
    end.abort();
    body(JSON.stringify({ events: [{ id: "x:2", type: "n", data: 2 }], cursor: "x:2" }));
    await expect(polls).resolves.toEqual({ kind: "ended" });
    expect(frames).toEqual([]);
  });

  it("probes streaming at growing intervals", async () => {
    const clock: number[] = [];
    const h = await polling();
    h.server.answerAll((request) => {
      if (request.url.includes("/poll")) return held(h.clock);
      clock.push(h.clock.now() / 1000);
      return new TypeError("no stream");
    });
    await h.clock.advance(60_000 * 12);
    expect(clock.map((at) => Math.round(at - 10))).toEqual([60, 180, 420]);
    expect(h.state).toBe("polling");
  });
});
