import { type ClientOptions, TidingsError } from "@tidings/client";
import { createRuns, type RunFrame, type RunRequest, type WatchEnd } from "@tidings/client/runs";
import { FakeClock, FakePage, frame, ScriptedServer, settle } from "@tidings/client/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { problem } from "../harness.ts";
import { DONE, fails, STARTED, says, wire } from "./wire.ts";

const TOKEN_EXPIRED = { code: 1001, reason: "token-expired", reconnect: true, after: 0 };

/** A whole answer of the media type of streams. */
function eventStream(text: string): Response {
  return new Response(text, { headers: { "Content-Type": "text/event-stream" } });
}

/** The answer to a poll of a run. */
function polledRun(frames: readonly (object | string)[], run = "r-1", from = 1): Response {
  const answer = eventStream(wire(frames, run, from) || ": beat\n\n");
  answer.headers.set("Tidings-Run", run);
  return answer;
}

const CHAT: RunRequest = { mode: "chat", input: "Hello", model: "scripted" };

function harness(options: Pick<ClientOptions, "headers" | "retry"> = {}) {
  const clock = new FakeClock();
  const server = new ScriptedServer();
  const page = new FakePage();
  const platform = { fetch: server.fetch, clock, page, random: () => 1, createId: () => "1" };
  const runs = createRuns({ ...platform, ...options });
  const frames: RunFrame[] = [];
  const told: string[] = [];
  const ends: WatchEnd[] = [];
  const listener = {
    onRun: (id: string) => told.push(`run ${id}`),
    onStream: (state: string) => told.push(state),
    onFrame: (one: RunFrame) => frames.push(one),
    onEnd: (end: WatchEnd) => ends.push(end),
  };
  return {
    clock,
    server,
    page,
    runs,
    frames,
    told,
    ends,
    listener,
    start: async (request = CHAT) => {
      const run = runs.start(request, listener);
      await settle();
      return run;
    },
    get text() {
      return frames.map((one) => (one.kind === "chunk" ? one.content : "")).join("");
    },
    get resumes() {
      return server.requests
        .slice(1)
        .map(({ method, url, headers }) => `${method} ${url} ${headers.get("Last-Event-ID")}`);
    },
  };
}

function body(h: { readonly server: ScriptedServer }): unknown {
  return JSON.parse(h.server.last.body ?? "");
}

describe("a start", () => {
  it("posts a chat in the protocol's words, and leaves out what is not said", async () => {
    const h = harness({ headers: { Authorization: "Bearer t" } });
    h.server.stream();
    await h.start();
    expect(h.server.last).toMatchObject({ method: "POST", url: "/api/chat/completions" });
    expect(body(h)).toEqual({ user_prompt: "Hello", model_name: "scripted", stream: true });
    expect(Object.fromEntries(h.server.last.headers)).toEqual({
      accept: "text/event-stream",
      authorization: "Bearer t",
      "content-type": "application/json",
      "tidings-client": "js/1",
      "tidings-run": "r-1",
    });
  });

  it("says all of a chat that there is to say", async () => {
    const h = harness();
    h.server.stream();
    const more = { systemPrompt: "Short", mcpServers: ["math"], conversationId: "cv-1" };
    await h.start({ ...CHAT, ...more, temporary: true });
    expect(body(h)).toMatchObject({
      system_prompt: "Short",
      mcp_servers: ["math"],
      conversation_id: "cv-1",
      temporary: true,
    });
  });

  it("posts agents and graphs", async () => {
    const h = harness();
    h.server.stream();
    await h.start({ mode: "agent", input: "Plan", model: "m", agentType: "graph" });
    expect(h.server.last.url).toBe("/api/agents/run");
    expect(body(h)).toEqual({
      requirement: "Plan",
      model_name: "m",
      agent_type: "graph",
      stream: true,
    });
    h.server.stream();
    await h.start({ mode: "graph", input: "Go", graphName: "g", continueFromCheckpoint: true });
    expect(h.server.last.url).toBe("/api/graphs/execute");
    expect(body(h)).toEqual({
      input_text: "Go",
      graph_name: "g",
      continue_from_checkpoint: true,
      stream: true,
    });
  });

  it("tells the frames up to [DONE], and then that it is over, once", async () => {
    const h = harness();
    const stream = h.server.stream();
    await h.start();
    stream.send(wire([STARTED, says("Hi"), DONE, says("late"), DONE])).end();
    await h.clock.advance(100_000);
    expect(h.frames.map(({ kind }) => kind)).toEqual(["started", "chunk", "done"]);
    expect(h.ends).toEqual([{ kind: "done" }]);
    expect(h.server.requests).toHaveLength(1);
  });

  it("ends the same after an error frame", async () => {
    const h = harness();
    const stream = h.server.stream();
    await h.start();
    stream.send(wire([STARTED, fails("x"), DONE]));
    await settle();
    expect(h.ends).toEqual([{ kind: "done" }]);
  });

  it("tries once more with fresh headers after a 401, which started nothing", async () => {
    const asked: boolean[] = [];
    const h = harness({
      headers: ({ refresh }) => {
        asked.push(refresh);
        return { Authorization: refresh ? "new" : "old" };
      },
    });
    h.server.answer(problem(401)).answer(problem(401));
    await h.start();
    expect(asked).toEqual([false, true]);
    expect(h.server.last.headers.get("Authorization")).toBe("new");
    expect(h.ends).toMatchObject([{ kind: "refused", error: { status: 401 } }]);
  });

  it.each([400, 403, 413, 422, 429, 503])(
    "is not made again when refused with %i",
    async (status) => {
      const h = harness();
      h.server.answer(problem(status, { detail: "No" }, { "Retry-After": "1" }));
      await h.start();
      await h.clock.advance(100_000);
      expect(h.server.requests).toHaveLength(1);
      expect(h.ends).toMatchObject([{ kind: "refused", error: { message: "No" } }]);
    },
  );

  it("is refused by a page that is no stream", async () => {
    const h = harness();
    h.server.answer(new Response("<html>", { headers: { "Content-Type": "text/html" } }));
    await h.start();
    expect(h.ends).toMatchObject([{ kind: "refused" }]);
  });
});

describe("a start without an answer is never made again, and nobody claims to know", () => {
  it.each([
    ["no network", new TypeError("no network")],
    ["a gateway that waited in vain", problem(504)],
    ["a server that broke", problem(500)],
  ])("%s", async (_, answer) => {
    const h = harness();
    h.server.answer(answer);
    await h.start();
    await h.clock.advance(100_000);
    expect(h.ends).toMatchObject([{ kind: "unknown_start" }]);
    expect(h.server.requests.map(({ method }) => method)).toEqual(["POST", "GET", "GET", "GET"]);
    expect(h.server.last.url).toContain("/api/runs/r-1/events");
  });

  it("silence", async () => {
    const h = harness();
    h.server.answer("never");
    await h.start();
    await h.clock.advance(37_499);
    expect(h.ends).toEqual([]);
    h.server.answer(problem(404));
    await h.clock.advance(1);
    expect(h.ends).toMatchObject([{ kind: "unknown_start", error: { message: "buffered" } }]);
    expect(h.server.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  it("a stream that ends before it has named its run", async () => {
    const h = harness();
    h.server.stream().send(': beat\n\nid: r-1:1\ndata: {"type":"run_st').end();
    await h.start();
    await h.clock.advance(100_000);
    expect(h.ends).toMatchObject([{ kind: "unknown_start" }]);
  });
});

describe("a path that holds streams back", () => {
  it.each([
    ["504 after 10 s", () => new Response("<h1>Gateway", { status: 504 })],
    ["a stream that ends without a byte", () => eventStream("")],
    ["a connection that is cut", () => new TypeError("reset")],
  ])(
    "is found out by %s, and the run is polled by the id it was started with",
    async (_, given) => {
      const h = harness();
      h.server.answer(
        new Promise((resolve, reject) => {
          h.clock.after(10_000, () => {
            const answer = given();
            if (answer instanceof Error) reject(answer);
            else resolve(answer);
          });
        }),
      );
      h.server.answer(polledRun([STARTED, says("a")])).answer(eventStream(": beat\n\n"));
      h.server.answer(polledRun([says("b"), DONE], "r-1", 3));
      await h.start();
      await h.clock.advance(10_000);
      expect(h.text).toBe("a");
      await h.clock.advance(400);
      expect(h.resumes).toEqual([
        "GET /api/runs/r-1/events?timeout=0 null",
        "GET /api/runs/r-1/events?timeout=25 r-1:2",
        "GET /api/runs/r-1/events?timeout=25 r-1:2",
      ]);
      expect(h.text).toBe("ab");
      expect(h.ends).toEqual([{ kind: "done" }]);
      expect(h.told).toContain("run r-1");
      expect(h.told).not.toContain("reconnecting");
    },
  );

  it("is known to the next run, whose start does not wait for a stream", async () => {
    const h = harness();
    h.server.answer(new Response("<h1>Gateway", { status: 502 }));
    h.server.answer(polledRun([STARTED, DONE]));
    await h.start();
    h.server.answer(polledRun([STARTED, says("a")]));
    h.server.answer(polledRun([DONE], "r-1", 3));
    await h.start();
    const seen = h.server.requests.slice(2).map(({ method, url }) => `${method} ${url}`);
    expect(seen).toEqual([
      "POST /api/chat/completions?timeout=0",
      "GET /api/runs/r-1/events?timeout=0",
    ]);
    expect(h.ends).toEqual([{ kind: "done" }, { kind: "done" }]);
  });

  it("is forgotten when the network is another one", async () => {
    const h = harness();
    h.server.answer(new Response("<h1>Gateway", { status: 502 }));
    h.server.answer(polledRun([STARTED, says("a")])).answer("never");
    await h.start();
    h.page.signal("online");
    h.server.stream().send(wire([STARTED, DONE]));
    await h.start();
    expect(h.server.last).toMatchObject({ method: "POST", url: "/api/chat/completions" });
  });

  it("is found out where no heartbeat follows the first frames", async () => {
    const h = harness();
    h.server.stream().send(wire([STARTED, says("a")]));
    h.server.answer(polledRun([says("b"), DONE], "r-1", 3));
    await h.start();
    await h.clock.advance(37_500);
    expect(h.resumes).toEqual(["GET /api/runs/r-1/events?timeout=0 r-1:2"]);
    expect(h.text).toBe("ab");
  });

  it("that cuts polls, too, is asked for shorter ones", async () => {
    const h = harness();
    h.server.answer(new Response("<h1>Gateway", { status: 504 }));
    h.server.answer(polledRun([STARTED]));
    const cut = () =>
      new Promise<Response>((resolve) =>
        h.clock.after(10_000, () => resolve(new Response("<h1>", { status: 504 }))),
      );
    h.server
      .answer(cut())
      .answer(polledRun([], "r-1"))
      .answer(polledRun([DONE], "r-1", 2));
    await h.start();
    await h.clock.advance(20_000);
    expect(h.resumes.map((one) => one.split(" ")[1])).toEqual([
      "/api/runs/r-1/events?timeout=0",
      "/api/runs/r-1/events?timeout=25",
      "/api/runs/r-1/events?timeout=0",
      "/api/runs/r-1/events?timeout=7",
    ]);
    expect(h.ends).toEqual([{ kind: "done" }]);
  });

  it("and is no more than down is given up: the stream has the last word", async () => {
    const h = harness();
    h.server
      .stream()
      .send(wire([STARTED]))
      .end();
    h.server.answer(new Response("", { status: 504 })).answer(new Response("", { status: 504 }));
    await h.start();
    await h.clock.advance(1000);
    h.server.stream().send(wire([DONE], "r-1", 2));
    await h.clock.advance(2000);
    expect(h.resumes).toEqual([
      "GET /api/runs/r-1/events r-1:1",
      "GET /api/runs/r-1/events?timeout=0 r-1:1",
      "GET /api/runs/r-1/events r-1:1",
    ]);
    expect(h.ends).toEqual([{ kind: "done" }]);
  });

  it("refreshes the token where a poll says that it ended", async () => {
    const asked: boolean[] = [];
    const headers = ({ refresh }: { refresh: boolean }) => {
      asked.push(refresh);
      return {};
    };
    const h = harness({ headers });
    h.server.answer(new Response("", { status: 504 }));
    h.server.answer(eventStream(wire([STARTED]) + frame("tidings.close", TOKEN_EXPIRED)));
    h.server.answer(polledRun([DONE], "r-1", 2));
    await h.start();
    await h.clock.advance(1000);
    expect(asked).toEqual([false, false, true]);
    expect(h.ends).toEqual([{ kind: "done" }]);
  });
});

describe("whatever throws", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("in a listener ends the watching with it, once", async () => {
    const h = harness();
    const stream = h.server.stream();
    h.listener.onFrame = () => {
      throw new Error("not mine");
    };
    await h.start();
    stream.send(wire([STARTED, says("a")]));
    await h.clock.advance(100_000);
    expect(h.ends).toMatchObject([{ kind: "lost", error: { message: "not mine" } }]);
    expect(h.server.requests).toHaveLength(1);
  });

  it("in the listener of the end is reported", async () => {
    const reported: unknown[] = [];
    vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
    const h = harness();
    h.server.stream().send(wire([STARTED, DONE]));
    h.listener.onEnd = () => {
      throw new Error("nor this");
    };
    await h.start();
    expect(reported.map(String)).toEqual(["Error: nor this"]);
  });

  it.each(["TextDecoder", "AbortController"])(
    "for want of %s ends with a reason, and is not tried for ever",
    async (name) => {
      const h = harness();
      h.server.stream().send(wire([STARTED, DONE]));
      const going = h.runs.start(CHAT, h.listener);
      vi.stubGlobal(name, undefined);
      Reflect.deleteProperty(globalThis, name);
      await settle();
      vi.unstubAllGlobals();
      await h.clock.advance(100_000);
      expect(h.ends).toMatchObject([{ error: { message: `${name} is not defined` } }]);
      expect(h.server.requests.length).toBeLessThanOrEqual(1);
      going.leave();
    },
  );

  it("is not broken JSON: what cannot be read is of kind unknown", async () => {
    const h = harness();
    const stream = h.server.stream();
    await h.start();
    stream.send('event: tidings.close\ndata: {"code":\n\n');
    stream.send('id: r-1:1\ndata: {"choices":[{\n\n').send(wire([says("a"), DONE], "r-1", 2));
    await settle();
    expect(h.frames.map(({ kind }) => kind)).toEqual(["unknown", "chunk", "done"]);
    expect(h.ends).toEqual([{ kind: "done" }]);
  });
});

describe("a cut", () => {
  it("is gone on with from the last frame, with a wait that grows and starts anew", async () => {
    const h = harness();
    const first = h.server.stream();
    await h.start();
    first.send(wire([STARTED, says("a")])).break();
    h.server.answer(new TypeError("down")).answer(problem(503));
    const second = h.server.stream();
    await h.clock.advance(999);
    expect(h.resumes).toEqual([]);
    await h.clock.advance(1);
    expect(h.resumes).toEqual(["GET /api/runs/r-1/events r-1:2"]);
    await h.clock.advance(2000 + 4000);
    second.send(wire([says("b")], "r-1", 3)).end();
    const third = h.server.stream();
    await h.clock.advance(1000);
    expect(h.resumes.at(-1)).toBe("GET /api/runs/r-1/events r-1:3");
    third.send(wire([says("c"), DONE], "r-1", 4));
    await settle();
    expect(h.text).toBe("abc");
    expect(h.ends).toEqual([{ kind: "done" }]);
    expect(h.told).toEqual([
      "open",
      "run r-1",
      ...["reconnecting", "reconnecting", "reconnecting", "open"],
      ...["reconnecting", "open"],
    ]);
  });

  it("before the first frame is gone on with by the name in the header", async () => {
    const h = harness();
    const stream = h.server.stream();
    stream.response.headers.set("Tidings-Run", "r-7");
    await h.start();
    stream.break();
    h.server.answer(polledRun([says("all"), DONE], "r-7"));
    await settle();
    expect(h.resumes).toEqual(["GET /api/runs/r-7/events?timeout=0 null"]);
    expect(h.ends).toEqual([{ kind: "done" }]);
  });

  it("within a frame loses nothing and doubles nothing", async () => {
    const h = harness();
    const first = h.server.stream();
    await h.start();
    const bytes = new TextEncoder().encode(wire([STARTED, says("界")]));
    first.send(bytes.slice(0, -25)).end();
    h.server.stream().send(wire([says("界"), DONE], "r-1", 2));
    await h.clock.advance(1000);
    expect(h.resumes).toEqual(["GET /api/runs/r-1/events r-1:1"]);
    expect(h.text).toBe("界");
  });

  it("is what silence is, but not a stream with heartbeats", async () => {
    const h = harness();
    const first = h.server.stream();
    await h.start();
    first.send(wire([STARTED]));
    for (let beat = 0; beat < 8; beat += 1) {
      await h.clock.advance(30_000);
      first.send(": beat\n\n");
    }
    await h.clock.advance(37_499);
    expect(h.told).not.toContain("reconnecting");
    await h.clock.advance(1);
    expect(h.told).toContain("reconnecting");
  });

  it("drops what a server repeats", async () => {
    const h = harness();
    const first = h.server.stream();
    await h.start();
    first.send(wire([STARTED, says("a"), says("b")])).end();
    h.server.stream().send(wire([STARTED, says("a"), says("b"), says("c"), DONE]));
    await h.clock.advance(1000);
    expect(h.text).toBe("abc");
  });

  it("is gone on with at once when the network is back", async () => {
    const h = harness();
    const first = h.server.stream();
    await h.start();
    first.send(wire([STARTED])).break();
    await settle();
    h.server.stream().send(wire([DONE], "r-1", 2));
    h.page.signal("online");
    await settle();
    expect(h.ends).toEqual([{ kind: "done" }]);
  });

  it("that cannot be mended any more is a loss: the run is gone, or the tries are", async () => {
    for (const answers of [[problem(404)], [new TypeError("1"), new TypeError("2")]]) {
      const h = harness({ retry: { maxAttempts: 3 } });
      const first = h.server.stream();
      await h.start();
      first.send(wire([STARTED])).end();
      for (const answer of answers) h.server.answer(answer);
      await h.clock.advance(100_000);
      expect(h.ends).toHaveLength(1);
      expect(["refused", "lost"]).toContain(h.ends[0]?.kind);
    }
  });
});

describe("a server that ends the stream", () => {
  const close = (code: number, reconnect: boolean, after = 0) =>
    frame("tidings.close", { code, reason: "x", reconnect, after });

  it("because of the token gets a fresh one, and goes on", async () => {
    const h = harness({ headers: ({ refresh }) => ({ Authorization: refresh ? "new" : "old" }) });
    const first = h.server.stream();
    await h.start();
    first.send(wire([STARTED, says("a")]) + close(1001, true));
    h.server.stream().send(wire([DONE], "r-1", 3));
    await h.clock.advance(1000);
    expect(h.resumes).toEqual(["GET /api/runs/r-1/events r-1:2"]);
    expect(h.server.last.headers.get("Authorization")).toBe("new");
    expect(h.ends).toEqual([{ kind: "done" }]);
  });

  it("is waited for as long as it asks, and left alone where it says so", async () => {
    const h = harness();
    const first = h.server.stream();
    await h.start();
    first.send(wire([STARTED]) + close(1000, true, 5000));
    await h.clock.advance(5999);
    expect(h.resumes).toEqual([]);
    const second = h.server.stream();
    await h.clock.advance(1);
    second.send(close(1002, false));
    await h.clock.advance(100_000);
    expect(h.resumes).toHaveLength(1);
    expect(h.ends).toMatchObject([{ kind: "lost" }]);
  });
});

describe("a watcher", () => {
  it("sees a run from its beginning, by its id", async () => {
    const h = harness();
    h.server.stream().send(wire([STARTED, says("all"), DONE]));
    h.runs.watch("r/1", h.listener);
    await settle();
    expect(h.server.last).toMatchObject({ method: "GET", url: "/api/runs/r%2F1/events" });
    expect(h.ends).toEqual([{ kind: "done" }]);
  });

  it("is refused a run that is not there, and tries again with fresh headers after a 401", async () => {
    const h = harness({ headers: () => ({}) });
    h.server.answer(problem(401)).answer(problem(404));
    h.runs.watch("r-1", h.listener);
    await settle();
    expect(h.server.requests).toHaveLength(2);
    expect(h.ends).toMatchObject([{ kind: "refused", error: { status: 404 } }]);
  });

  it("that leaves hears nothing more, and asks for nothing more", async () => {
    const h = harness();
    const stream = h.server.stream();
    const run = await h.start();
    stream.send(wire([STARTED]));
    await settle();
    run.leave();
    stream.send(wire([says("late"), DONE], "r-1", 2));
    await h.clock.advance(100_000);
    expect(h.frames).toHaveLength(1);
    expect(h.ends).toEqual([]);
    expect(h.server.requests).toHaveLength(1);
    expect(h.server.last.signal?.aborted).toBe(true);
  });
});

describe("cancelling", () => {
  const cancelled = fails("cancelled", "cancelled");

  it("tells the server, and the frames tell the rest", async () => {
    const h = harness();
    const stream = h.server.stream();
    const run = await h.start();
    stream.send(wire([STARTED]));
    await settle();
    h.server.answer(Response.json({}));
    await run.cancel();
    expect(h.server.last).toMatchObject({ method: "POST", url: "/api/runs/r-1/cancel" });
    expect(h.ends).toEqual([]);
    stream.send(wire([cancelled, DONE], "r-1", 2));
    await settle();
    expect(h.ends).toEqual([{ kind: "done" }]);
  });

  it("waits for the run's id, even when its watcher leaves meanwhile", async () => {
    const h = harness();
    const stream = h.server.stream();
    const run = await h.start();
    const done = run.cancel();
    run.leave();
    expect(h.server.requests).toHaveLength(1);
    h.server.answer(Response.json({}));
    stream.send(wire([STARTED, says("late")]));
    await done;
    expect(h.server.last.url).toBe("/api/runs/r-1/cancel");
    expect(h.server.requests[0]?.signal?.aborted).toBe(true);
    expect(h.frames).toEqual([]);
  });

  it("has nothing to do for a run that was never started", async () => {
    const h = harness();
    h.server.answer(problem(400));
    const run = h.runs.start(CHAT, h.listener);
    await run.cancel();
    expect(h.server.requests).toHaveLength(1);
  });

  it("says what the server says against it", async () => {
    const h = harness();
    h.server.answer(problem(404));
    await expect(h.runs.cancel("r-1")).rejects.toThrow(TidingsError);
  });
});
