import { act, cleanup, render } from "@testing-library/react";
import { FakeClock, FakePage, ScriptedServer, settle } from "@tidings/client/testing";
import {
  type SSEConnection,
  type StartOptions,
  type UseSSEConnectionOptions,
  useSSEConnection,
} from "@tidings/react";
import { StrictMode } from "react";
import { renderToString } from "react-dom/server";
import { afterEach, expect, it, vi } from "vitest";

afterEach(cleanup);

const CHAT: StartOptions = { mode: "chat", model: "scripted" };
const STARTED = { type: "run_started", run_id: "r-1", conversation_id: "cv-1" };
const DONE = "[DONE]";

function says(content: string): object {
  return { choices: [{ index: 0, delta: { content }, finish_reason: null }] };
}

function wire(frames: readonly (object | string)[], run = "r-1", from = 1): string {
  return frames
    .map((frame, i) => {
      const data = typeof frame === "string" ? frame : JSON.stringify(frame);
      return `id: ${run}:${from + i}\ndata: ${data}\n\n`;
    })
    .join("");
}

/** A page with the hook, in StrictMode, whose pictures are drawn when the test says so. */
function harness(options: UseSSEConnectionOptions = {}) {
  const server = new ScriptedServer();
  const clock = new FakeClock();
  const pictures = new Set<() => void>();
  let renders = 0;
  let connection: SSEConnection | undefined;
  function Page(more: UseSSEConnectionOptions) {
    connection = useSSEConnection({
      fetch: server.fetch,
      clock,
      page: new FakePage(),
      random: () => 1,
      scheduler(task) {
        pictures.add(task);
        return () => pictures.delete(task);
      },
      ...options,
      ...more,
    });
    renders += 1;
    return null;
  }
  const view = render(<Page />, { wrapper: StrictMode });
  return {
    server,
    clock,
    view,
    rerender: (more: UseSSEConnectionOptions) => view.rerender(<Page {...more} />),
    get hook() {
      if (!connection) throw new Error("Nothing was rendered");
      return connection;
    },
    get state() {
      return this.hook.enhancedStreamingState;
    },
    get text() {
      return this.state.blocks.map(({ content }) => content).join("|");
    },
    get renders() {
      return renders;
    },
    pictures,
    async draw() {
      await act(settle);
      act(() => {
        for (const picture of [...pictures]) {
          pictures.delete(picture);
          picture();
        }
      });
    },
    async start(input = "Hello", how = CHAT) {
      await act(async () => {
        this.hook.startConnection(input, how);
        await settle();
      });
    },
  };
}

it("is idle until something is started, and on a server", () => {
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

it("renders once a picture, however many frames come", async () => {
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

it("keeps finished blocks the same objects, from picture to picture", async () => {
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

it("tells each thing once, always to the callbacks of the last render", async () => {
  const told: string[] = [];
  const callbacks = (name: string): UseSSEConnectionOptions => ({
    onMessage: ({ kind }) => told.push(`${name} ${kind}`),
    onConversationCreated: (id) => told.push(`${name} conversation ${id}`),
    onAgentCompletion: ({ graphName }) => told.push(`${name} made ${graphName}`),
    onAgentIncomplete: ({ missingFields }) => told.push(`${name} lacks ${missingFields}`),
    onComplete: ({ status, blocks }) => told.push(`${name} ${status} ${blocks.length}`),
    onError: () => told.push(`${name} error`),
  });
  const h = harness(callbacks("first"));
  const stream = h.server.stream();
  await h.start("Plan", { mode: "agent", model: "m", agentType: "graph" });
  h.rerender(callbacks("second"));
  const incomplete = { message: "", missing_fields: ["nodes"] };
  stream.send(wire([STARTED, says("x"), { incomplete }, DONE, DONE]));
  await h.draw();
  expect(told).toEqual([
    "second started",
    "second conversation cv-1",
    "second chunk",
    "second incomplete",
    "second lacks nodes",
    "second done",
    "second incomplete 1",
  ]);
});

it("shows a new conversation before it tells of it, without waiting for a picture", async () => {
  const seen: (string | null)[] = [];
  const h = harness({
    onConversationCreated: () => setTimeout(() => seen.push(h.state.conversationId)),
  });
  const stream = h.server.stream();
  await h.start();
  stream.send(wire([STARTED, says("Hi")]));
  await act(settle);
  await vi.waitFor(() => expect(seen).toEqual(["cv-1"]));
  expect(h.pictures.size).toBe(1);
});

it("does not call a conversation new that was named", async () => {
  const onConversationCreated = vi.fn();
  const h = harness({ onConversationCreated });
  const stream = h.server.stream();
  await h.start("Hi", { ...CHAT, conversationId: "cv-1" });
  stream.send(wire([STARTED, DONE]));
  await h.draw();
  expect(onConversationCreated).not.toHaveBeenCalled();
});

it("goes on although a callback throws", async () => {
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

it("shows an error before [DONE] as a failure, and never as a success", async () => {
  const onComplete = vi.fn();
  const onError = vi.fn();
  const h = harness({ onComplete, onError });
  const stream = h.server.stream();
  await h.start();
  const error = { message: "out of memory", type: "model_error" };
  stream.send(wire([STARTED, says("Hi"), { error }, DONE]));
  await h.draw();
  expect(h.state).toMatchObject({ status: "failed", error: "out of memory" });
  expect(h.text).toBe("Hi");
  expect(onComplete).not.toHaveBeenCalled();
  expect(onError).toHaveBeenCalledExactlyOnceWith(error, h.state);
});

it("says that it is unknown whether a run started whose answer never came", async () => {
  const onError = vi.fn();
  const h = harness({ onError });
  h.server.answer(new TypeError("no network"));
  await h.start();
  h.server.answerAll(() => new TypeError("still none"));
  await act(() => h.clock.advance(10_000));
  await h.draw();
  expect(h.state).toMatchObject({ status: "failed", errorType: "unknown_start" });
  expect(onError.mock.calls[0]?.[0]).toMatchObject({ cause: { message: "no network" } });
  expect(h.server.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
});

it("shows a run to its end though a gateway gives its streams up", async () => {
  const h = harness();
  const polled = (frames: readonly (object | string)[], from: number) =>
    new Response(wire(frames, "r-1", from), { headers: { "Content-Type": "text/event-stream" } });
  h.server.answer(new Response("<h1>504", { status: 504 }));
  h.server.answer(polled([STARTED, says("a")], 1)).answer(polled([says("b"), DONE], 3));
  await h.start();
  await act(() => h.clock.advance(1000));
  await h.draw();
  expect(h.text).toBe("ab");
  expect(h.state).toMatchObject({ status: "completed", runId: "r-1" });
});

it("shows a cut, and goes on after it", async () => {
  const h = harness();
  const stream = h.server.stream();
  await h.start();
  stream.send(wire([STARTED, says("a")])).break();
  await h.draw();
  expect(h.state).toMatchObject({ status: "reconnecting", isStreaming: true });
  const second = h.server.stream();
  await act(() => h.clock.advance(1000));
  await h.draw();
  expect(h.state.status).toBe("streaming");
  second.send(wire([says("b"), DONE], "r-1", 3));
  await h.draw();
  expect(h.text).toBe("ab");
  expect(h.state.status).toBe("completed");
});

it("cancels at the server, and shows what was said until then", async () => {
  const onCancelled = vi.fn();
  const onComplete = vi.fn();
  const h = harness({ onCancelled, onComplete });
  const stream = h.server.stream();
  await h.start();
  stream.send(wire([STARTED, says("half")]));
  await h.draw();
  h.server.answer(Response.json({}));
  await act(() => h.hook.cancel());
  expect(h.server.last.url).toBe("/api/runs/r-1/cancel");
  stream.send(wire([{ error: { message: "", type: "cancelled" } }, DONE], "r-1", 3));
  await h.draw();
  expect(h.state.status).toBe("cancelled");
  expect(h.text).toBe("half");
  expect(onCancelled).toHaveBeenCalledOnce();
  expect(onComplete).not.toHaveBeenCalled();
});

it("leaves the run, which can be watched again", async () => {
  const h = harness();
  const stream = h.server.stream();
  await h.start();
  stream.send(wire([STARTED, says("a")]));
  await act(settle);
  act(() => h.hook.closeConnection());
  expect(h.state).toMatchObject({ status: "left", isStreaming: false });
  expect(h.text).toBe("a");
  expect(h.server.last.signal?.aborted).toBe(true);

  h.server.stream().send(wire([STARTED, says("ab"), DONE]));
  act(() => h.hook.resume("r-1", { conversationId: "cv-1" }));
  await h.draw();
  expect(h.server.last).toMatchObject({ method: "GET", url: "/api/runs/r-1/events" });
  expect(h.text).toBe("ab");
  act(() => h.hook.resetStreamingState());
  expect(h.state).toMatchObject({ status: "idle", blocks: [], runId: null });
});

it("never mixes runs that are started one upon the other", async () => {
  const h = harness();
  for (const input of ["1", "2", "3"]) {
    const stream = h.server.stream();
    await h.start(input);
    // On its way when the next one starts.
    stream.send(wire([{ ...STARTED, run_id: `r-${input}` }, says(input), DONE], `r-${input}`));
  }
  await h.draw();
  expect(h.server.requests.slice(0, -1).every(({ signal }) => signal?.aborted)).toBe(true);
  expect(h.text).toBe("3");
  expect(h.state.runId).toBe("r-3");
});

it("asks only for the last of several that are started in one turn", async () => {
  const h = harness();
  h.server.stream();
  act(() => {
    for (const input of ["1", "2"]) h.hook.startConnection(input, CHAT);
  });
  await act(settle);
  expect(h.server.requests.map(({ body }) => JSON.parse(body ?? "").user_prompt)).toEqual(["2"]);
});

it("leaves with its component: the run is not cancelled, and nothing is drawn", async () => {
  const onComplete = vi.fn();
  const h = harness({ onComplete });
  const stream = h.server.stream();
  await h.start();
  stream.send(wire([STARTED]));
  await act(settle);
  h.view.unmount();
  expect(h.server.last.signal?.aborted).toBe(true);
  expect(h.server.requests.map(({ method }) => method)).toEqual(["POST"]);
  stream.send(wire([says("late"), DONE], "r-1", 2));
  await settle();
  expect(h.pictures.size).toBe(0);
  expect(onComplete).not.toHaveBeenCalled();
});

it("has actions that stay the same", async () => {
  const h = harness();
  const { enhancedStreamingState: _state, run: _run, ...before } = h.hook;
  h.server.stream();
  await h.start();
  expect(h.hook).toMatchObject(before);
});

it("has the state and the reset under two names each", async () => {
  const h = harness();
  h.server.stream();
  await h.start();
  expect(h.hook.run.status).toBe("connecting");
  expect(h.hook.run).toBe(h.hook.enhancedStreamingState);
  expect(h.hook.reset).toBe(h.hook.resetStreamingState);
  act(() => h.hook.reset());
  expect(h.hook.run.status).toBe("idle");
});
