import { expect, it } from "vitest";
import type { StoredMessage } from "../src/chat/data/conversation.ts";
import { toRunState } from "../src/chat/data/storedBlocks.ts";

const CALL = { id: "t1", type: "function", function: { name: "add", arguments: "{}" } } as const;
const TURN: readonly StoredMessage[] = [
  { role: "system", content: "Be short" },
  { role: "user", content: "Add" },
  { role: "assistant", content: "", reasoning_content: "Hm", tool_calls: [CALL] },
  { role: "tool", tool_call_id: "t1", content: "3" },
  { role: "assistant", content: "It is 3" },
];

it("shows stored messages like streamed ones", () => {
  const { blocks, status, isStreaming } = toRunState({ messages: TURN, state: "completed" });
  expect(blocks.map(({ type, content }) => [type, content])).toEqual([
    ["reasoning", "Hm"],
    ["tool_calls", ""],
    ["content", "It is 3"],
  ]);
  expect(blocks[1]?.toolCalls?.[0]).toMatchObject({ status: "completed", result: "3" });
  expect(blocks.every(({ isComplete }) => isComplete)).toBe(true);
  expect({ status, isStreaming }).toEqual({ status: "completed", isStreaming: false });
});

it("shows how the run ended, and calls without a result", () => {
  const messages = TURN.slice(0, 3);
  const error = { message: "out of paper", type: "tool_error" } as const;
  expect(toRunState({ messages, state: "failed" })).toMatchObject({ status: "failed" });
  expect(toRunState({ messages, state: "failed", detail: { error } })).toMatchObject({
    status: "failed",
    error: "out of paper",
    errorType: "tool_error",
  });
  const { status, blocks } = toRunState({ messages, state: "cancelled" });
  expect(status).toBe("cancelled");
  expect(blocks.at(-1)?.toolCalls?.[0]?.status).toBe("unanswered");
});

it("groups messages below their nodes", () => {
  const { blocks, nodes, result } = toRunState({
    messages: [
      { role: "user", content: "Go" },
      { role: "assistant", content: "A", node_name: "a" },
      { role: "assistant", content: "B", node_name: "b" },
      { role: "assistant", content: "A again", node_name: "a" },
    ],
    state: "completed",
    detail: { final_result: "A and B", execution_chain: [["a", "b"]] },
  });
  expect(result).toEqual({ finalResult: "A and B", executionChain: [["a", "b"]] });
  expect(blocks.map(({ id, type, parentId }) => [id, type, parentId])).toEqual([
    ["b0", "node_start", undefined],
    ["b1", "content", "b0"],
    ["b2", "node_start", undefined],
    ["b3", "content", "b2"],
    ["b4", "content", "b0"],
  ]);
  expect(nodes.map(({ nodeName, status }) => [nodeName, status])).toEqual([
    ["a", "completed"],
    ["b", "completed"],
  ]);
});

const GRAPH = {
  name: "g",
  nodes: [
    { name: "last", input_nodes: ["after", "good"] },
    { name: "good", input_nodes: ["start"] },
    { name: "bad", input_nodes: ["start"] },
    { name: "after", input_nodes: ["bad"] },
    { name: "told", input_nodes: [] },
    { name: "tells", input_nodes: ["start"], output_nodes: ["told"], handoffs: 1 },
    { name: "sub", input_nodes: ["start"] },
    { name: "behindSub", input_nodes: ["sub"] },
  ],
};

const states = (round: Parameters<typeof toRunState>[0]) =>
  Object.fromEntries(toRunState(round).nodes.map(({ nodeName, status }) => [nodeName, status]));

it("derives failed, completed and skipped nodes of a graph", () => {
  const round = {
    messages: [
      { role: "user", content: "Go" },
      { role: "assistant", content: "Good", node_name: "good" },
      { role: "assistant", content: "Half of", node_name: "bad" },
    ] satisfies StoredMessage[],
    state: "failed",
    detail: {
      error: { message: "node 'bad' failed", type: "model_error" },
      definition: GRAPH,
      checkpoint: {
        turns: ["start", "good", "bad", "tells"].map((node) => ({ node, level: 1 })),
        outputs: { good: ["Good"], tells: ["nothing"] },
        done: ["good", "tells"],
        failed: { level: 1, pending: [] },
      },
    },
  } as const;
  expect(states(round)).toEqual({
    start: "completed",
    good: "completed",
    bad: "failed",
    tells: "completed",
    after: "skipped",
    last: "skipped",
  });
  const { blocks } = toRunState(round);
  expect(blocks.map(({ type, content }) => `${type} ${content}`)).toEqual([
    "node_start good",
    "content Good",
    "node_start bad",
    "content Half of",
    "node_start start",
    "node_start tells",
    "node_start after",
    "node_start last",
  ]);
});

it("skips nodes that depend on a failed subgraph", () => {
  const checkpoint = { turns: [{ node: "sub.a", level: 1 }], done: [], failed: { level: 1 } };
  expect(
    states({ messages: [], state: "failed", detail: { definition: GRAPH, checkpoint } }),
  ).toEqual({ "sub.a": "failed", behindSub: "skipped" });
});

it("marks no node of an interrupted graph as skipped", () => {
  const checkpoint = {
    turns: ["start", "good", "bad"].map((node) => ({ node, level: 1 })),
    outputs: { good: ["Good"] },
    done: ["good"],
  };
  const detail = { definition: GRAPH, checkpoint };
  const rest = { start: "completed", good: "completed" };
  for (const state of ["failed", "cancelled"] as const) {
    expect(states({ messages: [], state, detail })).toEqual({ ...rest, bad: state });
  }
});

it("uses a node's last turn after a handoff", () => {
  const checkpoint = {
    turns: ["a", "b", "a"].map((node) => ({ node, level: 1 })),
    outputs: { a: ["1"], b: ["2"] },
    done: [],
    failed: { level: 1 },
  };
  expect(states({ messages: [], state: "failed", detail: { checkpoint } })).toEqual({
    a: "failed",
    b: "completed",
  });
});
