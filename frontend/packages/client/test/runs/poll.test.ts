import { frame } from "@tidings/client/testing";
import { describe, expect, it } from "vitest";
import { eventStream, harness, polledRun, TOKEN_EXPIRED } from "./watchHarness.ts";
import { DONE, STARTED, says, wire } from "./wire.ts";

describe("a network path that buffers streams", () => {
  it.each([
    ["504 after 10 s", () => new Response("<h1>Gateway", { status: 504 })],
    ["a stream that ends without a byte", () => eventStream("")],
    ["a connection that is cut", () => new TypeError("reset")],
  ])("is detected by %s, and the run is polled by its chosen id", async (_, given) => {
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
    expect(h.reports).toContain("run r-1");
    expect(h.reports).not.toContain("reconnecting");
  });

  it("is remembered for the next run, which polls from the start", async () => {
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

  it("is forgotten when the network changes", async () => {
    const h = harness();
    h.server.answer(new Response("<h1>Gateway", { status: 502 }));
    h.server.answer(polledRun([STARTED, says("a")])).answer("never");
    await h.start();
    h.page.signal("online");
    h.server.stream().send(wire([STARTED, DONE]));
    await h.start();
    expect(h.server.last).toMatchObject({ method: "POST", url: "/api/chat/completions" });
  });

  it("is detected where no heartbeat follows the first frames", async () => {
    const h = harness();
    h.server.stream().send(wire([STARTED, says("a")]));
    h.server.answer(polledRun([says("b"), DONE], "r-1", 3));
    await h.start();
    await h.clock.advance(37_500);
    expect(h.resumes).toEqual(["GET /api/runs/r-1/events?timeout=0 r-1:2"]);
    expect(h.text).toBe("ab");
  });

  it("that also interrupts polls gets shorter ones", async () => {
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

  it("that fails polls, too, is streamed again", async () => {
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

  it("refreshes a token that a poll reports as expired", async () => {
    const refreshes: boolean[] = [];
    const headers = ({ refresh }: { refresh: boolean }) => {
      refreshes.push(refresh);
      return {};
    };
    const h = harness({ headers });
    h.server.answer(new Response("", { status: 504 }));
    h.server.answer(eventStream(wire([STARTED]) + frame("tidings.close", TOKEN_EXPIRED)));
    h.server.answer(polledRun([DONE], "r-1", 2));
    await h.start();
    await h.clock.advance(1000);
    expect(refreshes).toEqual([false, false, true]);
    expect(h.ends).toEqual([{ kind: "done" }]);
  });
});
