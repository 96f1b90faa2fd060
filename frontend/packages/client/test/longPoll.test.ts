import { type FakeClock, ServedStream, settle } from "@tidings/client/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readPolls } from "../src/poll.ts";
import { withDefaults } from "../src/settings.ts";
import { harness, polled, problem } from "./harness.ts";

afterEach(() => vi.unstubAllGlobals());

const BEAT = ": beat\nid: x:1\n\n";

/** What a gateway says of a server that it gave up. */
function page(status: number): Response {
  return new Response("<h1>Gateway", { status, headers: { "Content-Type": "text/html" } });
}

/** A poll that the server holds as long as it may. */
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

  it("carries filters, headers and position, and says each gap before what follows it", async () => {
    const h = await polling({ types: ["a.*"], topics: ["t"], headers: { Authorization: "t" } });
    const told: string[] = [];
    h.client.on("tidings.gap", ({ data }) => told.push(data.reason));
    h.client.on("a.b", ({ data }) => told.push(String(data)));
    const answer = { events: [{ id: "x:5", type: "a.b", data: 5 }], cursor: "x:5" };
    h.server.answer(Response.json({ ...answer, gap: { reason: "expired" } })).answer("never");
    await h.clock.advance(200);
    expect(told).toEqual(["expired", "5"]);
    expect(h.server.requests[2]?.url).toBe(
      "/api/events/poll?types=a.*&topics=t&cursor=x%3A1&timeout=25",
    );
    expect(h.server.requests[2]?.headers.get("Authorization")).toBe("t");
  });

  it("begins polls 200 ms apart at least, however busy it is", async () => {
    const h = await polling();
    const before = h.server.requests.length;
    for (let i = 0; i < 10; i++) h.server.answer(polled(`x:${i + 2}`, [`x:${i + 2}`, "a", i]));
    h.server.answer("never");
    await h.clock.advance(1000);
    expect(h.server.requests).toHaveLength(before + 5);
    expect(h.received).toHaveLength(5);
  });

  it("stays with polling through an overload, and waits as long as it is told", async () => {
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
    "counts a gateway's %j as a failed attempt, says so, and goes on",
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

  it("goes on though a listener throws, and who is told of it throws, too", async () => {
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

  it("refreshes the token each time that one ends, however long it polls", async () => {
    const asked: boolean[] = [];
    const h = await polling({
      headers: ({ refresh }) => {
        asked.push(refresh);
        return {};
      },
    });
    for (let n = 2; n < 6; n++) {
      h.server.answer(problem(401)).answer(polled(`x:${n}`, [`x:${n}`, "a", n]));
      await h.clock.advance(200);
      expect(h.client.status.get()).toMatchObject({ state: "polling", lastEventId: `x:${n}` });
    }
    expect(asked.filter((refresh) => refresh)).toHaveLength(4);
  });

  it("takes a second 401 in a row as final, and leaves the last word to the stream", async () => {
    const h = await polling({ headers: () => ({}) });
    h.server.answer(problem(401)).answer(problem(401)).stream().open();
    await h.clock.advance(1200);
    expect(h.client.status.get()).toMatchObject({ state: "open", transport: "stream" });
  });

  it("delivers the very text that a stream would have delivered", async () => {
    const texts = ["", "123", '"123"', "1e2", "12345678901234567890", '{"a": 1}', "two\nlines"];
    const streamed = harness();
    const stream = await streamed.opened();
    texts.forEach((text, i) => {
      const lines = text.split("\n").map((line) => `data: ${line}\n`);
      stream.send(`event: a\nid: x:2.${i}\n${lines.join("")}\n`);
    });
    await settle();
    const h = await polling();
    // What `data` has of it is not the same: a number is cut, and text has quotes.
    const events = texts.map((text, i) => ({ id: `x:2.${i}`, type: "a", data: null, text }));
    h.server.answer(Response.json({ events, cursor: "x:9" })).answer("never");
    await h.clock.advance(200);
    expect(h.received.map(({ text }) => text)).toEqual(texts);
    expect(h.received).toEqual(streamed.received);
  });

  it("gives up an answer that is long overdue", async () => {
    const h = await polling();
    h.server.answer("never");
    await h.clock.advance(200 + 34_999);
    expect(h.state).toBe("polling");
    await h.clock.advance(1);
    expect(h.state).toBe("reconnecting");
  });

  /** The holds of the polls that came, in seconds. */
  const holds = ({ server }: ReturnType<typeof harness>) =>
    server.requests
      .map(({ url }) => new URL(url, "http://test").searchParams.get("timeout"))
      .filter((hold) => hold !== null && hold !== "0");

  it("is held for less where a gateway gives up after 10 s, until it gets through", async () => {
    const h = await polling();
    h.server.answerAll(({ url }) => {
      const hold = Number(new URL(url, "http://test").searchParams.get("timeout"));
      if (!url.includes("/poll")) return new TypeError("no stream");
      if (hold === 0) return polled("x:1");
      const late = (ms: number, answer: () => Response) =>
        new Promise<Response>((resolve) => h.clock.after(ms, () => resolve(answer())));
      return hold < 10 ? late(hold * 1000, () => polled("x:1")) : late(10_000, () => page(504));
    });
    await h.clock.advance(50_000);
    expect(holds(h).slice(0, 3)).toEqual(["25", "7", "7"]);
    expect(h.state).toBe("polling");
  });

  it("is held for less where a NAT forgets what is idle, until it gets through", async () => {
    const h = await polling();
    h.server.answerAll(({ url }) => {
      const hold = Number(new URL(url, "http://test").searchParams.get("timeout"));
      if (!url.includes("/poll") || hold > 10) return "never";
      const answer = () => polled("x:1");
      return hold === 0
        ? answer()
        : new Promise((resolve) => h.clock.after(hold * 1000, () => resolve(answer())));
    });
    await h.clock.advance(200_000);
    expect(holds(h).slice(0, 5)).toEqual(["25", "18", "14", "10", "10"]);
    expect(h.state).toBe("polling");
  });

  it("is held as long as ever after an outage, which cuts at once", async () => {
    const h = await polling();
    h.server.answer(new TypeError("refused")).answer(polled("x:1")).answer("never");
    await h.clock.advance(1600);
    expect(holds(h)).toEqual(["25", "25"]);
  });

  it("obeys a close, and one without return is final", async () => {
    const h = await polling();
    const close = { code: 1004, reason: "replaced", reconnect: false };
    h.server.answer(Response.json({ events: [], cursor: "x:2", close }));
    await h.clock.advance(200);
    expect(h.client.status.get()).toMatchObject({ state: "closed", code: 1004 });
    await h.clock.advance(600_000);
    expect(h.server.requests).toHaveLength(3);
  });

  it("goes back to streaming once a tried stream has brought a heartbeat, and loses nothing", async () => {
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
    // What the tried stream brings is not taken: the next one brings it again.
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

  it("leaves an answer that comes after it was given up", async () => {
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

  it("tries streaming ever less often while it does not work", async () => {
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
