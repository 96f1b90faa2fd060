import { expect, it } from "vitest";
import type { StoredMessage } from "../src/chat/data/conversation.ts";
import { toRunState } from "../src/chat/data/storedBlocks.ts";

const CALL = { id: "t1", type: "function", function: { name: "add", arguments: "{}" } };
const TURN: readonly StoredMessage[] = [
  { role: "system", content: "Be short" },
  { role: "user", content: "Add" },
  { role: "assistant", content: "", reasoning_content: "Hm", tool_calls: [CALL] },
  { role: "tool", tool_call_id: "t1", content: "3" },
  { role: "assistant", content: "It is 3" },
];

it("shows what is stored as if it had just come", () => {
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

it("says how the run ended, and that a call had no result", () => {
  const messages = TURN.slice(0, 3);
  const error = { message: "out of paper", type: "tool_error" };
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

it("puts what nodes said below their names", () => {
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
