import { act, cleanup } from "@testing-library/react";
import { settle } from "@tidings/client/testing";
import { afterEach, expect, it, vi } from "vitest";
import { CHAT, DONE, harness, STARTED, says, wire } from "./runsHarness.tsx";

afterEach(cleanup);

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

it("reports an unknown start without an answer", async () => {
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

it("shows a run to its end although a gateway ends its streams", async () => {
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

it("shows an interruption, and resumes after it", async () => {
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

it("cancels at the server, and shows the output so far", async () => {
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

it("never mixes runs that are started in succession", async () => {
  const h = harness();
  for (const input of ["1", "2", "3"]) {
    const stream = h.server.stream();
    await h.start(input);
    // Still in transit when the next run starts.
    stream.send(wire([{ ...STARTED, run_id: `r-${input}` }, says(input), DONE], `r-${input}`));
  }
  await h.draw();
  expect(h.server.requests.slice(0, -1).every(({ signal }) => signal?.aborted)).toBe(true);
  expect(h.text).toBe("3");
  expect(h.state.runId).toBe("r-3");
});

it("requests only the last of several runs of one turn", async () => {
  const h = harness();
  h.server.stream();
  act(() => {
    for (const input of ["1", "2"]) h.hook.startConnection(input, CHAT);
  });
  await act(settle);
  expect(h.server.requests.map(({ body }) => JSON.parse(body ?? "").user_prompt)).toEqual(["2"]);
});

it("leaves with its component: the run is not cancelled, and nothing renders", async () => {
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
  expect(h.animationFrames.size).toBe(0);
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
