import { settle } from "@tidings/client/testing";
import { describe, expect, it } from "vitest";
import { problem } from "../harness.ts";
import { body, CHAT, harness } from "./watchHarness.ts";
import { DONE, fails, STARTED, says, wire } from "./wire.ts";

describe("a start", () => {
  it("posts a chat in the protocol's form, without omitted options", async () => {
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

  it("posts all options of a chat", async () => {
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

  it("delivers the frames up to [DONE], and then its end, once", async () => {
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

  it("retries once with new headers after a 401", async () => {
    const refreshes: boolean[] = [];
    const h = harness({
      headers: ({ refresh }) => {
        refreshes.push(refresh);
        return { Authorization: refresh ? "new" : "old" };
      },
    });
    h.server.answer(problem(401)).answer(problem(401));
    await h.start();
    expect(refreshes).toEqual([false, true]);
    expect(h.server.last.headers.get("Authorization")).toBe("new");
    expect(h.ends).toMatchObject([{ kind: "refused", error: { status: 401 } }]);
  });

  it.each([400, 403, 413, 422, 429, 503])(
    "is not repeated when refused with %i",
    async (status) => {
      const h = harness();
      h.server.answer(problem(status, { detail: "No" }, { "Retry-After": "1" }));
      await h.start();
      await h.clock.advance(100_000);
      expect(h.server.requests).toHaveLength(1);
      expect(h.ends).toMatchObject([{ kind: "refused", error: { message: "No" } }]);
    },
  );

  it("is refused by a response of another media type", async () => {
    const h = harness();
    h.server.answer(new Response("<html>", { headers: { "Content-Type": "text/html" } }));
    await h.start();
    expect(h.ends).toMatchObject([{ kind: "refused" }]);
  });
});

describe("a start without an answer is never repeated, and reported as unknown", () => {
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

  it("the idle timeout", async () => {
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

  it("a stream that ends before the run's id", async () => {
    const h = harness();
    h.server.stream().send(': beat\n\nid: r-1:1\ndata: {"type":"run_st').end();
    await h.start();
    await h.clock.advance(100_000);
    expect(h.ends).toMatchObject([{ kind: "unknown_start" }]);
  });
});
