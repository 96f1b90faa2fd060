import { TidingsError } from "@tidings/client";
import { frame, settle } from "@tidings/client/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { problem } from "../harness.ts";
import { CHAT, harness, polledRun } from "./watchHarness.ts";
import { DONE, fails, STARTED, says, wire } from "./wire.ts";

describe("an error", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("of a listener ends the watching, once", async () => {
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

  it("of the listener of the end is reported", async () => {
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
    "without %s ends with a reason, and is not retried",
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

  it("is not invalid JSON, which has the kind unknown", async () => {
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

describe("an interruption", () => {
  it("resumes after the last frame, with a back-off that grows and resets", async () => {
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
    expect(h.reports).toEqual([
      "open",
      "run r-1",
      ...["reconnecting", "reconnecting", "reconnecting", "open"],
      ...["reconnecting", "open"],
    ]);
  });

  it("before the first frame resumes by the id in the header", async () => {
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

  it("within a frame neither loses nor duplicates text", async () => {
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

  it("follows an idle timeout, but not heartbeats", async () => {
    const h = harness();
    const first = h.server.stream();
    await h.start();
    first.send(wire([STARTED]));
    for (let beat = 0; beat < 8; beat += 1) {
      await h.clock.advance(30_000);
      first.send(": beat\n\n");
    }
    await h.clock.advance(37_499);
    expect(h.reports).not.toContain("reconnecting");
    await h.clock.advance(1);
    expect(h.reports).toContain("reconnecting");
  });

  it("drops repeated frames", async () => {
    const h = harness();
    const first = h.server.stream();
    await h.start();
    first.send(wire([STARTED, says("a"), says("b")])).end();
    h.server.stream().send(wire([STARTED, says("a"), says("b"), says("c"), DONE]));
    await h.clock.advance(1000);
    expect(h.text).toBe("abc");
  });

  it("resumes immediately when the network is back", async () => {
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

  it("that cannot be resumed is a loss", async () => {
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

  it("because of the token continues with a new one", async () => {
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

  it("is obeyed in its wait, and in its end", async () => {
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
  it("receives a run from its first frame, by its id", async () => {
    const h = harness();
    h.server.stream().send(wire([STARTED, says("all"), DONE]));
    h.runs.watch("r/1", h.listener);
    await settle();
    expect(h.server.last).toMatchObject({ method: "GET", url: "/api/runs/r%2F1/events" });
    expect(h.ends).toEqual([{ kind: "done" }]);
  });

  it("is refused a missing run, and retries with new headers after a 401", async () => {
    const h = harness({ headers: () => ({}) });
    h.server.answer(problem(401)).answer(problem(404));
    h.runs.watch("r-1", h.listener);
    await settle();
    expect(h.server.requests).toHaveLength(2);
    expect(h.ends).toMatchObject([{ kind: "refused", error: { status: 404 } }]);
  });

  it("that leaves receives nothing more, and sends nothing more", async () => {
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

  it("asks the server, and the frames report the rest", async () => {
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

  it("has no effect on a run that was never started", async () => {
    const h = harness();
    h.server.answer(problem(400));
    const run = h.runs.start(CHAT, h.listener);
    await run.cancel();
    expect(h.server.requests).toHaveLength(1);
  });

  it("passes on the server's refusal", async () => {
    const h = harness();
    h.server.answer(problem(404));
    await expect(h.runs.cancel("r-1")).rejects.toThrow(TidingsError);
  });
});
