import { IDLE_RUN, type RunFrame, type RunState, readFrame, reduceRun } from "@tidings/client/runs";
import { FrameReader } from "../../src/frames.ts";

/** The data of a chunk. */
export function chunk(delta: object, more: object = {}, node?: string): object {
  return {
    id: "c-1",
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, finish_reason: null, ...more }],
    ...(node !== undefined && { node_name: node }),
  };
}

export const says = (content: string, node?: string) => chunk({ content }, {}, node);
export const thinks = (text: string, node?: string) => chunk({ reasoning_content: text }, {}, node);
export const finishes = (reason: string, node?: string) =>
  chunk({}, { finish_reason: reason }, node);

/** A piece of a tool call, without omitted fields. */
export function calls(
  index: number,
  { id, name, args }: { id?: string; name?: string; args?: string },
  node?: string,
): object {
  const named = {
    ...(name !== undefined && { name }),
    ...(args !== undefined && { arguments: args }),
  };
  const call = { index, ...(id !== undefined && { id, type: "function" }), function: named };
  return chunk({ tool_calls: [call] }, {}, node);
}

export const result = (tool_call_id: string, content: string, node_name?: string) => ({
  role: "tool",
  tool_call_id,
  content,
  ...(node_name !== undefined && { node_name }),
});
export const starts = (node_name: string, level = 0) => ({ type: "node_start", node_name, level });
export const ends = (node_name: string, status = "completed", level = 0) => ({
  type: "node_end",
  node_name,
  level,
  status,
});
export const fails = (message: string, type = "model_error") => ({ error: { message, type } });
export const STARTED = { type: "run_started", run_id: "r-1", conversation_id: "cv-1" };
export const USAGE = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
export const DONE = "[DONE]";

/** Frames in the form of the protocol, numbered. */
export function wire(frames: readonly (object | string)[], run = "r-1", from = 1): string {
  return frames
    .map((frame, i) => {
      const data = typeof frame === "string" ? frame : JSON.stringify(frame);
      return `id: ${run}:${from + i}\ndata: ${data}\n\n`;
    })
    .join("");
}

export function read(frame: object | string): RunFrame {
  return readFrame(typeof frame === "string" ? frame : JSON.stringify(frame));
}

/** The state after frames, all at the same time. */
export function reduce(frames: readonly (object | string)[], now = 0): RunState {
  return frames.reduce<RunState>((state, frame) => reduceRun(state, read(frame), now), IDLE_RUN);
}

/** The state after bytes in chunks of any size. */
export function reduceBytes(chunks: readonly Uint8Array[]): RunState {
  let state: RunState = IDLE_RUN;
  const reader = new FrameReader({
    onRetry: () => undefined,
    onFrame({ text }) {
      if (text !== undefined) state = reduceRun(state, readFrame(text), 0);
    },
  });
  const decoder = new TextDecoder();
  for (const bytes of chunks) reader.feed(decoder.decode(bytes, { stream: true }));
  return state;
}

/** Each block in a line: its type, its node and its content. */
export function lines({ blocks }: RunState): string[] {
  return blocks.map(({ type, nodeName, content, toolCalls = [], nodeInfo, isComplete }) => {
    const where = nodeName === undefined ? type : `${type}@${nodeName}`;
    const described = toolCalls.map(
      ({ function: { name, arguments: args }, status, result: answer }) =>
        `${name}(${args}) ${status}${answer === undefined ? "" : ` ${answer}`}`,
    );
    const what = nodeInfo?.status ?? (type === "tool_calls" ? described.join(", ") : content);
    return `${where}: ${what}${isComplete ? "" : " …"}`;
  });
}
