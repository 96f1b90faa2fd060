import { act, cleanup } from "@testing-library/react";
import { settle } from "@tidings/client/testing";
import { type UseSSEConnectionOptions, useSSEConnection } from "@tidings/react";
import { renderToString } from "react-dom/server";
import { afterEach, expect, it, vi } from "vitest";
import { CHAT, DONE, harness, STARTED, says, wire } from "./runsHarness.tsx";

afterEach(cleanup);

it("is idle before a start, and on a server", () => {
  const h = harness();
  expect(h.state).toMatchObject({ status: "idle", isStreaming: false, blocks: [], error: null });
  expect(h.server.requests).toHaveLength(0);
  function Page() {
    return useSSEConnection().enhancedStreamingState.status;
  }
  expect(renderToString(<Page />)).toBe("idle");
});

it("goes from connecting to streaming to completed", async () => {
  const h = harness();
  const stream = h.server.stream();
  await h.start();
  expect(h.state).toMatchObject({ status: "connecting", isStreaming: true });
  stream.send(wire([STARTED, says("Hi")]));
  await h.draw();
  expect(h.state).toMatchObject({ status: "streaming", runId: "r-1", conversationId: "cv-1" });
  stream.send(wire([DONE], "r-1", 3));
  await h.draw();
  expect(h.state).toMatchObject({ status: "completed", isStreaming: false });
  expect(h.text).toBe("Hi");
});

it("renders once per animation frame", async () => {
  const h = harness();
  const stream = h.server.stream();
  await h.start();
  await h.draw();
  const before = h.renders;
  for (let i = 0; i < 500; i += 1) stream.send(wire([says("x")], "r-1", i + 1));
  await act(settle);
  expect(h.renders).toBe(before);
  await h.draw();
  // StrictMode renders twice.
  expect(h.renders - before).toBeLessThanOrEqual(2);
  expect(h.text).toHaveLength(500);
});

it("keeps completed blocks the same objects across renders", async () => {
  const h = harness();
  const stream = h.server.stream();
  await h.start();
  const call = { index: 0, id: "t", function: { name: "now", arguments: "{}" } };
  const asks = { choices: [{ index: 0, delta: { tool_calls: [call] } }] };
  const answers = { role: "tool", tool_call_id: "t", content: "12:00" };
  stream.send(wire([STARTED, says("One"), asks, answers, says("Two")]));
  await h.draw();
  const [one, tool, two] = h.state.blocks;
  stream.send(wire([says("!")], "r-1", 6));
  await h.draw();
  expect(h.state.blocks[0]).toBe(one);
  expect(h.state.blocks[1]).toBe(tool);
  expect(h.state.blocks[2]).not.toBe(two);
});

it("calls each callback of the last render once", async () => {
  const reports: string[] = [];
  const callbacks = (name: string): UseSSEConnectionOptions => ({
    onMessage: ({ kind }) => reports.push(`${name} ${kind}`),
    onConversationCreated: (id) => reports.push(`${name} conversation ${id}`),
    onAgentCompletion: ({ graphName }) => reports.push(`${name} made ${graphName}`),
    onAgentIncomplete: ({ missingFields }) => reports.push(`${name} lacks ${missingFields}`),
    onComplete: ({ status, blocks }) => reports.push(`${name} ${status} ${blocks.length}`),
    onError: () => reports.push(`${name} error`),
  });
  const h = harness(callbacks("first"));
  const stream = h.server.stream();
  await h.start("Plan", { mode: "agent", model: "m", agentType: "graph" });
  h.rerender(callbacks("second"));
  const incomplete = { message: "", missing_fields: ["nodes"] };
  stream.send(wire([STARTED, says("x"), { incomplete }, DONE, DONE]));
  await h.draw();
  expect(reports).toEqual([
    "second started",
    "second conversation cv-1",
    "second chunk",
    "second incomplete",
    "second lacks nodes",
    "second done",
    "second incomplete 1",
  ]);
});

it("shows a new conversation before its callback, without an animation frame", async () => {
  const seen: (string | null)[] = [];
  const h = harness({
    onConversationCreated: () => setTimeout(() => seen.push(h.state.conversationId)),
  });
  const stream = h.server.stream();
  await h.start();
  stream.send(wire([STARTED, says("Hi")]));
  await act(settle);
  await vi.waitFor(() => expect(seen).toEqual(["cv-1"]));
  expect(h.animationFrames.size).toBe(1);
});

it("does not report a named conversation as new", async () => {
  const onConversationCreated = vi.fn();
  const h = harness({ onConversationCreated });
  const stream = h.server.stream();
  await h.start("Hi", { ...CHAT, conversationId: "cv-1" });
  stream.send(wire([STARTED, DONE]));
  await h.draw();
  expect(onConversationCreated).not.toHaveBeenCalled();
});

it("continues after a callback throws", async () => {
  vi.stubGlobal("reportError", () => undefined);
  const h = harness({
    onMessage() {
      throw new Error("mine");
    },
  });
  const stream = h.server.stream();
  await h.start();
  stream.send(wire([STARTED, says("Hi"), DONE]));
  await h.draw();
  expect(h.text).toBe("Hi");
  vi.unstubAllGlobals();
});
