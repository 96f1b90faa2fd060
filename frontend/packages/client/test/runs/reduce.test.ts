import { describe, expect, it } from "vitest";
import {
  calls,
  chunk,
  DONE,
  ends,
  fails,
  finishes,
  lines,
  read,
  reduce,
  result,
  STARTED,
  says,
  starts,
  thinks,
  USAGE,
} from "./wire.ts";

describe("a chat", () => {
  it("has its ids from the first frame, and streams", () => {
    const state = reduce([STARTED]);
    expect(state).toMatchObject({
      runId: "r-1",
      conversationId: "cv-1",
      status: "streaming",
      isStreaming: true,
    });
  });

  it("appends reasoning and text each to its own block, and both stay open", () => {
    const state = reduce([thinks("Let"), says("Hi"), thinks(" me"), says(" you")]);
    expect(lines(state)).toEqual(["reasoning: Let me …", "content: Hi you …"]);
  });

  it("completes them with a tool call, and opens new ones after its result", () => {
    const state = reduce([
      thinks("Add"),
      says("So:"),
      calls(0, { id: "t1", name: "add", args: '{"a"' }),
      calls(0, { args: ":1}" }),
      finishes("tool_calls"),
      result("t1", "3"),
      says("It is 3"),
    ]);
    expect(lines(state)).toEqual([
      "reasoning: Add",
      "content: So:",
      'tool_calls: add({"a":1}) completed 3',
      "content: It is 3 …",
    ]);
  });

  it("joins pieces of calls by their index, and runs them once the turn is over", () => {
    const called = [
      calls(1, { id: "b", name: "mul" }),
      calls(0, { id: "a", name: "ad" }),
      calls(0, { name: "d", args: "{}" }),
      calls(1, { args: "{}" }),
    ];
    expect(lines(reduce(called))).toEqual(["tool_calls: add({}) receiving, mul({}) receiving …"]);
    expect(lines(reduce([...called, finishes("tool_calls")]))).toEqual([
      "tool_calls: add({}) running, mul({}) running …",
    ]);
  });

  it("assigns results to their calls in any order", () => {
    const called = [calls(0, { id: "a", name: "x" }), calls(1, { id: "b", name: "y" })];
    expect(lines(reduce([...called, result("b", "2")]))).toEqual([
      "tool_calls: x() running, y() completed 2 …",
    ]);
    expect(lines(reduce([...called, result("b", "2"), result("a", "1")]))).toEqual([
      "tool_calls: x() completed 1, y() completed 2",
    ]);
  });

  it("distinguishes turns with the same ids and indexes", () => {
    const turn = (answer: string) => [
      calls(0, { id: "t", name: "now" }),
      finishes("tool_calls"),
      result("t", answer),
    ];
    expect(lines(reduce([...turn("1"), ...turn("2")]))).toEqual([
      "tool_calls: now() completed 1",
      "tool_calls: now() completed 2",
    ]);
  });

  it("shows a tool's failure, and a result without a call", () => {
    const failed = { ...result("t", "no such file"), is_error: true };
    expect(lines(reduce([calls(0, { id: "t", name: "read" }), failed]))).toEqual([
      "tool_calls: read() failed no such file",
    ]);
    expect(lines(reduce([result("z", "?")]))).toEqual(["tool_calls: () completed ?"]);
  });

  it("uses the server's total usage", () => {
    expect(reduce([says("Hi"), { choices: [], usage: USAGE }]).usage).toEqual(USAGE);
  });
});

describe("the end", () => {
  it("is a success with [DONE] alone", () => {
    const state = reduce([STARTED, says("Hi"), finishes("stop"), DONE]);
    expect(state).toMatchObject({ status: "completed", isStreaming: false, error: null });
    expect(lines(state)).toEqual(["content: Hi"]);
  });

  it("is not a success without it", () => {
    expect(reduce([STARTED, says("Hi"), finishes("stop")]).isStreaming).toBe(true);
  });

  it("is a failure with an error before it, and keeps the output", () => {
    const state = reduce([STARTED, says("Hi"), fails("out of memory"), DONE]);
    expect(state).toMatchObject({
      status: "failed",
      isStreaming: false,
      error: "out of memory",
      errorType: "model_error",
    });
    expect(lines(state)).toEqual(["content: Hi"]);
  });

  it("keeps a failure with later frames, and the first of several errors", () => {
    const state = reduce([fails("first"), says("still"), fails("second", "tool_error"), DONE]);
    expect(state).toMatchObject({ status: "failed", error: "first" });
    expect(lines(state)).toEqual(["content: still"]);
  });

  it("is a cancellation, also with another error", () => {
    const cancelled = fails("cancelled by alice", "cancelled");
    expect(reduce([cancelled, DONE]).status).toBe("cancelled");
    expect(reduce([fails("broke"), cancelled, DONE]).status).toBe("cancelled");
    expect(reduce([cancelled, fails("broke"), DONE]).status).toBe("cancelled");
  });

  it("leaves calls without a result unanswered", () => {
    const state = reduce([calls(0, { id: "t", name: "x" }), fails("timeout"), DONE]);
    expect(lines(state)).toEqual(["tool_calls: x() unanswered"]);
  });

  it("is final: later frames are ignored", () => {
    const state = reduce([says("Hi"), DONE]);
    expect(reduce([says("Hi"), DONE, says("!"), fails("late"), DONE])).toEqual(state);
  });
});

describe("an agent", () => {
  it("completes its task", () => {
    const state = reduce([{ completion: { message: "Made it", graph_name: "g" } }, DONE]);
    expect(state).toMatchObject({
      status: "completed",
      completion: { message: "Made it", graphName: "g" },
    });
    expect(reduce([{ completion: { message: "", tool_name: "t" } }]).completion?.toolName).toBe(
      "t",
    );
  });

  it("reports missing fields", () => {
    const incomplete = { message: "Not yet", missing_fields: ["nodes"] };
    expect(reduce([{ incomplete }, DONE])).toMatchObject({
      status: "incomplete",
      incomplete: { message: "Not yet", missingFields: ["nodes"] },
    });
    expect(reduce([{ incomplete }, fails("broke"), DONE]).status).toBe("failed");
  });
});

describe("a graph", () => {
  it("separates the text of concurrent nodes", () => {
    const state = reduce([
      starts("a", 1),
      starts("b", 1),
      says("A1", "a"),
      says("B1", "b"),
      thinks("?", "b"),
      says("A2", "a"),
      ends("a", "completed", 1),
      says("B2", "b"),
    ]);
    expect(lines(state)).toEqual([
      "node_start@a: completed",
      "node_start@b: running …",
      "content@a: A1A2",
      "content@b: B1B2 …",
      "reasoning@b: ? …",
    ]);
    expect(state.blocks.map(({ parentId }) => parentId)).toEqual([
      undefined,
      undefined,
      "b0",
      "b1",
      "b1",
    ]);
  });

  it("assigns results to the calls of their node, also with equal ids", () => {
    const state = reduce([
      starts("a"),
      starts("b"),
      calls(0, { id: "t", name: "x" }, "a"),
      calls(0, { id: "t", name: "y" }, "b"),
      result("t", "of b", "b"),
      result("t", "of a", "a"),
    ]);
    expect(lines(state).slice(2)).toEqual([
      "tool_calls@a: x() completed of a",
      "tool_calls@b: y() completed of b",
    ]);
  });

  it("shows nodes that failed, and those that were skipped for it", () => {
    const state = reduce([
      starts("a"),
      says("half", "a"),
      ends("a", "failed"),
      ends("b", "skipped", 1),
      fails("a failed", "execution_error"),
      DONE,
    ]);
    expect(lines(state)).toEqual([
      "node_start@a: failed",
      "content@a: half",
      "node_start@b: skipped",
    ]);
    expect(state.nodes).toEqual([
      { nodeName: "a", level: 0, status: "failed" },
      { nodeName: "b", level: 1, status: "skipped" },
    ]);
  });

  it("leaves no node running when the run has failed or was cancelled", () => {
    expect(lines(reduce([starts("a"), fails("x"), DONE]))).toEqual(["node_start@a: failed"]);
    const cancelled = reduce([starts("a"), fails("x", "cancelled"), DONE]);
    expect(cancelled.nodes).toEqual([{ nodeName: "a", level: 0, status: "cancelled" }]);
    expect(cancelled.nodeInfo?.status).toBe("cancelled");
  });

  it("starts a new turn after a handoff", () => {
    const turn = (text: string) => [starts("a"), says(text, "a"), ends("a")];
    const state = reduce([...turn("one"), ...turn("two")]);
    expect(lines(state).map((line) => line.split(": ")[1])).toEqual([
      "completed",
      "one",
      "completed",
      "two",
    ]);
    expect(state.blocks.map(({ parentId }) => parentId)).toEqual([
      undefined,
      "b0",
      undefined,
      "b2",
    ]);
    expect(state.nodes).toHaveLength(1);
  });

  it("has its result and the order of its nodes", () => {
    const execution_chain = [["start", "n1"], ["n2"]];
    const state = reduce([{ type: "graph_complete", final_result: "42", execution_chain }, DONE]);
    expect(state.result).toEqual({ finalResult: "42", executionChain: execution_chain });
  });
});

describe("an unknown value", () => {
  it.each(["", "no JSON", "17", "null", "{}", '{"type":"later"}', '{"type":"run_started"}'])(
    "changes nothing: %s",
    (text) => {
      expect(read(text)).toEqual({ kind: "unknown", text });
      const state = reduce([STARTED, says("Hi")]);
      expect(reduce([STARTED, says("Hi"), text])).toEqual(state);
    },
  );

  it("is ignored within a known frame", () => {
    expect(lines(reduce([chunk({ role: "assistant", content: "", audio: 1 })]))).toEqual([]);
    expect(lines(reduce([chunk({ content: null, tool_calls: [{}] })]))).toEqual([
      "tool_calls: () receiving …",
    ]);
    expect(reduce([{ error: {} }, DONE])).toMatchObject({ status: "failed", error: "" });
  });
});
